// app.js: the console page: puts the parts together.

import "./time.js";
import "./toasts.js";
import "./banner.js";
import "./clocks.js";
import "./proof.js";
import "./ask-due.js";
import "./list.js";
import "./presence.js";
import "./conversation.js";
import { mark, marks } from "./bulk.js";
import "./call.js";
import "./wrap-up.js";
import "./why.js";
import "./thread.js";
import "./composer.js";
import "./offer.js";
import "./customer.js";
import "./history.js";
import "./knowledge-panel.js";
import "./palette.js";
import { ACTS, closeSide, run, setPresence } from "./actions.js";
import { startAlerts } from "./alerts.js";
import { followCustomers } from "./customers.js";
import { desk } from "./desk.js";
import { listen } from "./keys.js";
import { menuOpen } from "./menu.js";
import { followAddress, loadOlder, loadThread, markRead, openCustomer, openTicket } from "./opening.js";
import { closeLayer, layerOpen } from "./overlay.js";
import { flag, write } from "./prefs.js";
import { withRecords } from "./store.js";
import { toast } from "./toasts.js";
import { agentName } from "./views.js";

const detail = (/** @type {Event} */ event) => /** @type {CustomEvent} */ (event).detail;

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const card = /** @type {HTMLAnchorElement|null} */ (target.closest('a[href^="#ticket="]'));
  const button = /** @type {HTMLElement|null} */ (target.closest("[data-act]"));
  if (card?.classList.contains("card") && marks(event)) {
    event.preventDefault();
    mark(card.hash.slice("#ticket=".length));
  } else if (card && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    void openTicket(card.hash.slice("#ticket=".length));
  } else if (button && ACTS[button.dataset.act ?? ""] && !(button.closest("sb-offer"))) {
    void run(() => ACTS[button.dataset.act ?? ""](button));
  }
});
document.addEventListener("whisper", (event) => void run(detail(event)));
document.addEventListener("notice-opened", (event) => { closeLayer(); void openTicket(detail(event)); });
document.addEventListener("open-ticket", (event) => void openTicket(detail(event)));
document.addEventListener("open-customer", (event) => openCustomer(detail(event)));
document.addEventListener("presence-chosen", (event) => void run(() => setPresence(detail(event).state, detail(event).reason)));
document.addEventListener("thread-older", () => void run(loadOlder));
document.addEventListener("visibilitychange", () => desk.changed());
addEventListener("focus", () => desk.changed());
addEventListener("hashchange", followAddress);

listen((act) => {
  if (act === "close") return closeLayer() || (!menuOpen() && closeSide());
  if (act === "palette" && layerOpen()) return true;
  if ((act === "accept" || act === "decline") && !(/** @type {any} */ (document.querySelector("sb-offer")).offer)) return false;
  if (!ACTS[act]) return false;
  void run(() => ACTS[act](null));
  return true;
}, layerOpen);

/** Switches of this person: those with a name on the desk follow them to other devices. */
const SWITCHES = /** @type {Record<string, string>} */ ({ "single-keys": "single_keys", "enter-sends": "send_with_enter", sound: "", notices: "" });

/** @param {string} name @param {string} wire */
function follow(name, wire) {
  const box = /** @type {HTMLInputElement} */ (document.getElementById(name));
  const chosen = wire ? desk.state.me.preferences[wire] : undefined;
  if (typeof chosen === "boolean") write(name, chosen ? "1" : "0");
  box.checked = flag(name, box.checked);
  box.addEventListener("change", () => {
    write(name, box.checked ? "1" : "0");
    if (wire) void run(() => desk.api.post("/account/preferences", { [wire]: box.checked }));
    if (name === "notices" && box.checked && "Notification" in window) void Notification.requestPermission();
  });
}

/** Pages of the "all" tab that were fetched; the next one, null at the end. @type {string|null|undefined} */
let nextAll;
async function moreOfAll() {
  if (nextAll === null) return;
  const cursor = nextAll ? `&cursor=${encodeURIComponent(nextAll)}` : "";
  nextAll = null;
  const page = await desk.api.get(`/tickets?tab=all${cursor}`);
  nextAll = page.cursor;
  desk.apply((state) => withRecords(state, page.records));
}
for (const kind of ["tab-chosen", "list-end"]) {
  document.addEventListener(kind, (event) => { if (detail(event) === "all") void run(moreOfAll); });
}

/** The tickets whose calls I am a guest in, so that each is told of once. @type {Set<string>} */
const visited = new Set();

/** A colleague brings me into their call: say so, and lead there. @param {any} frame */
function broughtIn(frame) {
  if (frame.frame !== "change") return;
  for (const ticket of frame.records.filter((/** @type {any} */ one) => one.type === "ticket")) {
    const here = ticket.guest_ids.includes(desk.state.me.id);
    if (here && !visited.has(ticket.id)) {
      const open = { label: desk.t("call.open"), act: () => void openTicket(ticket.id) };
      toast(desk.t("call.brought_in", { name: agentName(desk.state, ticket.assignee_id) }), open);
    }
    visited[here ? "add" : "delete"](ticket.id);
  }
}

desk.begin();
for (const [name, wire] of Object.entries(SWITCHES)) follow(name, wire);
followCustomers();
startAlerts();
/** The open ticket, while it is out of sight: its lines went with it, and are fetched when it comes back. */
let lost = "";
/** @param {any} frame */
function cameBack(frame) {
  const open = desk.ui.ticketId;
  const about = frame.frame === "change" ? frame.records.filter((/** @type {any} */ one) => one.id === open && (one.type === "ticket" || one.of === "ticket")) : [];
  if (about.some((/** @type {any} */ one) => one.type === "gone")) lost = open ?? "";
  else if (open && (frame.frame === "resync" || (about.length && lost === open))) {
    lost = "";
    void loadThread(open);
  }
}

desk.listeners.push(broughtIn, cameBack);
desk.join(/** @type {any} */ ({ isConnected: true, draw: markRead }));
followAddress();
