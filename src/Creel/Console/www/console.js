// The page: who is signed in, how the server is, and the newest events as they come.
import { get, signIn, signOut } from "./api.js";
import { openEvent } from "./event.js";
import { EventList } from "./list.js";
import { shown } from "./text.js";

const at = (id) => document.getElementById(id);
const dialog = at("event");
const list = new EventList({ table: at("table"), none: at("none"), body: at("rows") }, (id) => { location.hash = `event=${id}`; });
const again = 5_000;
const lookAtHealth = 15_000;

let stream = null;
let retry = null;
let health = null;

const say = (place, text, state = "") => {
  if (at(place).textContent !== text) at(place).textContent = text;
  at(place).dataset.state = state;
};

function stop() {
  stream?.close();
  clearTimeout(retry);
  clearInterval(health);
  stream = retry = health = null;
}

function showSignedOut(why = "") {
  stop();
  list.clear();
  if (dialog.open) dialog.close();
  for (const place of ["version", "health", "feed", "warnings"]) say(place, "");
  at("why-not").textContent = why;
  at("here").textContent = location.origin;
  at("events").hidden = at("sign-out").hidden = true;
  at("signed-out").hidden = false;
}

// Whatever is asked: who is no longer signed in is told so, and a server that is gone is looked for again.
async function guarded(ask) {
  try {
    await ask();
    return true;
  } catch (problem) {
    if (problem.status === 401) showSignedOut();
    else if (problem.status === undefined) throw problem;
    else say("health", shown(problem.message), "bad");
    return false;
  }
}

const showHealth = () => guarded(async () => {
  const server = await get("/api/stats");
  say("version", shown(server.version));
  say("health", server.ready ? "✓ ready" : `✗ not ready: ${shown(server.reason)}`, server.ready ? "good" : "bad");
  const { sources } = await get("/api/sources");
  say("warnings", sources.flatMap((source) => (source.warning ? [shown(source.warning)] : [])).join("\n"));
});

const showNewest = () => guarded(async () => list.replace((await get("/api/events?limit=50")).events));

// The stream first, then the list: what comes between the two comes by the stream.
function follow() {
  stream = new EventSource("/api/live");
  stream.addEventListener("ready", () => {
    say("feed", "live");
    showNewest();
    showHealth();
  });
  stream.addEventListener("event", (message) => list.add(JSON.parse(message.data)));
  stream.addEventListener("skipped", showNewest);
  stream.addEventListener("error", async () => {
    if (stream.readyState !== EventSource.CLOSED) {
      say("feed", "the connection was lost; trying again");
      return;
    }
    // Refused: the list is asked for instead, until it can be followed again.
    stream = null;
    say("feed", "looking every 5 seconds");
    if (await showNewest() || !at("events").hidden) retry = setTimeout(follow, again);
  });
}

async function begin() {
  stop();
  if (!await showHealth()) {
    if (at("signed-out").hidden) retry = setTimeout(begin, again);
    return;
  }
  at("signed-out").hidden = true;
  at("events").hidden = at("sign-out").hidden = false;
  health = setInterval(showHealth, lookAtHealth);
  await showNewest();
  if (!at("events").hidden) follow();
}

async function enter(code) {
  // Out of the address bar and the history first, whatever becomes of it.
  history.replaceState(null, "", "/");
  try {
    await signIn(code);
  } catch (problem) {
    showSignedOut(problem.message);
    return;
  }
  await begin();
}

function followAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (fragment.has("code")) return enter(fragment.get("code"));
  if (fragment.has("event") && !at("events").hidden) return guarded(() => openEvent(fragment.get("event"), { dialog, title: at("event-title"), content: at("event-content") }));
  if (dialog.open) dialog.close();
}

dialog.addEventListener("close", () => {
  dialog.dataset.id = "";
  if (location.hash.startsWith("#event=")) history.replaceState(null, "", "/");
});
dialog.addEventListener("click", (click) => {
  if (click.target === dialog) dialog.close();
});
at("sign-out").addEventListener("click", async () => {
  const done = await guarded(signOut);
  if (done) showSignedOut("You have signed out.");
});
addEventListener("hashchange", followAddress);

if (location.hash.startsWith("#code=")) followAddress();
else begin().then(followAddress);
