// board-agents.js: the agents of the board: what they do now, their day state by state, and the ledger of offers.

import { attr, avatar, clone, each, part, pips, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { press } from "./dialogs.js";
import { add } from "./board-chart.js";
import { board, percent } from "./board-figures.js";
import { CHANNELS } from "./board-floor.js";
import { DOT, presenceName } from "./presence.js";
import { loadText } from "./targets.js";
import { agentName } from "./views.js";

const LEDGER = ["offered", "accepted", "declined", "timed_out", "taken_by_hand", "cherry_picked"];
const LONG_AWAY_MS = 15 * 60_000;
const LONG_WRAP_MS = 5 * 60_000;
const LEAST_SPAN_MS = 60 * 60_000;

/** @param {HTMLElement} root @param {any[]} agents */
export function drawAgents(root, agents) {
  press(part(root, "agents-h"), "panel", board.panel);
  for (const name of ["now", "day", "ledger"]) show(part(root, `agents-${name}`), board.panel === name);
  text(part(root, "agents-o"), desk.t(`board.agents_${board.panel}`));
  if (board.panel === "now") drawNow(root, agents);
  if (board.panel === "day") drawDays(root);
  if (board.panel === "ledger") drawLedger(root);
}

/** @param {any} agent @returns {boolean} */
function late(agent) {
  const here = desk.now() - agent.since;
  return (agent.state === "away" && here > LONG_AWAY_MS) || (agent.state === "wrap_up" && here > LONG_WRAP_MS) || agent.state === "not_responding";
}

/** @param {HTMLElement} root @param {any[]} agents */
function drawNow(root, agents) {
  const days = new Map((board.days?.agents ?? []).map((/** @type {any} */ one) => [one.user_id, one]));
  const sorted = [...agents].sort((a, b) => a.since - b.since);
  each(part(root, "agents"), sorted, (one) => one.id, () => clone("t-agent"), (node, one) => {
    avatar(part(node, "av"), one.id, one.name);
    part(node, "dot").className = `pres pres-${DOT[one.state] ?? "off"}`;
    text(part(node, "name"), one.name);
    attr(part(node, "name"), "data-agent", one.id);
    attr(part(node, "name"), "aria-label", desk.t("board.state_of", { name: one.name }));
    part(node, "since").set("since", one.since);
    part(node, "since").classList.toggle("late", late(one));
    const setter = agentName(desk.state, one.set_by_id);
    const by = one.set_by !== "supervisor" ? "" : setter ? desk.t("board.by_name", { name: setter }) : desk.t("board.by_supervisor");
    const share = days.get(one.id)?.occupancy;
    const busy = share === null || share === undefined ? "" : desk.t("board.occupied", { n: Math.round(share * 100) });
    const words = [`${presenceName(one.state, one.reason)}${loadText(one)}`, by, busy].filter(Boolean).join(" · ");
    text(part(node, "state"), words);
    attr(part(node, "state"), "title", words);
    const busiest = CHANNELS.find((c) => one.load[c] > 0) ?? CHANNELS.find((c) => one.capacity[c] > 0);
    pips(part(node, "pips"), busiest ? one.load[busiest] ?? 0 : 0, busiest ? one.capacity[busiest] ?? 0 : 0, busiest ?? "chat");
  });
  show(part(root, "agents-none"), !agents.length);
}

/** @param {HTMLElement} root */
function drawDays(root) {
  const days = board.days;
  const seen = (days?.agents ?? []).filter((/** @type {any} */ one) => one.signed_in_ms > 0);
  const first = Math.min(...seen.flatMap((/** @type {any} */ one) => one.stretches.filter((/** @type {any} */ s) => s.state !== "offline").map((/** @type {any} */ s) => s.since)));
  const from = days ? Math.min(first, days.at - LEAST_SPAN_MS) : 0;
  each(part(root, "days"), seen, (/** @type {any} */ one) => one.user_id, () => clone("t-agent-day"), (node, one) => {
    text(part(node, "name"), one.name);
    attr(part(node, "name"), "data-agent", one.user_id);
    text(part(node, "occupied"), one.occupancy === null ? "–" : `${percent(one.occupancy)}%`);
    drawDay(part(node, "line"), one, from, days.at);
  });
  show(part(root, "days-none"), days && !seen.length);
  text(part(root, "day-from"), seen.length ? desk.format.clock(from) : "");
  text(part(root, "day-to"), seen.length ? desk.format.clock(days.at) : "");
}

/** @param {Element} svg @param {any} day @param {number} from @param {number} to */
function drawDay(svg, day, from, to) {
  const key = `${from}:${to}:${day.stretches.length}`;
  if (svg.getAttribute("data-drawn") === key) return;
  svg.setAttribute("data-drawn", key);
  svg.replaceChildren();
  const said = [];
  for (const one of day.stretches) {
    const [begin, end] = [Math.max(one.since, from), Math.min(one.until ?? to, to)];
    if (one.state === "offline" || end <= begin) continue;
    const x = ((begin - from) / (to - from)) * 400;
    const kind = one.live ? "live" : one.state;
    const bar = add(svg, "rect", { class: `st st-${kind}`, x, width: Math.max(0.8, ((end - begin) / (to - from)) * 400), y: 0, height: 12 });
    const words = desk.t("board.stretch", { state: one.live ? desk.t("board.with_work") : presenceName(one.state, one.reason), from: desk.format.clock(begin), to: desk.format.clock(end), time: desk.format.duration(end - begin) });
    add(bar, "title", {}, words);
    said.push(words);
  }
  attr(svg, "aria-label", desk.format.list(said));
}

/** @param {HTMLElement} root */
function drawLedger(root) {
  const lines = board.ledger?.agents ?? [];
  each(part(root, "ledger"), lines, (/** @type {any} */ one) => one.user_id, () => clone("t-ledger"), (node, one) => {
    text(part(node, "name"), one.name);
    for (const name of LEDGER) {
      const button = part(node, name);
      text(button, desk.format.number(one[name]));
      attr(button, "data-figure", name);
      attr(button, "data-user", one.user_id);
      attr(button, "aria-label", desk.t("board.opens", { figure: desk.t(`board.figure.${name}`), of: one.name, n: one[name] }));
      button.classList.toggle("zero", !one[name]);
    }
  });
}
