// palette.js: <sb-palette>: one line for everything. # tickets, @ customers, > commands; without a sign, all of them.

import { Refusal, Unreachable } from "./api.js";
import { attr, clone, composing, each, icon, part, show, text } from "./dom.js";
import { customerName } from "./card.js";
import { desk } from "./desk.js";
import { closeLayer, openLayer } from "./overlay.js";
import { foundLine } from "./finder.js";
import { all } from "./views.js";

const PAUSE_MS = 200;
const MOST = 6;

/** @typedef {{id: string, group: string, name: string, meta: string, icon: string, act: () => void}} Item */

class PaletteElement extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement} */ (part(this, "q"));
    this.list = part(this, "list");
    this.at = 0;
    this.turn = 0;
    /** @type {Item[]} */ this.items = [];
    this.input.addEventListener("input", () => void this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (/** @type {Event} */ event) => {
      const row = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[role=option]"));
      if (row) this.run(this.items.findIndex((one) => one.id === row.dataset.key));
    });
  }

  /** @param {() => Item[]} commands */
  open(commands) {
    this.commands = commands;
    this.input.value = "";
    openLayer(/** @type {HTMLElement} */ (this.parentElement), this.input);
    void this.search();
  }

  async search() {
    const words = this.input.value.trim();
    const [sign, query] = /^[#@>]/.test(words) ? [words[0], words.slice(1).trim()] : ["", words];
    this.turn += 1;
    const turn = this.turn;
    const here = [...(sign === "" || sign === ">" ? this.matching(query) : []), ...(sign === "" || sign === "#" ? this.tickets(query) : [])];
    this.present(here, words);
    if (query.length < (sign === "@" ? 1 : 2) && !/^\d+$/.test(query) && !/[\u4e00-\u9fff]/.test(query)) return;
    if (sign === ">") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(turn, sign, query, here, words), PAUSE_MS);
  }

  /** Ask the desk for more than this screen holds. @param {number} turn @param {string} sign @param {string} query @param {Item[]} here @param {string} words */
  async ask(turn, sign, query, here, words) {
    try {
      const found = await desk.api.get(`/search?q=${encodeURIComponent(query)}`);
      if (turn !== this.turn) return;
      const known = new Set(here.map((one) => one.id));
      const tickets = sign === "@" ? [] : found.tickets.map(ticketItem).filter((/** @type {Item} */ one) => !known.has(one.id));
      const people = sign === "#" ? [] : found.people.map((/** @type {any} */ row) => this.customerItem(row));
      const lines = sign ? [] : found.entries.filter((/** @type {any} */ one) => one.ticket_id).map(lineItem);
      this.present([...here, ...tickets, ...people, ...lines], words);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    }
  }

  /** @param {string} query @returns {Item[]} */
  matching(query) {
    const list = this.commands?.() ?? [];
    const wanted = query.toLowerCase();
    return list.filter((one) => one.name.toLowerCase().includes(wanted)).slice(0, query ? MOST : 12);
  }

  /** @param {string} query @returns {Item[]} */
  tickets(query) {
    const wanted = query.toLowerCase();
    return all(desk.state, "ticket")
      .filter((one) => `${one.number} ${one.subject} ${one.customer.name ?? ""}`.toLowerCase().includes(wanted))
      .sort((a, b) => b.updated_at - a.updated_at).slice(0, MOST).map(ticketItem);
  }

  /** @param {any} row @returns {Item} */
  customerItem(row) {
    const { id, name, meta } = foundLine(row);
    return { id: `customer:${id}`, group: "customers", name, meta, icon: "user", act: () => go("open-customer", id) };
  }

  /** @param {Item[]} items @param {string} words */
  present(items, words) {
    this.items = items;
    this.at = 0;
    const rows = /** @type {any[]} */ ([]);
    items.forEach((one, n) => {
      if (one.group !== items[n - 1]?.group) rows.push({ key: `h:${one.group}`, head: desk.t(`palette.${one.group}`) });
      rows.push({ key: one.id, item: one, n });
    });
    each(this.list, rows, (one) => one.key, (one) => clone(one.head ? "t-pal-h" : "t-pal"), (node, one) => {
      if (one.head) return text(part(node, "name"), one.head);
      attr(node, "id", `pal-${one.n}`);
      icon(part(node, "icon"), one.item.icon);
      text(part(node, "name"), one.item.name);
      text(part(node, "meta"), one.item.meta);
    });
    show(part(this, "none"), !items.length);
    text(part(this, "none"), items.length ? "" : desk.t("palette.none", { query: words }));
    this.mark();
  }

  mark() {
    for (const row of this.list.querySelectorAll("[role=option]")) {
      const on = row.id === `pal-${this.at}`;
      attr(row, "aria-selected", String(on));
      if (on) row.scrollIntoView({ block: "nearest" });
    }
    attr(this.input, "aria-activedescendant", this.items.length ? `pal-${this.at}` : null);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.items.length) {
      this.at = (this.at + step + this.items.length) % this.items.length;
      this.mark();
      event.preventDefault();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.run(this.at);
    }
  }

  /** @param {number} at */
  run(at) {
    const item = this.items[at];
    if (!item) return;
    closeLayer();
    item.act();
  }
}

/** @param {any} one @returns {Item} */
function ticketItem(one) {
  return {
    id: one.id, group: "tickets", name: `#${one.number} ${one.subject}`, meta: customerName(one.customer),
    icon: one.channel === "voice" ? "phone" : one.channel === "email" ? "mail" : "chat", act: () => go("open-ticket", one.id),
  };
}

/** @param {any} one @returns {Item} */
function lineItem(one) {
  return {
    id: one.id, group: "lines", name: one.body, meta: `#${one.ticket_number} · ${desk.format.day(one.at, desk.now())}`,
    icon: one.kind === "note" ? "note" : "chat", act: () => go("open-ticket", one.ticket_id),
  };
}

/** @param {string} name @param {string} id */
function go(name, id) {
  document.dispatchEvent(new CustomEvent(name, { detail: id }));
}

customElements.define("sb-palette", PaletteElement);
