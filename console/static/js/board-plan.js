// board-plan.js: what will be late in the next minutes with the people at work, and conversations whose mood is falling.

import { customerName } from "./card.js";
import { attr, channel, clone, each, fill, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { press } from "./dialogs.js";
import { board } from "./board-figures.js";
import { agentName } from "./views.js";

const VERDICTS = ["overdue", "breach", "tight", "safe"];
const MOST_FALLING = 6;

/** @param {HTMLElement} root @param {Set<string>} queueIds */
export function drawPlan(root, queueIds) {
  const { t } = desk;
  const flights = (board.plan?.flights ?? []).filter((/** @type {any} */ one) => queueIds.has(one.queue_id));
  press(part(root, "plan"), "minutes", String(board.minutes));
  press(part(root, "plan"), "add", String(board.add));
  const late = flights.filter((/** @type {any} */ one) => one.verdict === "breach").length;
  text(part(root, "plan-say"), !board.plan ? "" : flights.length ? t("plan.say", { n: late, minutes: board.minutes, all: flights.length }) : t("plan.none", { minutes: board.minutes }));
  text(part(root, "plan-people"), board.plan ? t("plan.people", { n: board.plan.people }) : "");
  each(part(root, "plan-counts"), VERDICTS.map((verdict) => ({ verdict, n: flights.filter((/** @type {any} */ one) => one.verdict === verdict).length })).filter((one) => one.n),
    (one) => one.verdict, () => clone("t-verdict"), (node, one) => {
      const button = part(node, "button");
      attr(button, "data-figure", `plan.${one.verdict}`);
      button.className = `badge badge-${one.verdict === "safe" ? "ok" : one.verdict === "tight" ? "warn" : "breach"}`;
      text(button, t(`plan.count_${one.verdict}`, { n: one.n }));
    });
}

/** @param {HTMLElement} root @param {Set<string>} queueIds */
export function drawFalling(root, queueIds) {
  const { t } = desk;
  const falling = board.falling.filter((one) => queueIds.has(one.queue_id)).slice(0, MOST_FALLING);
  show(part(root, "falling-p"), falling.length);
  each(part(root, "falling"), falling, (one) => one.ticket_id, () => clone("t-falling"), (node, one) => {
    const ticket = desk.state.records.ticket[one.ticket_id];
    channel(part(node, "chan"), ticket?.channel ?? "chat", t(`channel.${ticket?.channel ?? "chat"}`));
    text(part(node, "name"), customerName(one.customer));
    part(node, "when").set("since", one.fell_at);
    fill(node, "phrase", one.phrase);
    text(part(node, "agent"), one.assignee_id ? agentName(desk.state, one.assignee_id) : t("board.unassigned"));
    show(part(node, "watch"), one.assignee_id && one.assignee_id !== desk.state.me.id);
    attr(part(node, "watch"), "data-ticket", one.ticket_id);
    attr(part(node, "watch"), "aria-label", t("board.watch_number", { number: one.number }));
  });
}
