// knowledge-panel.js: <sb-knowledge>: articles beside the ticket, suggested or searched; <sb-suggest>: the best one above the reply.

import { attr, clone, composing, each, fill, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { dismiss, heard, insert, noted, opened, search, suggested, used } from "./suggestions.js";

/** @typedef {import("./suggestions.js").Hit} Hit */
/** @typedef {import("./suggestions.js").Suggested} Suggested */

const SEARCH_MS = 250;
const NOTE_MS = 2_000;
/** From this share of the question on it is worth saying; below, the meaning was what counted. */
const WORTH_SAYING = 0.4;

class KnowledgeElement extends DeskElement {
  ready() {
    this.box = /** @type {HTMLInputElement} */ (part(this, "query"));
    this.found = /** @type {Suggested|null} */ (null);
    this.searchId = "";
    this.box.addEventListener("input", (event) => { if (!composing(/** @type {any} */ (event))) this.typed(); });
    this.box.addEventListener("compositionend", () => this.typed());
    this.addEventListener("click", (event) => this.clicked(event));
    desk.listeners.push(heard);
  }

  draw() {
    const { t } = desk;
    if (this.of !== desk.ui.ticketId) this.reset();
    const given = suggested();
    const searched = this.box.value.trim() && this.found;
    const list = (searched ? this.found : given) ?? given;
    each(part(this, "list"), list.articles, (one) => one.id, () => clone("t-kb"), (node, one) => drawHit(node, one));
    const none = searched ? "article.nothing" : "article.none";
    fill(this, "none", list.articles.length || (this.box.value.trim() && !searched) ? "" : t(none));
    fill(this, "asked", !searched && given.articles.length ? t("article.answers", { text: shortened(given.asked) }) : "");
    fill(this, "by", list.by === "words" ? t("article.by_words") : "");
    const n = document.querySelector('#tab-knowledge [data-f="kb-n"]');
    if (n) { text(n, given.articles.length || ""); show(/** @type {HTMLElement} */ (n), given.articles.length); }
  }

  reset() {
    this.of = desk.ui.ticketId;
    this.found = null;
    this.searchId = "";
    this.box.value = "";
  }

  typed() {
    clearTimeout(this.timer);
    clearTimeout(this.noting);
    this.going?.abort();
    const words = this.box.value.trim();
    if (!words) { this.found = null; return desk.changed(); }
    this.timer = setTimeout(() => void this.look(words), SEARCH_MS);
  }

  /** @param {string} words */
  async look(words) {
    const going = new AbortController();
    this.going = going;
    const found = await search(words, going.signal);
    if (going.signal.aborted || !found) return;
    this.found = found;
    this.searchId = "";
    this.noting = setTimeout(async () => { this.searchId = await noted(words, found.sure ? found.articles.length : 0); }, NOTE_MS);
    desk.changed();
  }

  /** @param {Event} event */
  clicked(event) {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-kb]"));
    const id = /** @type {HTMLElement|null} */ (button?.closest("[data-key]"))?.dataset.key;
    const hit = [...(this.found?.articles ?? []), ...suggested().articles].find((one) => one.id === id);
    if (!button || !hit) return;
    act(button.dataset.kb ?? "", hit);
    opened(this.searchId, hit);
  }
}

/** @param {string} what @param {Hit} hit */
function act(what, hit) {
  if (what === "insert") insert(hit, hit.passage, "insert");
  else if (what === "link") insert(hit, `${location.origin}/help/${encodeURIComponent(hit.slug)}?lang=${hit.language}`, "link");
  else if (what === "dismiss") dismiss(hit);
  else if (what === "open") used(hit, "open");
}

/** @param {any} node @param {Hit} hit */
function drawHit(node, hit) {
  const { t } = desk;
  const lang = hit.language === "zh" ? "zh-CN" : "en";
  const title = part(node, "title");
  text(title, hit.title);
  attr(title, "lang", lang);
  attr(title, "href", hit.for_customers ? `/help/${encodeURIComponent(hit.slug)}?lang=${hit.language}` : `/articles/${hit.id}`);
  fill(node, "covered", hit.covered >= WORTH_SAYING ? t("article.covered", { n: Math.round(hit.covered * 100) }) : "");
  attr(part(node, "covered"), "title", t("article.covered_hint", { n: Math.round(hit.covered * 100) }));
  drawPassage(part(node, "passage"), hit);
  attr(part(node, "passage"), "lang", lang);
  text(part(node, "why"), why(hit));
  show(part(node, "lock"), !hit.for_customers);
  show(part(node, "insert"), hit.for_customers && desk.ticket);
  show(part(node, "link"), hit.for_customers && desk.ticket);
}

/** Why it stands here, in words. @param {Hit} hit @returns {string} */
function why(hit) {
  const { t } = desk;
  const parts = [
    hit.for_customers ? "" : t("article.internal"), hit.stale ? t("article.stale") : "",
    hit.covered >= WORTH_SAYING ? "" : hit.close ? t("article.close") : "",
    hit.liked ? t("article.liked", { n: hit.liked }) : "", hit.sent_away ? t("article.sent_away", { n: hit.sent_away }) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** @param {HTMLElement} box @param {Hit} hit */
function drawPassage(box, hit) {
  if (box.textContent === hit.passage && box.dataset.of === hit.id) return;
  box.dataset.of = hit.id;
  const pieces = [];
  let at = 0;
  for (const [start, end] of inUnits(hit)) {
    const mark = document.createElement("mark");
    mark.textContent = hit.passage.slice(start, end);
    pieces.push(hit.passage.slice(at, start), mark);
    at = end;
  }
  box.replaceChildren(...pieces, hit.passage.slice(at));
}

/** The desk counts characters, the browser code units. @param {Hit} hit @returns {[number, number][]} */
function inUnits(hit) {
  const all = [...hit.passage];
  if (all.length === hit.passage.length) return hit.marks;
  const place = (/** @type {number} */ n) => all.slice(0, n).join("").length;
  return hit.marks.map(([start, end]) => [place(start), place(end)]);
}

/** @param {string} words @returns {string} */
function shortened(words) {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${[...line].slice(0, 58).join("")}…` : line;
}

class SuggestElement extends DeskElement {
  ready() {
    this.addEventListener("click", (event) => {
      const what = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-kb]"))?.dataset.kb;
      const hit = this.best();
      if (what && hit) act(what, hit);
    });
  }

  /** The best article that a customer may read. @returns {Hit|undefined} */
  best() {
    return suggested().articles.find((one) => one.for_customers);
  }

  draw() {
    const hit = this.best();
    show(this, hit);
    if (!hit) return;
    text(part(this, "title"), hit.title);
    attr(part(this, "title"), "lang", hit.language === "zh" ? "zh-CN" : "en");
    text(part(this, "asked"), ` · ${desk.t("article.answers", { text: shortened(suggested().asked) })}`);
  }
}

/** What the key I does: the best article goes into the reply. @returns {boolean} */
export function insertBest() {
  const hit = suggested().articles.find((one) => one.for_customers);
  if (hit) act("insert", hit);
  return Boolean(hit);
}

customElements.define("sb-knowledge", KnowledgeElement);
customElements.define("sb-suggest", SuggestElement);
