// What senders wrote is shown as text, and only as text: nothing here or elsewhere makes markup of a string.

// Control characters, invisible ones, and those that turn the direction of writing are written out, as the commands do on a terminal.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;
const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const escaped = (character) => short[character] ?? character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

/** A text on one line, with every character that could deceive written out. */
export const shown = (text) => String(text).replace(hidden, escaped);

/** The same for a text of several lines. */
export const shownLines = (text) => String(text).replaceAll("\r\n", "\n").replace(hidden, (character) => (character === "\n" || character === "\t" ? character : escaped(character)));

/** At most so many characters, with an ellipsis where some are missing. */
export function cut(text, most) {
  const characters = Array.from(String(text).slice(0, 4 * most));
  return characters.length > most || String(text).length > 4 * most ? characters.slice(0, most).join("") + "…" : String(text);
}

/** An element with properties set and children added; a string is a text. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const two = (number) => String(number).padStart(2, "0");

/** A moment in the time of who looks, to the second. */
export function time(iso) {
  if (!iso) return element("span", { className: "quiet" }, "unknown");
  const at = new Date(iso);
  const text = Number.isNaN(at.getTime()) ? shown(iso)
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return element("time", { dateTime: iso, title: iso }, text);
}

const levels = [["none", "–", "–"], ["critical", "⬢", "critical"], ["error", "▲", "error"], ["warning", "◆", "warning"], ["notice", "●", "notice"], ["info", "○", "info"]];

/** How bad it is: a shape, a word and a colour, so that none of them has to be seen. */
export function level(number) {
  const [name, mark, word] = levels[number] ?? levels[0];
  if (name === "none") return element("span", { className: "quiet", title: "no level" }, mark);
  return element("span", { className: `level ${name}` }, element("span", { ariaHidden: "true" }, mark), ` ${word}`);
}
