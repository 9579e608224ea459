// board-app.js: the live board page: puts its parts together.

import "./time.js";
import "./toasts.js";
import "./banner.js";
import "./board.js";
import "./palette.js";
import "./ask-presence.js";
import "./ask-ticket.js";
import "./why.js";
import { startAlerts } from "./alerts.js";
import { desk } from "./desk.js";
import { ask, problem } from "./dialogs.js";
import { board } from "./board-figures.js";
import { fetchWork } from "./board-work.js";
import { listen } from "./keys.js";
import { openNotices } from "./notices.js";
import { closeLayer, layerOpen, openLayer } from "./overlay.js";
import { toast } from "./toasts.js";

/** @type {Record<string, (from: HTMLElement|null) => unknown>} */
const ACTS = {
  assign: (from) => ask("assign", desk.state.records.ticket[from?.dataset.ticket ?? ""]),
  "agent-state": (from) => ask("agent-state", desk.state.records.agent[from?.dataset.agent ?? ""]),
  notices: openNotices,
  watch: (from) => void watch(from?.dataset.ticket ?? ""),
  wall: () => window.open(`/board/wall${board.team && `?team=${board.team}`}`, "_blank", "noopener"),
  palette: () => /** @type {any} */ (document.querySelector("sb-palette")).open(() => []),
  keys: () => openLayer(/** @type {HTMLElement} */ (document.getElementById("keys"))),
  reconnect: () => desk.socket.connect(),
  "go-work": () => location.assign("/console"),
  "go-people": () => location.assign("/customers"),
  "go-settings": () => location.assign("/settings"),
};

/** Watch a conversation, in the console. @param {string} ticketId */
async function watch(ticketId) {
  try {
    await desk.api.post(`/tickets/${ticketId}/watch`, {}, { patient: false });
    location.assign(`/console#ticket=${ticketId}`);
  } catch (error) {
    toast(problem(error));
  }
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
  if (button) ACTS[button.dataset.act ?? ""]?.(button);
});
document.addEventListener("notice-opened", (event) => location.assign(`/console#ticket=${/** @type {CustomEvent} */ (event).detail}`));
for (const kind of ["ticket", "customer"]) {
  document.addEventListener(`open-${kind}`, (event) => location.assign(`/console#${kind}=${/** @type {CustomEvent} */ (event).detail}`));
}
listen((act) => {
  if (act === "close") return closeLayer();
  if (!ACTS[act] || (act === "palette" && layerOpen())) return false;
  ACTS[act](null);
  return true;
}, layerOpen);

desk.begin();
startAlerts();
board.start();
fetchWork();
