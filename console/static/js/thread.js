// thread.js: <sb-thread>: the conversation, pinned to its end. Scrolled up, it stays and counts what is new below.

import { each, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { drawLine, makeLine } from "./entry.js";
import { customerName } from "./card.js";
import { agentName, thread } from "./views.js";

const NEAR_END_PX = 80;
const JOIN_MS = 60_000;

class ThreadElement extends DeskElement {
  ready() {
    this.box = part(this, "scroll");
    /** @type {string|null} */ this.of = null;
    this.markAt = /** @type {number|null} */ (null);
    this.seenTop = 0;
    this.box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest('[data-act="newest"]')) this.toEnd();
    });
  }

  draw() {
    const ticket = desk.ticket;
    if (!ticket) return void (this.of = null);
    const fresh = this.of !== ticket.id;
    if (fresh) this.begin(ticket);
    const entries = thread(desk.state, ticket.id).map((e) => this.dressed(e, ticket));
    if (this.markAt === null && entries.length && this.unread) this.markAt = markBefore(entries, this.unread);
    each(part(this, "items"), lines(entries, this.markAt, this.unread), lineKey, makeLine, drawLine);
    show(part(this, "older"), desk.state.older[ticket.id]);
    this.drawTyping(ticket);
    this.drawPill(entries);
    this.speak(entries, fresh);
  }

  /** @param {any} ticket */
  begin(ticket) {
    this.of = ticket.id;
    this.unread = ticket.unread;
    this.markAt = null;
    this.spoken = 0;
    this.seenTop = 0;
    part(this, "items").replaceChildren();
    this.toEnd();
  }

  /** An echo looks like the entry it becomes. @param {any} entry @param {any} ticket @returns {any} */
  dressed(entry, ticket) {
    const name = customerName(ticket.customer);
    if (!entry.stage) return entry.author_kind === "customer" ? { ...entry, shown_name: name } : entry;
    return { ...entry, author_kind: "user", author_id: desk.state.me.id, author_name: desk.state.me.name, customer_id: ticket.customer.id, facts: {} };
  }

  /** @param {any} ticket */
  drawTyping(ticket) {
    const now = desk.state.typing[ticket.id] ?? { customer: false, users: [] };
    const users = now.users.filter((/** @type {string} */ id) => id !== desk.state.me.id).map((/** @type {string} */ id) => agentName(desk.state, id));
    const names = now.customer ? [customerName(ticket.customer), ...users] : users;
    show(part(this, "typing"), names.length);
    text(part(this, "typing-t"), names.length ? desk.t("thread.typing", { names: desk.format.list(names) }) : "");
  }

  /** @param {any[]} entries */
  drawPill(entries) {
    const top = entries.reduce((n, e) => Math.max(n, e.seq ?? 0), 0);
    if (this.atEnd() || !this.seenTop) this.seenTop = top;
    const fresh = entries.filter((e) => (e.seq ?? 0) > this.seenTop && e.author_id !== desk.state.me.id).length;
    show(part(this, "pill"), fresh || !this.atEnd());
    text(part(this, "pill-t"), fresh ? desk.t("thread.new", { n: fresh }) : desk.t("thread.to_end"));
  }

  /** Say the customer's new words and failures to a screen reader, and nothing else. @param {any[]} entries @param {boolean} fresh */
  speak(entries, fresh) {
    const heard = entries.filter((e) => (e.author_kind === "customer" && e.kind === "message") || e.stage === "failed" || e.stage === "refused");
    if (!fresh && heard.length > (this.spoken ?? 0)) {
      const last = heard[heard.length - 1];
      text(part(this, "say"), last.stage ? desk.t("thread.failed") : desk.t("thread.said", { name: last.shown_name, text: last.body }));
    }
    this.spoken = heard.length;
  }

  /** @returns {boolean} */
  atEnd() {
    return this.box.scrollTop > -NEAR_END_PX;
  }

  toEnd() {
    this.box.scrollTop = 0;
    desk.changed();
  }

  scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.box;
    if (clientHeight - scrollTop > scrollHeight - 300 && this.of && desk.state.older[this.of]) {
      this.dispatchEvent(new CustomEvent("thread-older", { bubbles: true }));
    }
    desk.changed();
  }
}

/** The seq of the entry the unread line stands before. @param {any[]} entries @param {number} unread @returns {number} */
function markBefore(entries, unread) {
  const theirs = entries.filter((e) => e.author_kind === "customer" && e.kind === "message");
  return theirs[Math.max(0, theirs.length - unread)]?.seq ?? Infinity;
}

/** Entries with a line for each new day and one before the unread ones. @param {any[]} entries @param {number|null} markAt @param {number} unread @returns {any[]} */
function lines(entries, markAt, unread) {
  const out = [];
  let day = NaN;
  let before = null;
  for (const entry of entries) {
    const on = desk.format.dayOf(entry.at);
    if (on !== day) out.push({ day: desk.format.day(entry.at, desk.now()), key: `day:${on}` });
    if (entry.seq === markAt) out.push({ mark: unread, key: "mark" });
    const joined = before && before.kind === "message" && entry.kind === "message" && on === day && entry.seq !== markAt
      && before.author_kind === entry.author_kind && before.author_id === entry.author_id && entry.at - before.at < JOIN_MS;
    if (joined) out.push({ ...out.pop(), followed: true });
    out.push(entry);
    day = on;
    before = entry;
  }
  return out;
}

/** A key that an echo shares with the entry it becomes. @param {any} line @returns {string} */
function lineKey(line) {
  return line.key ?? (line.client_id ? `c:${line.client_id}` : `e:${line.id}`);
}

customElements.define("sb-thread", ThreadElement);

