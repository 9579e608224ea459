// time.js: <sb-time>: a time that goes on by itself. `since` counts up, `until` counts down, `clock` shows the wall's time.
// One ticker for the page; not announced, since a clock that speaks every second is no help.

import { attr, text } from "./dom.js";
import { desk } from "./desk.js";

/** @type {Set<TimeElement>} */
const running = new Set();

class TimeElement extends HTMLElement {
  connectedCallback() { running.add(this); }

  disconnectedCallback() { running.delete(this); }

  /** @param {"since"|"until"|"clock"|""} mode @param {number|null|undefined} at */
  set(mode, at) {
    const wanted = at === null || at === undefined ? "" : `${mode}:${at}`;
    if (this.dataset.time === wanted) return;
    attr(this, "data-time", wanted || null);
    this.tick();
  }

  tick() {
    const [mode, at] = (this.dataset.time ?? "").split(":");
    if (!desk.state || !mode) return text(this, "");
    const now = desk.now();
    if (mode === "clock") text(this, desk.format.dayAndTime(now, now));
    else text(this, desk.format.duration(mode === "since" ? now - Number(at) : Number(at) - now));
  }
}

customElements.define("sb-time", TimeElement);
setInterval(() => { for (const one of running) one.tick(); }, 1000);
