// wall.js: <sb-wall>: the board for a screen on the wall: large, without controls, one view after the other or one that stays.
// The address says what: ?team=ID, ?view=figures|queues|agents|chart (stays), ?rotate=SECONDS.

import { attr, avatar, clone, each, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { drawChart } from "./board-chart.js";
import { board, percent } from "./board-figures.js";
import { byChannel, floorOf, grouped, GROUPS, longest, ticketsOf } from "./board-floor.js";
import { DOT, presenceName } from "./presence.js";
import { loadText } from "./targets.js";

const VIEWS = ["figures", "queues", "agents", "chart"];
const ROTATE_S = 20;
const MOST = 12;
const GOOD_LEVEL = 0.8;

class WallElement extends DeskElement {
  ready() {
    const asked = new URLSearchParams(location.search);
    const still = VIEWS.indexOf(asked.get("view") ?? "");
    this.view = Math.max(0, still);
    board.team = asked.get("team") ?? "";
    const seconds = Number(asked.get("rotate") ?? ROTATE_S);
    if (still < 0 && seconds >= 5) setInterval(() => { this.view = ((this.view ?? 0) + 1) % VIEWS.length; desk.changed(); }, seconds * 1000);
  }

  draw() {
    const floor = floorOf(board.team);
    const shown = VIEWS[this.view ?? 0];
    for (const one of VIEWS) show(part(this, one), one === shown);
    each(part(this, "dots"), VIEWS, (one) => one, () => document.createElement("i"), (node, one) => attr(node, "class", one === shown ? "on" : null));
    part(this, "clock").set("clock", 0);
    const team = floor.teams.find((one) => one.id === board.team);
    text(part(this, "title"), team?.name ?? desk.t("board.all_teams"));
    this.drawFigures(floor);
    this.drawQueues(floor);
    this.drawAgents(floor.agents);
    drawChart(part(this, "chart-svg"));
  }

  /** @param {ReturnType<typeof floorOf>} floor */
  drawFigures({ queues, agents, ids }) {
    const { t, format } = desk;
    const total = board.figures?.total;
    const first = longest(queues);
    this.figure("waiting", format.number(queues.reduce((n, q) => n + q.waiting, 0)), byChannel(ticketsOf("waiting", ids)), "");
    part(this, "longest").set("since", first?.longest_since ?? null);
    show(part(this, "longest-0"), !first);
    text(part(this, "longest-s"), first?.name ?? t("board.none_waiting"));
    const poor = total && total.service_level !== null && total.service_level < GOOD_LEVEL;
    this.figure("level", total?.service_level === null || !total ? "–" : `${percent(total.service_level)}%`, total ? t("board.level_of", { n: total.handled, late: total.late }) : "", poor ? "warn" : "");
    this.figure("risk", total ? format.number(total.at_risk) : "–", "", total?.at_risk ? "warn" : "");
    this.figure("breached", total ? format.number(total.breached) : "–", "", total?.breached ? "breach" : "");
    const groups = grouped(agents);
    this.figure("agents-n", format.number(agents.length), format.list(GROUPS.map((name, n) => `${groups[n]} ${t(`board.${name}`)}`).filter((_, n) => groups[n])), "");
  }

  /** @param {string} name @param {string} value @param {string} under @param {string} tone */
  figure(name, value, under, tone) {
    text(part(this, name), value);
    text(part(this, `${name}-s`), under);
    attr(part(this, name).closest(".wall-fig"), "data-tone", tone || null);
  }

  /** @param {ReturnType<typeof floorOf>} floor */
  drawQueues({ queues, agents }) {
    const sorted = [...queues].sort((a, b) => b.waiting - a.waiting || a.name.localeCompare(b.name, document.documentElement.lang)).slice(0, MOST);
    each(part(this, "queue-rows"), sorted, (one) => one.id, () => clone("t-wall-queue"), (node, one) => {
      const day = board.ofQueue(one.id);
      text(part(node, "name"), one.name);
      text(part(node, "waiting"), one.waiting);
      part(node, "longest").set("since", one.longest_since);
      text(part(node, "level"), day && day.service_level !== null ? `${percent(day.service_level)}%` : "–");
      text(part(node, "staff"), agents.filter((a) => a.team_ids.includes(one.team_id)).length);
    });
  }

  /** @param {any[]} agents */
  drawAgents(agents) {
    const sorted = [...agents].sort((a, b) => a.since - b.since).slice(0, MOST * 2);
    each(part(this, "agent-rows"), sorted, (one) => one.id, () => clone("t-wall-agent"), (node, one) => {
      avatar(part(node, "av"), one.id, one.name);
      part(node, "dot").className = `pres pres-${DOT[one.state] ?? "off"}`;
      text(part(node, "name"), one.name);
      text(part(node, "state"), `${presenceName(one.state, one.reason)}${loadText(one)}`);
      part(node, "since").set("since", one.since);
    });
  }
}

customElements.define("sb-wall", WallElement);
