// presence.js: <sb-presence>: what I am doing, since when, and the menu to change it.

import { attr, clone, each, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { openMenu } from "./menu.js";

export const DOT = /** @type {Record<string, string>} */ ({
  available: "on", busy: "busy", wrap_up: "wrap", away: "away", not_responding: "late", offline: "off",
});
/** What one may choose: [state, reason]. */
export const CHOICES = /** @type {[string, string|null][]} */ ([
  ["available", null], ["busy", null], ["away", "break"], ["away", "lunch"], ["away", "meeting"], ["away", "training"], ["offline", null],
]);

/** @param {string} state @param {string|null} reason @returns {string} */
export function presenceName(state, reason) {
  const name = desk.t(`presence.${state}`);
  return state === "away" && reason ? desk.t("presence.with_reason", { state: name, reason: reasonName(reason) }) : name;
}

/** @param {string} reason @returns {string} */
function reasonName(reason) {
  return ["break", "lunch", "meeting", "training"].includes(reason) ? desk.t(`reason.${reason}`) : reason;
}

class PresenceElement extends DeskElement {
  ready() {
    this.menu = part(this, "menu");
    this.button = /** @type {HTMLElement} */ (this.querySelector("button"));
    this.menu.addEventListener("click", (/** @type {Event} */ event) => {
      const item = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[role^=menuitem]"));
      if (!item) return;
      const [state, reason] = (item.dataset.key ?? "").split(":");
      this.dispatchEvent(new CustomEvent("presence-chosen", { bubbles: true, detail: { state, reason: reason || null } }));
    });
  }

  open() {
    openMenu(this.button, this.menu);
  }

  draw() {
    const mine = desk.state.records.agent[desk.state.me.id];
    const now = mine ?? { state: "offline", reason: null, since: null };
    part(this, "dot").className = `pres pres-${DOT[now.state] ?? "off"}`;
    text(part(this, "name"), presenceName(now.state, now.reason));
    part(this, "since").set("since", now.state === "offline" ? null : now.since);
    const dot = document.getElementById("my-dot");
    if (dot) dot.className = `pres pres-${DOT[now.state] ?? "off"}`;
    each(this.menu, CHOICES, ([state, reason]) => `${state}:${reason ?? ""}`, () => clone("t-item"), (node, [state, reason]) => {
      part(node, "dot").className = `pres pres-${DOT[state]}`;
      text(part(node, "name"), presenceName(state, reason));
      attr(node, "aria-checked", String(now.state === state && (now.reason ?? null) === reason));
    });
    show(this, true);
  }
}

customElements.define("sb-presence", PresenceElement);
