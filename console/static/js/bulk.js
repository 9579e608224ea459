// bulk.js: <sb-bulk>: several cards of the list at once. Shift-click or X marks one, the bar says what to do with all that are marked.
// Every act is the same command as for one ticket, sent for each; what the desk refuses is said with its number.

import { part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { ask, problem } from "./dialogs.js";
import { onTicket } from "./ask-ticket.js";
import { marked } from "./marked.js";
import { toast } from "./toasts.js";
import { CLOSED } from "./views.js";

let marking = false;

/** @param {string} id */
export function mark(id) {
  if (!marked.delete(id)) marked.add(id);
  desk.changed();
}

/** Begin or end marking by plain clicks. */
export function toggleMarking() {
  marking = !marking;
  if (!marking) marked.clear();
  desk.changed();
}

/** Whether a click on a card marks it. @param {MouseEvent} event @returns {boolean} */
export function marks(event) {
  return (marking || event.shiftKey) && !event.ctrlKey && !event.metaKey;
}

/** The marked tickets that this screen still shows. @returns {any[]} */
function tickets() {
  return [...marked].map((id) => desk.state.records.ticket[id]).filter((one) => one && !CLOSED.has(one.status));
}

/** What dialogs are asked about: all marked tickets as if they were one. @returns {any} */
function asOne() {
  const list = tickets();
  return { ...list[0], id: list.map((one) => one.id), number: list.map((one) => one.number).join(", #") };
}

class BulkElement extends DeskElement {
  ready() {
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-bulk]"))?.dataset.bulk;
      if (act) void this.act(act);
    });
  }

  draw() {
    const list = tickets();
    for (const id of marked) if (!list.some((one) => one.id === id)) marked.delete(id);
    show(this, marking || list.length);
    text(part(this, "n"), list.length ? desk.t("bulk.marked", { n: list.length }) : desk.t("bulk.hint"));
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll("[data-bulk]"))) button.disabled = !list.length && button.dataset.bulk !== "clear";
  }

  /** @param {string} act */
  async act(act) {
    if (act === "clear") {
      marking = false;
      marked.clear();
      return desk.changed();
    }
    if (["transfer", "snooze", "priority", "spam"].includes(act)) return ask(act, asOne());
    try {
      const about = asOne();
      await onTicket(about.id, act);
      toast(desk.t(`bulk.${act}`, { number: about.number }));
    } catch (error) {
      toast(problem(error));
    }
  }
}

customElements.define("sb-bulk", BulkElement);
