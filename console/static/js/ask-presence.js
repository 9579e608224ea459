// ask-presence.js: the question of a supervisor what somebody else is doing from now on. The person sees who set it, and may change it.

import { part, text } from "./dom.js";
import { desk } from "./desk.js";
import { Amiss, define, options } from "./dialogs.js";
import { CHOICES, DOT, presenceName } from "./presence.js";
import { toast } from "./toasts.js";

define("agent-state", {
  begin(form, agent) {
    text(part(form, "what"), `${agent.name} · ${presenceName(agent.state, agent.reason)}`);
    const offered = CHOICES.map(([state, reason]) => ({ id: `${state}:${reason ?? ""}`, name: presenceName(state, reason), dot: DOT[state] }));
    options(part(form, "found"), offered, "to", `${agent.state}:${agent.reason ?? ""}`);
  },
  async submit(values, agent) {
    if (!values.to) throw new Amiss(desk.t("board.state_choose"));
    const [state, reason] = values.to.split(":");
    await desk.api.post(`/users/${agent.id}/presence`, { state, reason: reason || null }, { lane: `presence.${agent.id}`, patient: false });
    toast(desk.t("board.state_done", { name: agent.name, state: presenceName(state, reason || null) }));
  },
});
