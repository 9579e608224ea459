// supervise.js: <sb-supervise>: who of the supervisors is in this conversation, and what oneself as one may do: whisper, join, leave.

import { attr, composing, fill, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { agentName, all, CLOSED } from "./views.js";

const LEADS = new Set(["supervisor", "administrator"]);

/** My stay in a conversation, if I am there. @param {string} ticketId @returns {any} */
export function myStay(ticketId) {
  return desk.state.records.supervision[`${ticketId}:${desk.state.me.id}`];
}

/** Whether I could watch a conversation: I lead, it is in somebody else's hands, and I am not there yet. @param {any} ticket @returns {boolean} */
export function canWatch(ticket) {
  const { me } = desk.state;
  return LEADS.has(me.role) && Boolean(ticket.assignee_id) && ticket.assignee_id !== me.id && !CLOSED.has(ticket.status) && !myStay(ticket.id);
}

/** Tell the desk. @param {string} verb @param {Record<string, unknown>} [said] */
export async function supervise(verb, said = {}) {
  if (desk.ticket) await desk.api.post(`/tickets/${desk.ticket.id}/${verb}`, said, { patient: false });
}

class SuperviseElement extends DeskElement {
  ready() {
    const form = /** @type {HTMLFormElement} */ (part(this, "form"));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.dispatchEvent(new CustomEvent("whisper", { bubbles: true, detail: this.whisper })); });
    part(this, "words").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" && composing(event)) event.preventDefault(); });
    this.whisper = () => this.send();
  }

  async send() {
    const input = /** @type {HTMLInputElement} */ (part(this, "words"));
    const body = input.value.trim();
    if (!body) return;
    await supervise("whisper", { body });
    input.value = "";
    input.focus();
  }

  draw() {
    const ticket = desk.ticket;
    if (!ticket) return;
    const { t, state } = desk;
    const mine = myStay(ticket.id);
    const others = all(state, "supervision").filter((one) => one.ticket_id === ticket.id && one.user_id !== state.me.id);
    show(this, mine || others.length);
    const name = agentName(state, ticket.assignee_id);
    fill(this, "mine", mine ? t(`supervise.${mine.mode}`, { name }) : "");
    fill(this, "others", desk.format.list(others.map((one) => t(`supervise.other_${one.mode}`, { name: agentName(state, one.user_id) }))));
    show(part(this, "form"), mine);
    show(part(this, "join"), mine?.mode === "watch");
    show(part(this, "leave"), mine);
    attr(part(this, "words"), "placeholder", t("supervise.whisper_to", { name }));
    text(part(this, "label"), t("supervise.whisper_to", { name }));
  }
}

customElements.define("sb-supervise", SuperviseElement);
