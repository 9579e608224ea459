// call.js: <sb-call>: the live call of the open ticket with its controls, and who else is in it.

import { attr, avatar, clone, each, icon, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { agentName, liveCall } from "./views.js";

class CallElement extends DeskElement {
  draw() {
    const call = desk.ticket && liveCall(desk.state, desk.ticket.id);
    show(this, call);
    if (!call) return;
    const me = desk.state.me.id;
    const own = call.agent_id ? call.agent_id === me : desk.ticket.assignee_id === me;
    text(part(this, "state"), this.sentence(call, own));
    part(this, "clock").set("since", call.answered_at ?? call.rung_at);
    text(part(this, "far"), call.number || desk.t("call.withheld"));
    for (const button of this.querySelectorAll("button")) /** @type {HTMLButtonElement} */ (button).disabled = !own;
    this.toggle("hold", call.held, call.held ? "play" : "pause");
    this.toggle("mute", call.muted, call.muted ? "mic-x" : "mic");
    part(this, "hold").disabled = !own || call.state !== "answered";
    part(this, "mute").disabled = !own || call.state !== "answered";
    this.classList.toggle("is-held", call.held);
    this.drawParties(call, own, me);
  }

  /** Who else is in it; whoever is there may go without ending it. @param {any} call @param {boolean} own @param {string} me */
  drawParties(call, own, me) {
    const here = call.parties.filter((/** @type {any} */ one) => one.state === "ringing" || one.state === "joined");
    const mine = here.some((/** @type {any} */ one) => one.user_id === me);
    const talks = call.state === "answered";
    show(part(this, "add"), own && talks);
    show(part(this, "leave"), talks && (mine || (own && here.some((/** @type {any} */ one) => one.state === "joined"))));
    part(this, "leave").disabled = false;
    text(part(this, "hangup-t"), desk.t(own && here.length ? "call.end_all" : "call.hangup"));
    const box = part(this, "parties");
    show(box, here.length);
    each(box, here, (/** @type {any} */ one) => one.id, () => clone("t-party"), (node, one) => {
      const name = one.user_id ? agentName(desk.state, one.user_id) : one.number;
      avatar(part(node, "av"), one.user_id ?? one.id, one.user_id ? name : "#");
      text(part(node, "name"), name);
      text(part(node, "state"), desk.t(`call.party.${one.state}`));
      attr(part(node, "x"), "aria-label", desk.t("call.take_out", { name }));
      attr(part(node, "x"), "data-party", one.id);
      show(part(node, "x"), own);
    });
  }

  /** @param {any} call @param {boolean} own @returns {string} */
  sentence(call, own) {
    const { t, state } = desk;
    if (call.held) return t("call.state.held");
    if (!own && call.agent_id) return t("call.with", { name: agentName(state, call.agent_id) });
    return t(`call.state.${call.state}`);
  }

  /** @param {string} name @param {boolean} on @param {string} drawn */
  toggle(name, on, drawn) {
    const button = part(this, name);
    attr(button, "aria-pressed", String(on));
    icon(button.querySelector("use"), drawn);
    text(button.querySelector(".lbl"), desk.t(on ? `call.un${name}` : `call.${name}`));
  }
}

customElements.define("sb-call", CallElement);
