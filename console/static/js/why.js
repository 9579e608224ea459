// why.js: <sb-why>: why a ticket went where it did, or why it waits. Any button with data-act="why" opens it for data-ticket, or for the
// ticket that is open. The desk says the sentences; here they are only shown.

import { Refusal, Unreachable } from "./api.js";
import { avatar, clone, each, fill, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { problem } from "./dialogs.js";
import { openLayer } from "./overlay.js";

/** @typedef {{code: string, text: string}} Line */
/** @typedef {{user_id: string, name: string, reasons: Line[]}} Passed */

class WhyElement extends HTMLElement {
  /** @param {string} ticketId */
  async open(ticketId) {
    const asked = (this.asked = ticketId);
    this.blank(desk.state.records.ticket[ticketId]);
    openLayer(/** @type {HTMLElement} */ (this.closest(".overlay")));
    try {
      const told = await desk.api.get(`/tickets/${ticketId}/why`);
      if (asked === this.asked) this.tell(told);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
      if (asked === this.asked) fill(this, "error", problem(error));
    } finally {
      show(part(this, "loading"), false);
    }
  }

  /** @param {any} ticket */
  blank(ticket) {
    text(part(this, "title"), desk.t(ticket?.work_state === "queued" ? "why.title_waiting" : "why.title"));
    text(part(this, "number"), ticket ? `#${ticket.number}` : "");
    fill(this, "error", "");
    show(part(this, "loading"), true);
    for (const name of ["mine-at", "waiting", "decisions-at", "none"]) show(part(this, name), false);
  }

  /** @param {any} told */
  tell(told) {
    show(part(this, "mine-at"), told.mine.length);
    lines(part(this, "mine"), told.mine);
    const waiting = told.waiting;
    const box = part(this, "waiting");
    show(box, waiting);
    if (waiting) {
      text(part(box, "nobody"), waiting.nobody.text);
      lines(part(box, "place"), waiting.place);
      lines(part(box, "terms"), waiting.terms);
      section(box, "relaxed", waiting.relaxed, lines);
      section(box, "agents", waiting.agents, people);
    }
    show(part(this, "decisions-at"), told.decisions.length);
    each(part(this, "decisions"), told.decisions, (/** @type {any} */ one) => `${one.at}:${one.kind}`, () => clone("t-why-decision"), drawDecision);
    show(part(this, "none"), !waiting && !told.decisions.length);
  }
}

/** @param {HTMLElement} node @param {any} one */
function drawDecision(node, one) {
  text(part(node, "did"), one.did.text);
  fill(node, "outcome", one.outcome?.text ?? "");
  text(part(node, "at"), desk.format.dayAndTime(one.at, desk.now()));
  fill(node, "rule", one.rule?.text ?? "");
  fill(node, "pool", one.pool?.text ?? "");
  show(part(node, "more"), one.terms.length || one.relaxed.length || one.considered.length);
  section(node, "terms", one.terms, lines);
  section(node, "relaxed", one.relaxed, lines);
  section(node, "others", one.considered, people);
}

/** @template T @param {HTMLElement} box @param {string} name @param {T[]} items @param {(list: Element, items: T[]) => void} draw */
function section(box, name, items, draw) {
  show(part(box, `${name}-at`), items.length);
  draw(part(box, name), items);
}

/** @param {Element} list @param {Line[]} items */
function lines(list, items) {
  each(list, items, (one) => one.text, () => clone("t-why-line"), (node, one) => text(node, one.text));
}

/** @param {Element} list @param {Passed[]} items */
function people(list, items) {
  each(list, items, (one) => one.user_id, () => clone("t-why-agent"), (node, one) => {
    avatar(part(node, "av"), one.user_id, one.name);
    text(part(node, "name"), one.name);
    text(part(node, "reasons"), desk.format.list(one.reasons.map((reason) => reason.text)));
  });
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest('[data-act="why"]'));
  const ticketId = button?.dataset.ticket || desk.ui.ticketId;
  if (button && ticketId) void /** @type {WhyElement} */ (document.querySelector("sb-why")).open(ticketId);
});
customElements.define("sb-why", WhyElement);
