// wrap-up.js: <sb-wrap-up>: the time after a conversation: how long it lasts, how it ended, a note, more time, done.
// It stands above the ticket it is about; `compact` stands in the list and leads there.

import { part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { problem } from "./dialogs.js";
import { all } from "./views.js";
import { toast } from "./toasts.js";

export const MORE_S = 60;

/** My own wrap-up, or null. @returns {{until: number|null, about: string|null}|null} */
export function mine() {
  const me = desk.state.records.agent[desk.state.me.id];
  return me?.state === "wrap_up" ? me : null;
}

/** The codes of a ticket's queue, in their order. @param {any} ticket @returns {any[]} */
export function codesOf(ticket) {
  return all(desk.state, "wrap_up_code")
    .filter((one) => !one.queue_ids.length || one.queue_ids.includes(ticket.queue_id))
    .sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));
}

/** Whether the ticket's queue wants a code. @param {any} ticket @returns {boolean} */
export function wantsCode(ticket) {
  return Boolean(desk.state.records.rules.desk?.wrap_up_code_queues.includes(ticket.queue_id));
}

class WrapUpElement extends DeskElement {
  ready() {
    this.compact = this.hasAttribute("compact");
    this.of = "";
    if (this.compact) return;
    this.form = /** @type {HTMLFormElement} */ (part(this, "form"));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); void this.done(); });
  }

  draw() {
    const state = mine();
    const ticket = state?.about ? desk.state.records.ticket[state.about] : null;
    const here = Boolean(state) && (this.compact ? state?.about !== desk.ticket?.id || !ticket : Boolean(ticket) && state?.about === desk.ticket?.id);
    show(this, here);
    if (!state || !here) return;
    const over = state.until !== null && state.until <= desk.now();
    part(this, "left").set(over ? "" : "until", over ? null : state.until);
    this.classList.toggle("is-late", over);
    text(part(this, "say"), desk.t(over ? "wrap.over" : "wrap.title"));
    if (this.compact) this.drawLink(ticket);
    else if (ticket) this.drawForm(ticket, over);
  }

  /** @param {any} ticket */
  drawLink(ticket) {
    const link = part(this, "link");
    show(link, ticket);
    if (ticket) {
      link.setAttribute("href", `#ticket=${ticket.id}`);
      text(link, `#${ticket.number}`);
    }
    show(part(this, "finish"), !ticket);
  }

  /** @param {any} ticket @param {boolean} over */
  drawForm(ticket, over) {
    const codes = codesOf(ticket);
    const select = part(this, "code");
    const known = [...select.options].slice(1).map((one) => one.value).join();
    if (known !== codes.map((one) => one.id).join()) {
      select.replaceChildren(select.options[0], ...codes.map((one) => new Option(one.name, one.id)));
    }
    if (this.of !== ticket.id) {
      this.of = ticket.id;
      select.value = "";
      part(this, "note").value = "";
    }
    show(part(this, "code-at"), codes.length);
    select.required = wantsCode(ticket);
    text(select.options[0], desk.t(wantsCode(ticket) ? "wrap.code_wanted" : "wrap.code"));
    if (over) return;
    setTimeout(() => desk.changed(), Math.max(0, (mine()?.until ?? 0) - desk.now()) + 50);
  }

  async done() {
    const ticket = desk.ticket;
    if (!ticket) return;
    const code = part(this, "code");
    if (code.required && !code.value) {
      code.focus();
      return toast(desk.t("error.wrap_up.code_missing", { number: ticket.number }));
    }
    try {
      await desk.api.post(`/tickets/${ticket.id}/wrap-up`, { code_id: code.value || null, note: part(this, "note").value.trim() }, { patient: false });
      part(this, "note").value = "";
      code.value = "";
    } catch (error) {
      toast(problem(error));
    }
  }
}

customElements.define("sb-wrap-up", WrapUpElement);
