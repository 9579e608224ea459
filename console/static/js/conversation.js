// conversation.js: <sb-conversation>: the open ticket's head: subject, state, who else looks, what can be done.

import { attr, each, fill, part, priority, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { drawTrend } from "./mood.js";
import { canWatch, myStay } from "./supervise.js";
import { agentName, CLOSED, queueName, viewers } from "./views.js";

const STATUS_BADGE = /** @type {Record<string, string>} */ ({
  new: "badge-accent", open: "badge-accent", snoozed: "badge-voice", solved: "badge-ok", spam: "badge-warn",
});

class ConversationElement extends DeskElement {
  draw() {
    const ticket = desk.ticket;
    show(this, ticket);
    const none = document.getElementById("conv-none");
    if (none) show(none, !ticket);
    document.getElementById("app")?.setAttribute("data-view", desk.ui.view);
    if (!ticket) return;
    text(part(this, "subject"), ticket.subject || desk.t("ticket.no_subject"));
    attr(part(this, "subject"), "title", ticket.subject);
    text(part(this, "number"), `#${ticket.number}`);
    this.drawState(ticket);
    drawTrend(part(this, "mood"), ticket.mood);
    this.drawActions(ticket);
    this.drawViewers(ticket);
  }

  /** @param {any} ticket */
  drawState(ticket) {
    const { t, state, format } = desk;
    const status = part(this, "status");
    status.className = `badge ${STATUS_BADGE[ticket.status] ?? ""}`;
    const until = ticket.status === "snoozed" && ticket.snoozed_until;
    text(status, until ? t("status.snoozed_until", { time: format.dayAndTime(until, desk.now()) }) : t(`status.${ticket.status}`));
    fill(this, "queue", queueName(state, ticket.queue_id));
    fill(this, "unroutable", ticket.unroutable ? t(`unroutable.${ticket.unroutable}`) : "");
    priority(part(this, "prio"), ticket.priority, t(`priority.${ticket.priority}`));
    const tags = /** @type {string[]} */ (ticket.tags);
    each(part(this, "tags"), tags, (tag) => tag, () => document.createElement("span"), (node, tag) => {
      node.className = "badge sm badge-line";
      text(node, tag);
    });
    const owner = ticket.assignee_id === state.me.id ? t("conv.yours") : agentName(state, ticket.assignee_id) || t("conv.nobody");
    text(part(this, "owner"), owner);
  }

  /** @param {any} ticket */
  drawActions(ticket) {
    const closed = CLOSED.has(ticket.status);
    const mine = ticket.assignee_id === desk.state.me.id;
    show(part(this, "watch"), canWatch(ticket));
    show(part(this, "take"), !mine && !closed && !myStay(ticket.id));
    show(part(this, "solve"), !closed);
    show(part(this, "reopen"), closed);
    show(part(this, "snooze"), !closed && ticket.status !== "snoozed");
    show(part(this, "wake"), ticket.status === "snoozed");
  }

  /** @param {any} ticket */
  drawViewers(ticket) {
    const { t, state } = desk;
    const seen = viewers(state, ticket.id);
    const names = seen.map(([id, writing]) => (writing ? t("viewing.writes", { name: agentName(state, id) }) : agentName(state, id)));
    fill(this, "viewers", names.length ? t("viewing.here", { names: desk.format.list(names) }) : "");
    part(this, "viewers").classList.toggle("is-writing", seen.some(([, writing]) => writing));
  }
}

customElements.define("sb-conversation", ConversationElement);

