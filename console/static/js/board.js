// board.js: <sb-board>: the supervisor's board. What waits and who is there come as records; the day's figures are fetched
// (board-figures.js). Every figure opens the list of what it counts.

import { attr, clone, each, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { drawAgents } from "./board-agents.js";
import { drawChart, drawChartTable } from "./board-chart.js";
import { board, percent } from "./board-figures.js";
import { byChannel, floorOf, grouped, GROUPS, loadOf, longest, ticketsOf } from "./board-floor.js";
import { drawList } from "./board-list.js";
import { drawFalling, drawPlan } from "./board-plan.js";
import { DOT } from "./presence.js";

const GOOD_LEVEL = 0.8;
const POOR_LEVEL = 0.6;

class BoardElement extends DeskElement {
  ready() {
    this.kind = "due";
    document.getElementById("teams")?.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (button) board.choose({ team: button.dataset.key === "all" ? "" : button.dataset.key ?? "" });
    });
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (button) this.pressed(button.dataset);
    });
  }

  /** @param {DOMStringMap} said */
  pressed(said) {
    if (said.list) { this.kind = said.list; board.close(); }
    if (said.figure) this.open(said);
    if (said.panel) board.choose({ panel: said.panel });
    if (said.minutes) board.choose({ minutes: Number(said.minutes) });
    if (said.add) board.choose({ add: Number(said.add) });
    if ("close" in said) board.close();
  }

  /** Show what a figure counts; what the records tell live is shown from them. @param {DOMStringMap} said */
  open(said) {
    const live = { hand: "hand", longest_wait: "waiting", ...(said.queue ? {} : { waiting: "waiting" }) }[said.figure ?? ""];
    if (live) { this.kind = live; board.close(); }
    else board.open(said.figure ?? "", said.queue, said.user);
    part(this, "work-h").scrollIntoView({ block: "nearest" });
  }

  draw() {
    const { queues, staff, teams, agents, ids } = floorOf(board.team);
    /** @type {any} */ (document.getElementById("wall-clock"))?.set("clock", 0);
    this.drawTeams(teams);
    this.drawWaiting(queues, ids);
    this.drawDay();
    this.drawStaff(agents);
    this.drawLoad(ids);
    this.drawQueues(queues, agents);
    drawAgents(this, staff.filter((one) => one.state !== "offline" || loadOf(one)));
    drawChart(part(this, "chart"));
    drawChartTable(part(this, "chart-t"));
    drawList(this, ids, this.kind ?? "due");
    drawPlan(this, ids);
    drawFalling(this, ids);
  }

  /** @param {any[]} teams */
  drawTeams(teams) {
    const box = document.getElementById("teams");
    if (!box) return;
    const choices = teams.length > 1 ? [{ id: "all", name: desk.t("board.all_teams") }, ...teams] : [];
    show(box, choices.length);
    each(box, choices, (one) => one.id, () => document.createElement("button"), (node, one) => {
      attr(node, "type", "button");
      attr(node, "aria-pressed", String((board.team || "all") === one.id));
      text(node, one.name);
    });
  }

  /** @param {any[]} queues @param {Set<string>} ids */
  drawWaiting(queues, ids) {
    const { t, format } = desk;
    text(part(this, "waiting"), format.number(queues.reduce((n, q) => n + q.waiting, 0)));
    text(part(this, "waiting-by"), byChannel(ticketsOf("waiting", ids)));
    const first = longest(queues);
    part(this, "longest").set("since", first?.longest_since ?? null);
    show(part(this, "longest-0"), !first);
    text(part(this, "longest-in"), first?.name ?? t("board.none_waiting"));
    part(this, "longest").closest(".kpi").classList.toggle("kpi-warn", Boolean(first && desk.now() - first.longest_since > first.target_s * 1000));
  }

  /** The day's figures of everything shown. */
  drawDay() {
    const { t, format } = desk;
    const total = board.figures?.total;
    text(part(this, "level"), percent(total?.service_level));
    text(part(this, "level-s"), total ? t("board.level_of", { n: total.handled, late: total.late }) : "");
    part(this, "level").closest(".kpi").classList.toggle("kpi-warn", Boolean(total && total.service_level !== null && total.service_level < GOOD_LEVEL));
    text(part(this, "risk"), total ? format.number(total.at_risk) : "–");
    part(this, "risk").closest(".kpi").classList.toggle("kpi-warn", Boolean(total?.at_risk));
    text(part(this, "breached"), total ? format.number(total.breached) : "–");
    part(this, "breached").closest(".kpi").classList.toggle("kpi-breach", Boolean(total?.breached));
    text(part(this, "arrived"), total ? format.number(total.arrivals) : "–");
    text(part(this, "arrived-s"), total ? t("board.handled_abandoned", { handled: total.handled, abandoned: total.abandoned }) : "");
    text(part(this, "average"), total?.average_wait_ms ? t("board.average", { time: format.duration(total.average_wait_ms) }) : "");
  }

  /** @param {any[]} agents */
  drawStaff(agents) {
    const { t } = desk;
    const groups = grouped(agents);
    text(part(this, "agents-t"), t("board.signed_in", { n: agents.length }));
    const shown = GROUPS.map((name, n) => ({ name, n: groups[n] })).filter((one) => one.n || one.name === "available");
    each(part(this, "three"), shown, (one) => one.name, () => clone("t-state"), (node, one) => {
      text(part(node, "n"), one.n);
      part(node, "dot").className = `pres pres-${DOT[one.name]}`;
      text(part(node, "name"), t(`board.${one.name}`));
    });
    let x = 0;
    ["a", "b", "c", "d"].forEach((name, n) => {
      const width = agents.length ? (groups[n] / agents.length) * 100 : 0;
      attr(part(this, `bar-${name}`), "x", x.toFixed(2));
      attr(part(this, `bar-${name}`), "width", Math.max(0, width - 0.4).toFixed(2));
      x += width;
    });
  }

  /** What is in anybody's hands, also of those who left. @param {Set<string>} ids */
  drawLoad(ids) {
    const hand = ticketsOf("hand", ids);
    text(part(this, "talking"), desk.format.number(hand.length));
    text(part(this, "talking-by"), byChannel(hand));
  }

  /** @param {any[]} queues @param {any[]} agents */
  drawQueues(queues, agents) {
    const { t, format } = desk;
    const sorted = [...queues].sort((a, b) => b.waiting - a.waiting || a.name.localeCompare(b.name, document.documentElement.lang));
    each(part(this, "queues"), sorted, (one) => one.id, () => clone("t-qrow"), (node, one) => {
      const day = board.ofQueue(one.id);
      text(part(node, "name"), one.name);
      this.figure(part(node, "waiting"), "waiting", one, format.number(one.waiting));
      part(node, "longest").set("since", one.longest_since);
      this.figure(part(node, "arrivals"), "arrivals", one, day ? format.number(day.arrivals) : "–");
      const level = part(node, "level");
      this.figure(level, "service_level", one, day && day.service_level !== null ? `${percent(day.service_level)}%` : "–");
      const share = day?.service_level ?? null;
      level.className = share === null ? "fig sub" : `fig badge sm badge-${share >= GOOD_LEVEL ? "ok" : share >= POOR_LEVEL ? "warn" : "breach"}`;
      attr(level, "title", t("board.target_is", { time: format.duration(one.target_s * 1000) }));
      const staff = agents.filter((a) => a.team_ids.includes(one.team_id));
      text(part(node, "staff"), t("board.staff_of", { ready: staff.filter((a) => a.state === "available" || a.state === "busy").length, n: staff.length }));
    });
  }

  /** A figure that opens its list. @param {HTMLElement} button @param {string} figure @param {any} queue @param {string} words */
  figure(button, figure, queue, words) {
    text(button, words);
    attr(button, "data-figure", figure);
    attr(button, "data-queue", queue.id);
    attr(button, "aria-label", desk.t("board.opens", { figure: desk.t(`board.figure.${figure}`), of: queue.name, n: words }));
  }
}

customElements.define("sb-board", BoardElement);
