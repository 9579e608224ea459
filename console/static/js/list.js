// list.js: <sb-list>: my work, the queue, what sleeps, everything. Cards keep their nodes; nothing moves under the pointer.

import { attr, clone, each, icon, part, pips, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { drawCard } from "./card.js";
import { flag } from "./prefs.js";
import { selectTab, tabs } from "./menu.js";
import { groups, TABS, tickets } from "./views.js";

const CHANNEL_ORDER = ["voice", "chat", "email", "wechat", "api"];
const PAGE = 60;

class ListElement extends DeskElement {
  ready() {
    /** @type {string[]} */ this.order = [];
    this.limit = PAGE;
    this.body = /** @type {HTMLElement} */ (this.querySelector("#p-list"));
    const bar = /** @type {HTMLElement} */ (this.querySelector("[role=tablist]"));
    tabs(bar, (tab) => this.choose(tab.dataset.tab ?? "mine"));
    this.addEventListener("mouseleave", () => desk.changed());
    this.addEventListener("focusout", () => desk.changed());
    this.body.addEventListener("scroll", () => this.atEnd(), { passive: true });
  }

  /** @param {string} tab */
  choose(tab) {
    this.limit = PAGE;
    desk.show({ tab });
    this.dispatchEvent(new CustomEvent("tab-chosen", { bubbles: true, detail: tab }));
  }

  /** Draw more cards when the end comes near. */
  atEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.body;
    if (scrollTop + clientHeight < scrollHeight - 400) return;
    if (this.limit >= this.count) return void this.dispatchEvent(new CustomEvent("list-end", { bubbles: true, detail: desk.ui.tab }));
    this.limit += PAGE;
    desk.changed();
  }

  draw() {
    const { state, ui } = desk;
    this.drawTabs();
    attr(part(this, "by-due"), "aria-pressed", String(flag("due-first", false)));
    this.drawCapacity(state.records.agent[state.me.id]);
    const shown = groups(state, ui.tab, flag("due-first", false));
    this.count = shown.reduce((n, [, list]) => n + list.length, 0);
    this.drawGroups(shown);
    this.drawEmpty();
  }

  drawTabs() {
    const { state, ui } = desk;
    for (const tab of TABS) {
      const node = /** @type {HTMLElement} */ (this.querySelector(`[data-tab="${tab}"]`));
      if (tab === ui.tab && node.getAttribute("aria-selected") !== "true") selectTab(/** @type {HTMLElement} */ (node.parentElement), node);
      const count = tickets(state, tab).length;
      text(/** @type {Element} */ (this.querySelector(`[data-n="${tab}"]`)), tab === "all" || !count ? "" : count);
    }
    attr(this.body, "aria-labelledby", `tab-${ui.tab}`);
  }

  /** @param {any} agent */
  drawCapacity(agent) {
    const has = agent ? CHANNEL_ORDER.filter((one) => agent.capacity[one] > 0) : [];
    each(part(this, "cap"), has, (one) => one, () => clone("t-cap"), (node, one) => {
      const used = agent.load[one] ?? 0;
      const most = agent.capacity[one];
      icon(part(node, "icon"), { voice: "phone", chat: "chat", email: "mail", wechat: "wechat" }[one] ?? "code");
      text(part(node, "n"), `${used}/${most}`);
      text(part(node, "name"), desk.t(`channel.${one}`));
      pips(part(node, "pips"), used, most, one);
    });
  }

  /** @param {[string, any[]][]} shown */
  drawGroups(shown) {
    const named = desk.ui.tab === "mine";
    each(part(this, "groups"), shown.filter(([, list]) => list.length), ([name]) => name, () => clone("t-group"), (node, [name, list]) => {
      const ordered = this.steady(list).slice(0, this.limit);
      const says = named && name !== "mine";
      show(node.querySelector("h2"), says);
      text(part(node, "name"), says ? desk.t(`group.${name}`) : "");
      text(part(node, "n"), list.length);
      each(part(node, "cards"), ordered, (t) => t.id, () => clone("t-card"), (card, t) => drawCard(card, t, desk.ui.tab));
    });
    this.order = [...this.querySelectorAll(".card")].map((card) => /** @type {HTMLElement} */ (card).dataset.key ?? "");
  }

  /** While the pointer or the focus is here, cards stay where they are and new ones come below.
   * @param {any[]} list @returns {any[]} */
  steady(list) {
    if (!this.matches(":hover") && !this.contains(document.activeElement)) return list;
    const place = new Map(this.order.map((id, n) => [id, n]));
    return [...list].sort((a, b) => (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) || 0);
  }

  drawEmpty() {
    const { state, ui, t } = desk;
    show(part(this, "empty"), this.count === 0);
    text(part(this, "empty-t"), t(`empty.${ui.tab}`));
    text(part(this, "empty-p"), t(`empty.${ui.tab}_hint`));
    const mine = state.records.agent[state.me.id];
    show(part(this, "go"), ui.tab === "mine" && mine && mine.state !== "available");
  }

  /** The card after or before the open one. @param {number} step @returns {string|undefined} */
  neighbour(step) {
    const at = this.order.indexOf(desk.ui.ticketId ?? "");
    if (at < 0) return this.order[step > 0 ? 0 : this.order.length - 1];
    return this.order[at + step];
  }

  /** @param {string} id */
  focusCard(id) {
    const card = /** @type {HTMLElement|null} */ (this.querySelector(`.card[data-key="${CSS.escape(id)}"]`));
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("sb-list", ListElement);
