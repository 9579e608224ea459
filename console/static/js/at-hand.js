// at-hand.js: what the composer offers while one types: "/" replies kept at hand, "@" colleagues (in notes), ":" little faces.
// A list under the writer's own keys: arrows choose, Enter or Tab takes, Esc leaves. A composition is never disturbed.

import { attr, clone, composing, each, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { customerName } from "./card.js";
import { agentLines } from "./targets.js";
import { all, queueName } from "./views.js";

const MOST = 8;
const FACES = /** @type {[string, string][]} */ ([
  ["smile", "🙂"], ["grin", "😀"], ["sad", "🙁"], ["sorry", "🙏"], ["thanks", "🙏"], ["ok", "👌"], ["yes", "👍"], ["no", "👎"], ["heart", "❤️"], ["party", "🎉"],
  ["clap", "👏"], ["wave", "👋"], ["think", "🤔"], ["cry", "😢"], ["laugh", "😄"], ["wink", "😉"], ["tick", "✅"], ["warning", "⚠️"], ["parcel", "📦"], ["phone", "📞"],
]);
/** A place in a reply that nobody filled. */
export const UNFILLED = /\{\{\s*[^{}]*\}\}/;

/** @typedef {{id: string, name: string, meta: string, words: string, user?: string}} Choice */

/** The text of a reply with its places filled from the open ticket; unknown ones stay to be seen. @param {string} words @param {any} ticket @returns {string} */
export function filled(words, ticket) {
  const name = ticket.customer.name ? customerName(ticket.customer) : "";
  const values = /** @type {Record<string, string>} */ ({
    customer: name, first_name: /^[\u4e00-\u9fff]/.test(name) ? name : name.split(/\s+/)[0], agent: desk.state.me.name, number: String(ticket.number),
    subject: ticket.subject, queue: queueName(desk.state, ticket.queue_id),
  });
  return words.replace(/\{\{\s*([a-z_]+)\s*\}\}/g, (place, key) => values[key] || place);
}

/** @param {any} ticket @returns {Choice[]} */
function replies(ticket) {
  const tongue = ticket.customer.language?.startsWith("zh") ? "zh" : ticket.customer.language ? "en" : document.documentElement.lang.slice(0, 2);
  return all(desk.state, "macro")
    .filter((one) => !one.queue_ids.length || one.queue_ids.includes(ticket.queue_id))
    .map((one) => ({ one, words: one.texts[tongue] ?? Object.values(one.texts)[0] }))
    .map(({ one, words }) => ({ id: one.id, name: one.name, meta: words.split("\n")[0], words: filled(words, ticket) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {string} sign @param {any} ticket @param {string} kind @returns {Choice[]} */
function choices(sign, ticket, kind) {
  if (sign === "/") return replies(ticket);
  if (sign === "@") return kind === "note" ? agentLines().map((one) => ({ id: one.id, name: one.name, meta: one.meta ?? "", words: `@${one.name} `, user: one.id })) : [];
  return FACES.map(([name, face]) => ({ id: name, name: `${face} ${name}`, meta: "", words: face }));
}

export class AtHand {
  /** @param {HTMLTextAreaElement} box @param {HTMLElement} list @param {() => string} kind reply or note @param {() => void} typed */
  constructor(box, list, kind, typed) {
    this.box = box;
    this.list = list;
    this.kind = kind;
    this.typed = typed;
    /** @type {Choice[]} */ this.found = [];
    this.at = 0;
    this.from = 0;
    /** @type {Map<string, string>} */ this.named = new Map();
    box.addEventListener("input", (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) this.look(); });
    box.addEventListener("keydown", (event) => this.key(event), true);
    box.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[role=option]"));
      if (item) this.take(Number(item.dataset.at));
    });
  }

  /** Begin to choose a reply, as if "/" had been typed. */
  begin() {
    this.box.focus();
    this.box.setRangeText("/", this.box.selectionStart, this.box.selectionEnd, "end");
    this.look(true);
  }

  /** What stands before the cursor may ask for something. @param {boolean} [anywhere] */
  look(anywhere = false) {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const asked = /(?:^|\s)([/@:])([^\s/@:]{0,24})$/.exec(before) ?? (anywhere ? /([/])([^\s/@:]{0,24})$/.exec(before) : null);
    const fits = asked && desk.ticket && !(asked[1] === ":" && asked[2].length < 2);
    if (!fits) return this.close();
    const wanted = asked[2].toLowerCase();
    this.from = before.length - asked[2].length - 1;
    this.found = choices(asked[1], desk.ticket, this.kind()).filter((one) => `${one.name} ${one.meta}`.toLowerCase().includes(wanted)).slice(0, MOST);
    this.at = 0;
    this.draw();
  }

  draw() {
    show(this.list, this.found.length);
    attr(this.box, "aria-expanded", String(this.found.length > 0));
    each(this.list, this.found, (one) => one.id, () => clone("t-hand"), (node, one, n) => {
      node.id = `hd-${one.id}`;
      node.dataset.at = String(n);
      attr(node, "aria-selected", String(n === this.at));
      text(part(node, "name"), one.name);
      text(part(node, "meta"), one.meta);
    });
    attr(this.box, "aria-activedescendant", this.found.length ? `hd-${this.found[this.at].id}` : null);
  }

  close() {
    if (!this.found.length) return;
    this.found = [];
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.found.length || composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + this.found.length) % this.found.length;
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") this.take(this.at);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.draw();
  }

  /** @param {number} at */
  take(at) {
    const one = this.found[at];
    if (!one) return;
    this.box.setRangeText(one.words, this.from, this.box.selectionStart, "end");
    if (one.user) this.named.set(one.user, `@${one.name}`);
    this.close();
    this.typed();
  }

  /** The colleagues a note names. @param {string} words @returns {string[]} */
  mentioned(words) {
    const found = [...this.named].filter(([, name]) => words.includes(name)).map(([id]) => id);
    this.named.clear();
    return found;
  }
}
