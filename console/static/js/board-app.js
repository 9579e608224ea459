// board-app.js: the live board page: puts its parts together.

import "./time.js";
import "./toasts.js";
import "./banner.js";
import "./board.js";
import "./palette.js";
import "./ask-presence.js";
import "./ask-ticket.js";
import { desk } from "./desk.js";
import { ask } from "./dialogs.js";
import { listen } from "./keys.js";
import { closeLayer, layerOpen, openLayer } from "./overlay.js";
import { withRecords } from "./store.js";

const MOST_PAGES = 5;

/** @type {Record<string, (from: HTMLElement|null) => unknown>} */
const ACTS = {
  assign: (from) => ask("assign", desk.state.records.ticket[from?.dataset.ticket ?? ""]),
  "agent-state": (from) => ask("agent-state", desk.state.records.agent[from?.dataset.agent ?? ""]),
  palette: () => /** @type {any} */ (document.querySelector("sb-palette")).open(() => []),
  keys: () => openLayer(/** @type {HTMLElement} */ (document.getElementById("keys"))),
  reconnect: () => desk.socket.connect(),
  "go-work": () => location.assign("/console"),
  "go-people": () => location.assign("/customers"),
  "go-settings": () => location.assign("/settings"),
};

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
  if (button) ACTS[button.dataset.act ?? ""]?.(button);
});
for (const kind of ["ticket", "customer"]) {
  document.addEventListener(`open-${kind}`, (event) => location.assign(`/console#${kind}=${/** @type {CustomEvent} */ (event).detail}`));
}
listen((act) => {
  if (act === "close") return closeLayer();
  if (!ACTS[act] || (act === "palette" && layerOpen())) return false;
  ACTS[act](null);
  return true;
}, layerOpen);

/** Work in hand is not in the snapshot: fetch it once; from then on changes come by themselves. */
async function fetchWork() {
  let cursor = "";
  for (let page = 0; page < MOST_PAGES && cursor !== null; page += 1) {
    const answer = await desk.api.get(`/tickets?tab=all&status=open&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    desk.apply((state) => withRecords(state, answer.records));
    cursor = answer.cursor;
  }
}

desk.begin();
void fetchWork();
desk.listeners.push((frame) => { if (frame.frame === "resync") void fetchWork(); });
