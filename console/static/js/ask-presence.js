// ask-presence.js: the question of a supervisor what somebody else is doing and can do from now on. The person sees who set it, and may change it.

import { clone, each, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { Amiss, define, options } from "./dialogs.js";
import { CHOICES, DOT, presenceName } from "./presence.js";
import { toast } from "./toasts.js";
import { all } from "./views.js";

define("agent-state", {
  begin(form, agent) {
    text(part(form, "what"), `${agent.name} · ${presenceName(agent.state, agent.reason)}`);
    const offered = CHOICES.map(([state, reason]) => ({ id: `${state}:${reason ?? ""}`, name: presenceName(state, reason), dot: DOT[state] }));
    options(part(form, "found"), offered, "to", `${agent.state}:${agent.reason ?? ""}`);
    const skills = all(desk.state, "skill").sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang));
    show(part(form, "skills-p"), skills.length);
    each(part(form, "skills"), skills, (one) => one.id, () => clone("t-skill"), (node, one) => {
      text(part(node, "name"), one.name);
      part(node, "level").name = `skill.${one.id}`;
      part(node, "level").value = String(agent.skills[one.id] ?? "");
    });
  },
  async submit(values, agent) {
    const skills = Object.fromEntries(Object.entries(values).filter(([name, level]) => name.startsWith("skill.") && level).map(([name, level]) => [name.slice("skill.".length), Number(level)]));
    if (!same(skills, agent.skills)) await desk.api.post(`/users/${agent.id}/skills`, { skills }, { patient: false });
    if (!values.to) throw new Amiss(desk.t("board.state_choose"));
    const [state, reason] = values.to.split(":");
    if (state === agent.state && (reason || null) === agent.reason) return;
    await desk.api.post(`/users/${agent.id}/presence`, { state, reason: reason || null }, { lane: `presence.${agent.id}`, patient: false });
    toast(desk.t("board.state_done", { name: agent.name, state: presenceName(state, reason || null) }));
  },
});

/** @param {Record<string, number>} one @param {Record<string, number>} two @returns {boolean} */
function same(one, two) {
  return Object.keys(one).length === Object.keys(two).length && Object.entries(one).every(([id, level]) => two[id] === level);
}
