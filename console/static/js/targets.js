// targets.js: where work can go: queues, agents and teams, as lines to choose from.

import { desk } from "./desk.js";
import { DOT, presenceName } from "./presence.js";
import { all } from "./views.js";

const READY = ["available", "busy", "wrap_up", "away", "not_responding", "offline"];

/** @returns {import("./dialogs.js").Option[]} */
export function queueLines() {
  return all(desk.state, "queue").sort(byName).map((q) => ({ id: q.id, name: q.name, meta: desk.t("transfer.waiting", { n: q.waiting }) }));
}

/** @returns {import("./dialogs.js").Option[]} */
export function teamLines() {
  return all(desk.state, "team").sort(byName).map((one) => ({ id: one.id, name: one.name }));
}

/** Agents, those who can take it first. @param {boolean} [withMe] @returns {import("./dialogs.js").Option[]} */
export function agentLines(withMe = false) {
  return all(desk.state, "agent")
    .filter((one) => (withMe || one.id !== desk.state.me.id) && one.role !== "editor")
    .sort((a, b) => READY.indexOf(a.state) - READY.indexOf(b.state) || byName(a, b))
    .map((one) => ({ id: one.id, name: one.name, meta: `${presenceName(one.state, one.reason)}${loadText(one)}`, dot: DOT[one.state] ?? "off", face: true }));
}

/** @param {any} agent @returns {string} */
export function loadText(agent) {
  const parts = Object.entries(agent.load).filter(([, n]) => Number(n) > 0).map(([one, n]) => desk.t(`load.${one}`, { n }));
  return parts.length ? ` · ${desk.format.list(parts)}` : "";
}

/** @param {any} a @param {any} b @returns {number} */
function byName(a, b) {
  return a.name.localeCompare(b.name, document.documentElement.lang);
}
