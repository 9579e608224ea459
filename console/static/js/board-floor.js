// board-floor.js: what the live records say of the part of the floor a supervisor may see: its queues, people, and work.

import { desk } from "./desk.js";
import { all, byWait, CLOSED } from "./views.js";

export const CHANNELS = ["voice", "chat", "email", "wechat", "api", "desk"];
const GROUP = /** @type {Record<string, number>} */ ({ available: 0, busy: 1, wrap_up: 2, away: 3, not_responding: 3 });
export const GROUPS = ["available", "busy", "wrap_up", "away"];

/** Whose figures these are: everything for administrators, one's own teams for others; narrowed to a team.
 * @param {string} team @returns {{teams: any[], queues: any[], staff: any[], agents: any[], ids: Set<string>}} */
export function floorOf(team) {
  const { state } = desk;
  const every = state.me.role === "administrator";
  const teams = all(state, "team").filter((one) => every || state.me.team_ids.includes(one.id));
  const chosen = new Set(teams.filter((one) => !team || one.id === team).map((one) => one.id));
  const queues = all(state, "queue").filter((one) => chosen.has(one.team_id));
  const staff = all(state, "agent").filter((one) => (every && !team) || one.team_ids.some((/** @type {string} */ id) => chosen.has(id)));
  return { teams, queues, staff, agents: staff.filter((one) => one.state !== "offline"), ids: new Set(queues.map((one) => one.id)) };
}

/** Unanswered customers first, the longest waiting at the top. @param {any} a @param {any} b @returns {number} */
function byNeed(a, b) {
  return (a.unanswered_since ?? Infinity) - (b.unanswered_since ?? Infinity) || b.updated_at - a.updated_at;
}

/** The tickets of these queues that wait, are in hand, or have a deadline, in the order they want attention.
 * @param {string} kind @param {Set<string>} queueIds @returns {any[]} */
export function ticketsOf(kind, queueIds) {
  const known = all(desk.state, "ticket").filter((one) => queueIds.has(one.queue_id) && !CLOSED.has(one.status));
  if (kind === "waiting") return known.filter((one) => one.work_state === "queued" || one.work_state === "offered").sort(byWait);
  if (kind === "hand") return known.filter((one) => one.assignee_id && one.work_state === "assigned").sort(byNeed);
  return known.filter((one) => one.due_at && (one.due_state === "running" || one.due_state === "breached")).sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0));
}

/** How many of each channel, in words. @param {any[]} tickets @returns {string} */
export function byChannel(tickets) {
  const counts = CHANNELS.map((one) => [one, tickets.filter((ticket) => ticket.channel === one).length]).filter(([, n]) => n);
  return desk.format.list(counts.map(([one, n]) => `${desk.t(`channel.${one}`)} ${n}`));
}

/** How many agents are in each of GROUPS. @param {any[]} agents @returns {number[]} */
export function grouped(agents) {
  const groups = [0, 0, 0, 0];
  for (const one of agents) groups[GROUP[one.state] ?? 3] += 1;
  return groups;
}

/** The queue with the ticket that waits longest. @param {any[]} queues @returns {any} */
export function longest(queues) {
  return queues.filter((one) => one.longest_since).sort((a, b) => a.longest_since - b.longest_since)[0];
}

/** @param {any} agent @returns {number} */
export function loadOf(agent) {
  return Object.values(agent.load).reduce((n, used) => n + Number(used), 0);
}
