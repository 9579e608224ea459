// board.js: <sb-board>: queues, waiting work and agents as they are now. Every figure is counted from what is listed.

import { attr, avatar, channel, clone, each, part, pips, priority, show, text } from "./dom.js";
import { customerName } from "./card.js";
import { desk, DeskElement } from "./desk.js";
import { press } from "./dialogs.js";
import { DOT, presenceName } from "./presence.js";
import { loadText } from "./targets.js";
import { agentName, all, byWait, CLOSED, queueName } from "./views.js";

const MOST_ROWS = 60;
const GROUP = /** @type {Record<string, number>} */ ({ available: 0, busy: 1, wrap_up: 2, away: 3, not_responding: 3 });
const CHANNELS = ["voice", "chat", "email", "wechat", "api", "desk"];

/** Unanswered customers first, the longest waiting at the top. @param {any} a @param {any} b @returns {number} */
function byNeed(a, b) {
  return (a.unanswered_since ?? Infinity) - (b.unanswered_since ?? Infinity) || b.updated_at - a.updated_at || 0;
}

/** @param {any} agent @returns {number} */
function loadOf(agent) {
  return Object.values(agent.load).reduce((n, used) => n + Number(used), 0);
}

class BoardElement extends DeskElement {
  ready() {
    this.team = "";
    this.shown = "waiting";
    const bar = /** @type {HTMLElement} */ (document.getElementById("teams"));
    bar.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (!button) return;
      this.team = button.dataset.key === "all" ? "" : button.dataset.key ?? "";
      desk.changed();
    });
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-list]"));
      if (!button) return;
      this.shown = button.dataset.list ?? "waiting";
      press(this, "list", this.shown);
      desk.changed();
    });
  }

  draw() {
    const { state } = desk;
    const queues = all(state, "queue").filter((q) => !this.team || q.team_id === this.team);
    const ids = new Set(queues.map((q) => q.id));
    const known = all(state, "ticket").filter((t) => ids.has(t.queue_id) && !CLOSED.has(t.status));
    const waiting = known.filter((t) => t.work_state === "queued" || t.work_state === "offered").sort(byWait);
    const hand = known.filter((t) => t.assignee_id && t.work_state === "assigned").sort(byNeed);
    const staff = all(state, "agent").filter((a) => !this.team || a.team_ids.includes(this.team));
    const agents = staff.filter((a) => a.state !== "offline");
    /** @type {any} */ (document.getElementById("wall-clock")).set("clock", 0);
    this.drawTeams();
    this.drawWaiting(queues, waiting);
    this.drawStaff(agents);
    this.drawLoad(staff);
    this.drawAgents(staff.filter((a) => a.state !== "offline" || loadOf(a)));
    this.drawWork(this.shown === "hand" ? hand : waiting);
    this.drawQueues(queues, agents);
  }

  drawTeams() {
    const teams = [{ id: "all", name: desk.t("board.all_teams") }, ...all(desk.state, "team")];
    each(/** @type {Element} */ (document.getElementById("teams")), teams, (one) => one.id, () => document.createElement("button"), (node, one) => {
      attr(node, "type", "button");
      attr(node, "aria-pressed", String((this.team || "all") === one.id));
      text(node, one.name);
    });
  }

  /** @param {any[]} queues @param {any[]} waiting */
  drawWaiting(queues, waiting) {
    const { t, format } = desk;
    const count = queues.reduce((n, q) => n + q.waiting, 0);
    text(part(this, "waiting"), count);
    const by = CHANNELS.map((one) => [one, waiting.filter((w) => w.channel === one).length]).filter(([, n]) => n);
    text(part(this, "waiting-by"), format.list(by.map(([one, n]) => `${t(`channel.${one}`)} ${n}`)));
    const first = queues.filter((q) => q.longest_since).sort((a, b) => a.longest_since - b.longest_since)[0];
    const longest = part(this, "longest");
    longest.set("since", first?.longest_since ?? null);
    if (!first) text(longest, "–");
    text(part(this, "longest-in"), first?.name ?? t("board.none_waiting"));
    const late = first && desk.now() - first.longest_since > first.target_s * 1000;
    longest.closest(".kpi").classList.toggle("kpi-warn", Boolean(late));
  }

  /** @param {any[]} agents */
  drawStaff(agents) {
    const { t } = desk;
    const groups = [0, 0, 0, 0];
    for (const one of agents) groups[GROUP[one.state] ?? 3] += 1;
    text(part(this, "agents-t"), t("board.signed_in", { n: agents.length }));
    const names = ["available", "busy", "wrap_up", "away"];
    const shown = names.map((name, n) => ({ name, n: groups[n] })).filter((one) => one.n || one.name === "available");
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

  /** What is in anybody's hands, also of those who left. @param {any[]} staff */
  drawLoad(staff) {
    const { t, format } = desk;
    text(part(this, "talking"), staff.reduce((sum, one) => sum + loadOf(one), 0));
    const by = CHANNELS.map((one) => [one, staff.reduce((n, a) => n + (a.load[one] ?? 0), 0)]).filter(([, n]) => n);
    text(part(this, "talking-by"), format.list(by.map(([one, n]) => `${t(`channel.${one}`)} ${n}`)));
  }

  /** @param {any[]} agents */
  drawAgents(agents) {
    const sorted = [...agents].sort((a, b) => a.since - b.since);
    each(part(this, "agents"), sorted, (one) => one.id, () => clone("t-agent"), (node, one) => {
      avatar(part(node, "av"), one.id, one.name);
      part(node, "dot").className = `pres pres-${DOT[one.state] ?? "off"}`;
      text(part(node, "name"), one.name);
      attr(part(node, "name"), "data-agent", one.id);
      attr(part(node, "name"), "aria-label", desk.t("board.state_of", { name: one.name }));
      part(node, "since").set("since", one.since);
      const setter = agentName(desk.state, one.set_by_id);
      const by = one.set_by !== "supervisor" ? "" : setter ? desk.t("board.by_name", { name: setter }) : desk.t("board.by_supervisor");
      text(part(node, "state"), [`${presenceName(one.state, one.reason)}${loadText(one)}`, by].filter(Boolean).join(" · "));
      const busiest = CHANNELS.find((c) => one.load[c] > 0) ?? CHANNELS.find((c) => one.capacity[c] > 0);
      pips(part(node, "pips"), busiest ? one.load[busiest] ?? 0 : 0, busiest ? one.capacity[busiest] : 0, busiest ?? "chat");
    });
    show(part(this, "agents-none"), !agents.length);
  }

  /** Waiting work, or what is in someone's hands. @param {any[]} list */
  drawWork(list) {
    const { t, state } = desk;
    const hand = this.shown === "hand";
    const shown = list.slice(0, MOST_ROWS);
    text(part(this, "work-t"), t(hand ? "board.talking" : "board.waiting_work"));
    text(part(this, "work-o"), t(hand ? "board.unanswered_first" : "board.longest_first"));
    text(part(this, "since-t"), t(hand ? "board.unanswered" : "board.waited"));
    each(part(this, "work"), shown, (one) => one.id, () => clone("t-wrow"), (node, one) => {
      channel(part(node, "chan"), one.channel, t(`channel.${one.channel}`));
      text(part(node, "number"), `#${one.number}`);
      attr(part(node, "number"), "href", `/console#ticket=${one.id}`);
      text(part(node, "name"), customerName(one.customer));
      text(part(node, "queue"), queueName(state, one.queue_id));
      text(part(node, "agent"), this.whose(one));
      priority(part(node, "prio"), one.priority, t(`priority.${one.priority}`));
      part(node, "waited").set("since", hand ? one.unanswered_since : one.waiting_since ?? one.created_at);
      const button = part(node, "assign");
      text(button, t(hand ? "board.reassign" : "board.assign"));
      attr(button, "aria-label", t(hand ? "board.reassign_number" : "board.assign_number", { number: one.number }));
      attr(button, "data-ticket", one.id);
    });
    show(part(this, "work-none"), !shown.length);
    text(part(this, "work-none"), t(hand ? "board.none_hand" : "board.none_waiting"));
    text(part(this, "more"), list.length > shown.length ? t("board.more", { n: list.length - shown.length }) : "");
  }

  /** @param {any} ticket @returns {string} */
  whose(ticket) {
    const { t, state } = desk;
    if (ticket.assignee_id) return agentName(state, ticket.assignee_id);
    return ticket.offered_to ? t("board.offering", { name: agentName(state, ticket.offered_to) }) : t("board.unassigned");
  }

  /** @param {any[]} queues @param {any[]} agents */
  drawQueues(queues, agents) {
    const { t } = desk;
    const sorted = [...queues].sort((a, b) => b.waiting - a.waiting || a.name.localeCompare(b.name, document.documentElement.lang));
    each(part(this, "queues"), sorted, (one) => one.id, () => clone("t-qrow"), (node, one) => {
      text(part(node, "name"), one.name);
      text(part(node, "waiting"), one.waiting);
      part(node, "longest").set("since", one.longest_since);
      text(part(node, "target"), desk.format.duration(one.target_s * 1000));
      const staff = agents.filter((a) => a.team_ids.includes(one.team_id));
      text(part(node, "staff"), t("board.staff_of", { ready: staff.filter((a) => a.state === "available" || a.state === "busy").length, n: staff.length }));
    });
  }
}

customElements.define("sb-board", BoardElement);
