// board-list.js: the board's list of tickets: what is closest to its deadline, what waits, what is in hand, or what a figure counts.

import { customerName } from "./card.js";
import { attr, channel, clone, each, fill, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { press } from "./dialogs.js";
import { board } from "./board-figures.js";
import { ticketsOf } from "./board-floor.js";
import { agentName, CLOSED, queueName } from "./views.js";

const MOST_ROWS = 100;
export const LISTS = ["due", "waiting", "hand"];

/** @typedef {{key: string, id: string, number: number|null, name: string, channel: string, queue: string, agent: string, strong: boolean, what: string,
 *   mode: "since"|"until"|"", at: number|null, span: number|null, tone: string, inHand: boolean, seen: boolean}} Row */

/** @param {any} ticket @returns {string} */
function whose(ticket) {
  const { t, state } = desk;
  if (ticket.assignee_id) return agentName(state, ticket.assignee_id);
  return ticket.offered_to ? t("board.offering", { name: agentName(state, ticket.offered_to) }) : t("board.unassigned");
}

/** @param {number} dueAt @param {number|null} [warnAt] @returns {string} */
export function toneOf(dueAt, warnAt = null) {
  if (dueAt <= desk.now()) return "breach";
  return warnAt !== null && warnAt <= desk.now() ? "warn" : "";
}

/** @param {any} ticket @param {string} kind @returns {Row} */
function liveRow(ticket, kind) {
  const clock = kind === "due";
  const late = clock && ticket.due_at <= desk.now();
  const at = clock ? ticket.due_at : kind === "hand" ? ticket.unanswered_since : ticket.waiting_since ?? ticket.created_at;
  return {
    ...named(ticket), key: ticket.id, agent: whose(ticket), strong: !ticket.assignee_id && !ticket.offered_to,
    what: clock ? desk.t(`clock.${ticket.due_clock}`) : desk.t(`priority.${ticket.priority}`),
    mode: clock && !late ? "until" : "since", at, span: null, tone: clock ? toneOf(ticket.due_at, ticket.due_warn_at) : "",
  };
}

/** @param {any} ticket @returns {any} */
function named(ticket) {
  return {
    id: ticket.id, number: ticket.number, name: customerName(ticket.customer), channel: ticket.channel, queue: queueName(desk.state, ticket.queue_id),
    inHand: Boolean(ticket.assignee_id) && ticket.assignee_id !== desk.state.me.id && !CLOSED.has(ticket.status), seen: true,
  };
}

/** @param {any} line @param {number} n @param {string} figure @returns {Row} */
function figureRow(line, n, figure) {
  const clock = figure === "at_risk" || figure === "breached";
  const held = line.ticket ?? { id: line.ticket_id, number: null, customer: { name: desk.t("board.out_of_sight") }, channel: "desk", queue_id: line.queue_id, assignee_id: null, status: "" };
  const open = line.ended_at === null;
  const late = line.due_at !== null && (line.ended_at ?? desk.now()) > line.due_at;
  return {
    ...named(held), key: `${line.ticket_id}:${line.since}:${n}`, queue: queueName(desk.state, line.queue_id), seen: Boolean(line.ticket),
    agent: line.agent_id ? agentName(desk.state, line.agent_id) : "", strong: false,
    what: clock ? desk.t(`clock.${line.what}`) : desk.t(`board.what.${line.hand === "self" ? "by_hand" : line.what}`),
    mode: clock && !late ? "until" : open ? "since" : "", at: clock ? line.due_at : line.since, span: open ? null : line.ended_at - line.since,
    tone: clock ? toneOf(line.due_at, 0) : late ? "warn" : "",
  };
}

/** What the flight plan says will be late. @param {any} flight @returns {Row} */
function flightRow(flight) {
  const ticket = desk.state.records.ticket[flight.ticket_id];
  const held = ticket ?? { id: flight.ticket_id, number: flight.number, customer: { name: null }, channel: "desk", queue_id: flight.queue_id, assignee_id: flight.assignee_id, status: "" };
  return {
    ...named({ ...held, queue_id: flight.queue_id }), key: flight.ticket_id, agent: flight.assignee_id ? agentName(desk.state, flight.assignee_id) : desk.t("board.unassigned"),
    strong: !flight.assignee_id, what: `${desk.t(`clock.${flight.clock}`)} · ${desk.t(`plan.${flight.verdict}`)}`, mode: flight.due_at > desk.now() ? "until" : "since",
    at: flight.due_at, span: null, tone: flight.verdict === "safe" ? "" : flight.verdict === "tight" ? "warn" : "breach",
  };
}

/** @param {Set<string>} queueIds @param {string} kind @returns {{rows: Row[], total: number}} */
function found(queueIds, kind) {
  if (!board.shown) {
    const list = ticketsOf(kind, queueIds);
    return { rows: list.slice(0, MOST_ROWS).map((one) => liveRow(one, kind)), total: list.length };
  }
  const { figure } = board.shown;
  if (figure.startsWith("plan.")) {
    const flights = (board.plan?.flights ?? []).filter((/** @type {any} */ one) => `plan.${one.verdict}` === figure && queueIds.has(one.queue_id));
    return { rows: flights.map(flightRow), total: flights.length };
  }
  const rows = (board.list?.lines ?? []).map((/** @type {any} */ line, /** @type {number} */ n) => figureRow(line, n, figure));
  return { rows, total: board.list?.total ?? 0 };
}

/** @returns {string} */
function title() {
  const shown = /** @type {import("./board-figures.js").Shown} */ (board.shown);
  const of = shown.queueId ? queueName(desk.state, shown.queueId) : shown.userId ? agentName(desk.state, shown.userId) : "";
  const name = desk.t(shown.figure.startsWith("plan.") ? shown.figure : `board.figure.${shown.figure}`);
  return of ? desk.t("board.figure_of", { figure: name, of }) : name;
}

/** @param {HTMLElement} root @param {Set<string>} queueIds @param {string} kind */
export function drawList(root, queueIds, kind) {
  const { t } = desk;
  const { rows, total } = found(queueIds, kind);
  const figure = board.shown;
  text(part(root, "work-t"), figure ? title() : t(`board.list_${kind}`));
  fill(part(root, "work-h"), "work-o", figure ? "" : t(`board.order_${kind}`));
  text(part(root, "work-n"), figure && !figure.figure.startsWith("plan.") && !board.list ? "…" : desk.format.number(total));
  show(part(root, "work-x"), figure);
  press(part(root, "work-h"), "list", figure ? "" : kind);
  text(part(root, "what-t"), t(kind === "due" || figure ? "board.what" : "board.priority"));
  text(part(root, "since-t"), t(figure ? "board.time" : `board.time_${kind}`));
  each(part(root, "work"), rows, (one) => one.key, () => clone("t-wrow"), drawRow);
  show(part(root, "work-none"), !rows.length && (!figure || board.list || figure.figure.startsWith("plan.")));
  text(part(root, "work-none"), t(figure ? "board.none_figure" : `board.none_${kind}`));
  text(part(root, "more"), total > rows.length ? t("board.more", { n: total - rows.length }) : "");
}

/** @param {HTMLElement} node @param {Row} one */
function drawRow(node, one) {
  const { t } = desk;
  channel(part(node, "chan"), one.channel, t(`channel.${one.channel}`));
  text(part(node, "number"), one.number === null ? "–" : `#${one.number}`);
  attr(part(node, "number"), "href", one.seen ? `/console#ticket=${one.id}` : null);
  text(part(node, "name"), one.name);
  text(part(node, "queue"), one.queue);
  text(part(node, "agent"), one.agent);
  part(node, "agent").className = one.strong ? "strong" : "sub";
  text(part(node, "what"), one.what);
  const time = part(node, "time");
  time.className = one.tone ? `sla sla-${one.tone}` : "";
  time.set(one.mode || "since", one.span === null ? one.at : null);
  text(part(node, "span"), one.span === null ? "" : desk.format.duration(one.span));
  part(node, "span").className = time.className;
  attr(time, "data-over", one.tone === "breach" && one.mode === "since" ? "" : null);
  const watch = part(node, "watch");
  show(watch, one.inHand && one.seen);
  attr(watch, "data-ticket", one.id);
  attr(watch, "aria-label", t("board.watch_number", { number: one.number ?? "" }));
  const why = part(node, "why-more");
  show(why, one.seen);
  attr(why, "data-ticket", one.id);
  attr(why, "aria-label", t("board.why", { number: one.number ?? "" }));
  const button = part(node, "assign");
  show(button, one.seen && desk.state.records.ticket[one.id] && !CLOSED.has(desk.state.records.ticket[one.id].status));
  text(button, t(one.inHand ? "board.reassign" : "board.assign"));
  attr(button, "aria-label", t(one.inHand ? "board.reassign_number" : "board.assign_number", { number: one.number ?? "" }));
  attr(button, "data-ticket", one.id);
}
