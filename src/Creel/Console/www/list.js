// The table of the newest events.
import { cut, element, level, shown, time } from "./text.js";

const most = 50;
const longestTitle = 300;

function row(event, open) {
  const title = element("button", { type: "button", className: "title" }, element("span", {}, shown(cut(event.title ?? event.type ?? "(no title)", longestTitle))));
  const flags = [event.test && "test", event.malformed && "malformed", event.repeats > 0 && `repeated ${event.repeats}×`, event.verdict === "imported" && "imported"].filter(Boolean);
  const cells = [
    ["Received", time(event.receivedAt)],
    ["Level", level(event.level)],
    ["Status", event.status ? shown(event.status) : element("span", { className: "quiet", title: "no status" }, "–")],
    ["Source", shown(cut(event.source, 60))],
    ["Title", title, ...flags.flatMap((flag) => [" ", element("span", { className: "flag" }, flag)])],
    ["Id", element("code", {}, shown(event.id))],
  ];
  // (Roles, since shown as cards a table is no table to a screen reader.)
  const made = element("tr", { role: "row" }, ...cells.map(([name, ...content]) => element("td", { role: "cell", "data-name": name }, ...content)));
  made.addEventListener("click", () => {
    if (getSelection().isCollapsed) open(event.id);
  });
  return made;
}

export class EventList {
  #table;
  #none;
  #body;
  #open;
  #shown = []; // newest first: { seq, event, row }
  #pending = null;

  constructor({ table, none, body }, open) {
    this.#table = table;
    this.#none = none;
    this.#body = body;
    this.#open = open;
  }

  /** The newest as the server has them now. What came live after them stays. */
  replace(events) {
    const newest = events.length > 0 ? events[0].seq : 0;
    this.#take([...this.#shown.map((one) => one.event).filter((event) => event.seq > newest), ...events]);
    this.#show();
  }

  /** One that just came. Shown with all others of this moment: a thousand a second must not cost a thousand paintings. */
  add(event) {
    if (this.#shown.some((one) => one.seq === event.seq)) return;
    this.#take([event, ...this.#shown.map((one) => one.event)]);
    this.#pending ??= setTimeout(() => this.#show(), 150);
  }

  clear() {
    this.#take([]);
    this.#show();
    this.#table.hidden = this.#none.hidden = true;
  }

  // A row that is there already stays the same element: it may have the focus.
  #take(events) {
    const known = new Map(this.#shown.map((one) => [one.seq, one]));
    this.#shown = events.sort((one, other) => other.seq - one.seq).slice(0, most)
      .map((event) => known.get(event.seq) ?? { seq: event.seq, event, row: null });
  }

  #show() {
    clearTimeout(this.#pending);
    this.#pending = null;
    for (const one of this.#shown) one.row ??= row(one.event, this.#open);
    const wanted = new Set(this.#shown.map((one) => one.row));
    for (const old of [...this.#body.children]) if (!wanted.has(old)) old.remove();
    this.#shown.forEach((one, place) => {
      const there = this.#body.children[place];
      if (there !== one.row) this.#body.insertBefore(one.row, there ?? null);
    });
    this.#table.hidden = this.#shown.length === 0;
    this.#none.hidden = this.#shown.length > 0;
  }
}
