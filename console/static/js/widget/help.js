// help.js: the widget's search in the help center before a chat; a chat begun after a search says so, so that what helped can be told.
import { composing, part, show, text } from "../dom.js";
import { maybe } from "./desk.js";

const REST_MS = 900;

export class Help {
  /** @param {HTMLElement} root @param {import("./desk.js").Desk} desk @param {{t: (key: string, values?: Record<string, unknown>) => string, language: string}} world */
  constructor(root, desk, world) {
    this.root = root;
    this.desk = desk;
    this.world = world;
    this.searchId = "";
    this.turn = 0;
    this.box = /** @type {HTMLInputElement} */ (part(root, "help-q"));
    this.form = /** @type {HTMLFormElement} */ (part(root, "help"));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); void this.look(); });
    this.box.addEventListener("input", (event) => { if (!composing(/** @type {any} */ (event))) this.soon(); });
    this.box.addEventListener("compositionend", () => this.soon());
    const start = /** @type {HTMLFormElement} */ (root.querySelector("#start"));
    const message = /** @type {HTMLTextAreaElement} */ (start.elements.namedItem("message"));
    start.addEventListener("submit", () => { if (message.value.trim()) this.begun(); }, { capture: true });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), REST_MS);
  }

  async look() {
    clearTimeout(this.timer);
    const words = this.box.value.trim();
    if (words === this.asked) return;
    this.asked = words;
    const turn = (this.turn += 1);
    const query = new URLSearchParams({ q: words, lang: this.world.language });
    const found = words ? await maybe(this.desk.ask(`/help?${query}`, {}, false)) : null;
    if (turn !== this.turn) return;
    this.searchId = found?.search_id ?? "";
    this.draw(found, words);
  }

  /** @param {{sure: boolean, articles: {title: string, language: string, url: string}[]}|null} found @param {string} words */
  draw(found, words) {
    const list = /** @type {HTMLElement} */ (part(this.root, "help-list"));
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("t-help"));
    list.replaceChildren(...(found?.articles ?? []).map((one) => {
      const node = /** @type {HTMLElement} */ (document.importNode(template.content.firstElementChild, true));
      const link = /** @type {HTMLAnchorElement} */ (part(node, "link"));
      link.href = one.url;
      link.lang = one.language === "zh" ? "zh-CN" : "en";
      text(part(node, "title"), one.title);
      return node;
    }));
    const { t } = this.world;
    show(list, list.childElementCount);
    const say = part(this.root, "help-say");
    text(say, !words ? "" : !found?.articles.length ? t("widget.help_none") : found.sure ? t("widget.help_best") : t("widget.help_perhaps"));
    show(say, words);
  }

  /** A person is asked after all. */
  begun() {
    if (this.searchId) void maybe(this.desk.post(`/help/${this.searchId}/asked`, {}));
    this.searchId = "";
  }
}
