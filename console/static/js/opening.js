// opening.js: going to a ticket or a customer: the address, the thread from the desk, what was read.

import { Refusal, Unreachable } from "./api.js";
import { desk } from "./desk.js";
import { problem } from "./dialogs.js";
import { onTicket } from "./ask-ticket.js";
import { withThread } from "./store.js";
import { toast } from "./toasts.js";
import { lastSeq } from "./views.js";

let reading = "";
let fetching = "";

/** @param {string} id */
export async function openTicket(id) {
  desk.show({ ticketId: id, customerId: null, view: "conv" });
  address(`ticket=${id}`);
  document.getElementById("side")?.classList.remove("open");
  await loadThread(id);
}

/** Fetch the newest part of a thread; again after a fresh start of the line. @param {string} id */
export async function loadThread(id) {
  try {
    const thread = await desk.api.get(`/tickets/${id}/thread`);
    desk.drafts.received(id, thread.draft);
    desk.apply((state) => withThread(state, thread));
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    toast(problem(error));
    if (error instanceof Refusal && error.status === 404 && desk.ui.ticketId === id) goBack();
  }
}

/** The page before the oldest entry held. */
export async function loadOlder() {
  const id = desk.ui.ticketId;
  const before = id && desk.state.older[id];
  if (!id || !before || fetching === before) return;
  fetching = before;
  try {
    const thread = await desk.api.get(`/tickets/${id}/thread?before=${encodeURIComponent(before)}`);
    desk.apply((state) => withThread(state, thread));
  } finally {
    fetching = "";
  }
}

/** @param {string} id */
export function openCustomer(id) {
  desk.show({ customerId: id });
  address(`customer=${id}`);
  document.getElementById("side")?.classList.add("open");
}

export function goBack() {
  desk.show({ ticketId: desk.ui.view === "conv" && innerWidth < 900 ? desk.ui.ticketId : null, view: "list" });
  address("");
}

/** @param {number} by */
export function step(by) {
  const list = /** @type {any} */ (document.querySelector("sb-list"));
  const id = list?.neighbour(by);
  if (!id) return;
  void openTicket(id);
  list.focusCard(id);
}

/** Say that what is on screen was read: mine, in front of me, with something unread. */
export function markRead() {
  const ticket = desk.ticket;
  if (!ticket?.unread || ticket.assignee_id !== desk.state.me.id || document.hidden || !document.hasFocus()) return;
  const upto = lastSeq(desk.state, ticket.id);
  const name = `${ticket.id}:${upto}`;
  if (!upto || reading === name) return;
  reading = name;
  onTicket(ticket.id, "read", { upto }).catch((error) => {
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    reading = "";
  });
}

/** Follow the address: #ticket=… or #customer=… */
export function followAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const ticket = wanted.get("ticket");
  const customer = wanted.get("customer");
  if (ticket && ticket !== desk.ui.ticketId) void openTicket(ticket);
  else if (customer && customer !== desk.ui.customerId) openCustomer(customer);
}

/** @param {string} hash */
function address(hash) {
  const wanted = hash ? `#${hash}` : location.pathname;
  if (location.hash !== wanted) history.replaceState(null, "", wanted);
}
