// history.js: <sb-history>: everything with this customer over all channels, newest first, page after page.

import { Refusal, Unreachable } from "./api.js";
import { attr, channel, clone, each, fill, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { actorName, sentence, writtenIn } from "./sentences.js";

/** Events after which a history is another one: nothing of the old may stay on screen. */
const REWRITES = /^(customer\.erased|customers\.(un)?merged|ticket\.customer_changed)$/;

class HistoryElement extends DeskElement {
  ready() {
    this.filter = "all";
    this.reset("");
    const watcher = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) void this.more(); }, { root: this, rootMargin: "300px" });
    watcher.observe(part(this, "edge"));
    this.addEventListener("click", (event) => this.clicked(/** @type {Element} */ (event.target)));
    desk.listeners.push((frame) => this.heard(frame));
  }

  /** @param {string} of */
  reset(of) {
    this.of = of;
    /** @type {any[]} */ this.list = [];
    /** @type {string|null|undefined} */ this.older = undefined;
    this.failed = false;
    this.loading = false;
    this.turn = (this.turn ?? 0) + 1;
  }

  draw() {
    const wanted = desk.ui.customerId ?? desk.ticket?.customer.id ?? "";
    if (wanted !== this.of) {
      this.reset(wanted);
      this.scrollTop = 0;
      if (wanted) void this.more();
    }
    each(part(this, "items"), together(this.list ?? []), (one) => one.key, () => clone("t-hist"), (node, one) => this.drawItem(node, one));
    show(part(this, "wait"), this.loading);
    show(part(this, "failed"), this.failed);
    const done = this.older === null && !this.loading;
    fill(this, "end", done ? desk.t(this.list?.length ? "history.end" : "history.none") : "");
  }

  /** @param {any} node @param {any} one */
  drawItem(node, one) {
    const { t, format } = desk;
    const kind = one.kind === "note" || one.kind === "event" ? one.kind : one.channel;
    channel(part(node, "chan"), kind, t(`channel.${kind}`));
    const words = titleOf(one);
    text(part(node, "title"), words);
    attr(part(node, "title"), "lang", writtenIn(words));
    attr(part(node, "title"), "title", words);
    text(part(node, "when"), format.when(one.at, desk.now()));
    attr(part(node, "when"), "title", format.whole(one.at));
    const link = part(node, "link");
    show(link, one.ticket_id);
    attr(link, "href", one.ticket_id ? `#ticket=${one.ticket_id}` : null);
    text(link, one.ticket_number ? `#${one.ticket_number}` : "");
    const who = one.author_kind === "user" || one.author_kind === "api" ? actorName(desk, one) : "";
    const many = one.count > 1 ? t("history.messages", { n: one.count }) : "";
    text(part(node, "sub"), [many, who].filter(Boolean).join(" · "));
  }

  /** Fetch the next page. */
  async more() {
    if (!this.of || this.loading || this.failed || this.older === null || !this.isConnected) return;
    const turn = this.turn;
    this.loading = true;
    desk.changed();
    const query = new URLSearchParams();
    if (this.filter !== "all") query.set("channel", this.filter);
    if (this.older) query.set("before", this.older);
    try {
      const page = await desk.api.get(`/customers/${this.of}/history?${query}`);
      if (turn !== this.turn) return;
      this.list = [...(this.list ?? []), ...page.records];
      this.older = page.older ?? null;
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
      if (turn === this.turn) this.failed = true;
    } finally {
      if (turn === this.turn) this.loading = false;
      desk.changed();
    }
  }

  /** @param {Element} target */
  clicked(target) {
    const button = /** @type {HTMLElement|null} */ (target.closest("[data-channel]"));
    if (button) {
      for (const one of this.querySelectorAll("[data-channel]")) attr(one, "aria-pressed", String(one === button));
      this.filter = button.dataset.channel ?? "all";
      const of = this.of ?? "";
      this.reset(of);
      void this.more();
    }
    if (target.closest('[data-act="history-again"]')) {
      this.failed = false;
      void this.more();
    }
  }

  /** New entries of this customer come to the top as they happen. @param {any} frame */
  heard(frame) {
    if (frame.frame === "resync" || (frame.frame === "change" && REWRITES.test(frame.kind))) return this.reset("");
    if (frame.frame !== "change" || !this.of) return;
    const fits = (/** @type {any} */ r) => r.type === "entry" && r.customer_id === this.of && this.passes(r);
    const fresh = frame.records.filter(fits).filter((/** @type {any} */ r) => !this.list?.some((one) => one.id === r.id));
    if (fresh.length) this.list = [...fresh.reverse(), ...(this.list ?? [])];
  }

  /** @param {any} record @returns {boolean} */
  passes(record) {
    return this.filter === "all" || record.channel === this.filter;
  }
}

/** Messages of one conversation that stand together show as one line: the newest, and how many. What the desk itself did to
 * a ticket is left to the ticket's own thread. @param {any[]} list @returns {any[]} */
function together(list) {
  const out = /** @type {any[]} */ ([]);
  for (const one of list) {
    if (one.kind === "event" && one.channel !== "api") continue;
    const last = out[out.length - 1];
    const same = last && last.kind === "message" && one.kind === "message" && last.conversation_id === one.conversation_id && last.ticket_id === one.ticket_id;
    if (same) last.count += 1;
    else out.push({ ...one, count: 1, key: one.id });
  }
  return out;
}

/** @param {any} entry @returns {string} */
function titleOf(entry) {
  if (entry.kind !== "message" && entry.kind !== "note") return sentence(desk, entry);
  return entry.erased ? desk.t("timeline.erased") : entry.body || fileNames(entry);
}

/** @param {any} entry @returns {string} */
function fileNames(entry) {
  return entry.attachments.map((/** @type {any} */ file) => file.name).join(", ");
}

customElements.define("sb-history", HistoryElement);
