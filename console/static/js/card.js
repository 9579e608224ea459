// card.js: one card of the work list: who, on which channel, the newest line, how urgent, waiting how long.

import { isMarked } from "./marked.js";
import { attr, channel, fill, part, priority, show, text } from "./dom.js";
import { faceOf, nearest } from "./clock-face.js";
import { desk } from "./desk.js";
import { drawFace, leaning } from "./mood.js";
import { agentName, viewers } from "./views.js";

/** The name of a customer, or the word for one nobody knows. @param {any} customer @returns {string} */
export function customerName(customer) {
  if (customer?.erased) return desk.t("customer.erased");
  return customer?.name || desk.t("customer.unknown");
}

/** The newest line as a list shows it: who said it, if not the customer. @param {any} ticket @returns {string} */
export function lastLine(ticket) {
  const { t, state } = desk;
  if (!ticket.line) return ticket.subject;
  if (ticket.line_kind === "note") return t("card.note", { text: ticket.line });
  if (ticket.line_author !== "user" || ticket.line_kind !== "message") return ticket.line;
  return t(ticket.assignee_id === state.me.id ? "card.you" : "card.us", { text: ticket.line });
}

/** @param {HTMLAnchorElement} card @param {any} ticket @param {string} tab */
export function drawCard(card, ticket, tab) {
  const { t, state, format, ui } = desk;
  const now = desk.now();
  attr(card, "href", `#ticket=${ticket.id}`);
  attr(card, "aria-current", ticket.id === ui.ticketId ? "true" : null);
  card.classList.toggle("unread", ticket.unread > 0);
  card.classList.toggle("is-marked", isMarked(ticket.id));
  show(part(card, "marked"), isMarked(ticket.id));
  channel(part(card, "chan"), ticket.channel, t(`channel.${ticket.channel}`));
  text(part(card, "name"), customerName(ticket.customer));
  show(part(card, "vip"), ticket.customer.segment?.toLowerCase() === "vip");
  text(part(card, "when"), format.when(ticket.line_at ?? ticket.created_at, now));
  text(part(card, "line"), lastLine(ticket));
  show(part(card, "unread"), ticket.unread > 0);
  text(part(card, "unread-n"), ticket.unread);
  priority(part(card, "prio"), ticket.priority, t(`priority.${ticket.priority}`));
  text(part(card, "number"), `#${ticket.number}`);
  fill(card, "owner", tab === "all" && ticket.assignee_id !== state.me.id ? agentName(state, ticket.assignee_id) : "");
  drawMood(part(card, "face"), ticket.mood);
  fill(card, "stuck", ticket.unroutable ? t(`unroutable.${ticket.unroutable}`) : "");
  drawViewed(part(card, "viewed"), ticket);
  drawWait(card, ticket);
  drawCallBack(card, ticket);
}

/** A face where the mood leans one way; a falling one is always shown. @param {any} svg @param {any} mood */
function drawMood(svg, mood) {
  const label = mood && (mood.falling ? "negative" : leaning(mood.value));
  show(svg, label && label !== "neutral");
  if (label) drawFace(svg, label, desk.t("mood.trend", { mood: desk.t(mood.falling ? "mood.falling" : `mood.${label}`) }));
}

/** @param {HTMLElement} dot @param {any} ticket */
function drawViewed(dot, ticket) {
  const others = viewers(desk.state, ticket.id).map(([id]) => agentName(desk.state, id));
  show(dot, others.length);
  attr(dot, "aria-label", others.length ? desk.t("viewing.by", { names: desk.format.list(others) }) : null);
}

/** The call its customer was promised, in red when that is late. @param {HTMLElement} card @param {any} ticket */
function drawCallBack(card, ticket) {
  const box = part(card, "cb");
  show(box, ticket.call_back_at);
  if (!ticket.call_back_at) return;
  const late = ticket.call_back_at < desk.now();
  box.classList.toggle("sla-breached", late);
  text(part(card, "cb-say"), desk.t(late ? "card.call_back_late" : "card.call_back"));
  text(part(card, "cb-t"), desk.format.dayAndTime(ticket.call_back_at, desk.now()));
}

/** @param {HTMLElement} card @param {any} ticket */
function drawWait(card, ticket) {
  const sleeping = ticket.status === "snoozed" && ticket.snoozed_until;
  const clock = nearest(ticket);
  const face = sleeping ? null : faceOf(clock, desk.now());
  show(part(card, "due"), face);
  if (face) /** @type {any} */ (part(card, "due")).set(ticket.due_clock, clock);
  card.classList.toggle("breach", face?.mode === "breach");
  if (face) return show(part(card, "wait"), false);
  const since = ticket.assignee_id ? ticket.unanswered_since : ticket.waiting_since ?? ticket.unanswered_since;
  show(part(card, "wait"), sleeping || since);
  text(part(card, "wait-say"), sleeping ? desk.t("card.wakes") : since ? desk.t("card.waits") : "");
  const time = part(card, "wait-t");
  if (sleeping) {
    time.set("", null);
    text(time, desk.format.dayAndTime(ticket.snoozed_until, desk.now()));
  } else {
    time.set("since", since ?? null);
  }
}
