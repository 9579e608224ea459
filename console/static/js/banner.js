// banner.js: <sb-banner> says when the screen is not current and what happens to unsent words; <sb-live> is the rail's dot.

import { attr, fill, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";

const PATIENCE_MS = 1_500;

class BannerElement extends DeskElement {
  ready() {
    this.since = 0;
    setInterval(() => this.draw(), 1_000);
  }

  draw() {
    if (!desk.state) return;
    const current = desk.line === "live";
    this.since = current ? 0 : this.since || Date.now();
    const late = !current && Date.now() - (this.since ?? 0) > PATIENCE_MS;
    show(this, late);
    if (!late) return;
    const waiting = desk.line === "waiting" || desk.line === "offline";
    fill(this, "text", this.sentence());
    show(part(this, "retry"), waiting);
  }

  /** @returns {string} */
  sentence() {
    const { t, line, retryAt } = desk;
    const unsent = Object.values(desk.state.echoes).filter((/** @type {any} */ e) => e.stage === "sending").length;
    const then = unsent ? ` ${t("live.unsent", { n: unsent })}` : "";
    if (line === "behind") return t("live.behind");
    const seconds = retryAt ? Math.max(0, Math.ceil((retryAt - Date.now()) / 1000)) : 0;
    return (seconds ? t("live.waiting", { n: seconds }) : t("live.connecting")) + then;
  }
}

class LiveElement extends DeskElement {
  draw() {
    const state = desk.line === "live" ? "live" : desk.line === "waiting" ? "off" : "late";
    attr(this, "data-line", state);
    text(part(this, "tip"), desk.t(`live.dot.${state}`));
    text(part(this, "say"), desk.t(`live.dot.${state}`));
  }
}

customElements.define("sb-banner", BannerElement);
customElements.define("sb-live", LiveElement);
