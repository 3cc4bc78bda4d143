// One event in full.
import { get } from "./api.js";
import { cut, element, level, shown, shownLines, time } from "./text.js";

const longestBody = 200_000;
const facts = ["type", "status", "subject", "correlation", "source", "sender", "verdict", "method", "path", "query", "remoteAddress", "tls", "size",
  "senderKey", "repeats", "repeatOf", "test", "malformed", "redacted", "severityRaw", "statusRaw", "occurredAtRaw"];

// A sender's link may be anything; only what leads to a web page becomes one.
function link(text) {
  let url = null;
  try {
    url = new URL(text);
  } catch {
    // Not even a URL.
  }
  return url && (url.protocol === "http:" || url.protocol === "https:")
    ? element("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" }, shown(text))
    : shown(text);
}

const line = (name, ...content) => [element("dt", {}, shown(name)), element("dd", {}, ...content)];

function factLines(event) {
  const lines = [...line("id", element("code", {}, shown(event.id))), ...line("received", time(event.receivedAt)), ...line("level", level(event.level))];
  if (event.occurredAt) lines.push(...line("occurred", time(event.occurredAt)));
  if (event.link) lines.push(...line("link", link(event.link)));
  for (const name of facts) {
    const value = event[name];
    if (value === null || value === undefined || value === "" || value === false || value === 0 || value.length === 0) continue;
    lines.push(...line(name, shown(Array.isArray(value) ? value.join(", ") : value)));
  }
  return element("dl", {}, ...lines);
}

function bodyOf(event) {
  const download = element("a", { href: `/api/events/${encodeURIComponent(event.id)}/body`, download: "" }, "Download it as it is kept");
  if (event.body === undefined) return [element("p", {}, "The body is not text. ", download, ".")];
  const cutShort = event.body.length > longestBody;
  return [
    element("pre", { tabIndex: 0 }, shownLines(cutShort ? event.body.slice(0, longestBody) : event.body)),
    element("p", {}, cutShort ? `The first ${longestBody} characters. ` : "", download, "."),
  ];
}

function contentOf(event) {
  const headers = Object.entries(event.headers).flatMap(([name, values]) => values.flatMap((value) => line(name, shown(value))));
  return [
    factLines(event),
    ...(event.items.length > 1 ? [element("h3", {}, `Items (${event.items.length})`),
      element("ol", {}, ...event.items.slice(0, 100).map((item) => element("li", {}, level(item.level), " ", shown(cut(item.title ?? item.type ?? "", 300)))))] : []),
    element("h3", {}, "Headers"), element("dl", {}, ...headers),
    element("h3", {}, "Body"), ...bodyOf(event),
  ];
}

/** Opens the dialog with the event of this id. */
export async function openEvent(id, { dialog, title, content }) {
  title.textContent = "…";
  content.replaceChildren();
  if (!dialog.open) dialog.showModal();
  const wanted = (dialog.dataset.id = id);
  try {
    const event = await get(`/api/events/${encodeURIComponent(id)}`);
    if (dialog.dataset.id !== wanted) return;
    title.textContent = shown(event.title ?? event.type ?? "(no title)");
    content.replaceChildren(...contentOf(event));
    title.focus();
  } catch (problem) {
    if (dialog.dataset.id !== wanted) return;
    if (problem.status === 401) throw problem;
    title.textContent = "It can't be shown";
    content.replaceChildren(element("p", {}, problem.message));
  }
}
