// editor.js: <kb-tools>: marks, tables, snippets and images put into the text at the cursor; a warning before unsaved words are left.
// Everything else of the page works without it.

import { composing } from "../dom.js";

const AROUND = /** @type {Record<string, [string, string]>} */ ({ bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], link: ["[", "](https://)"] });
const BEFORE = /** @type {Record<string, string>} */ ({ list: "- ", quote: "> " });
const TABLE = "\n|  |  |\n| --- | --- |\n|  |  |\n";
const KEYS = /** @type {Record<string, string>} */ ({ b: "bold", i: "italic", k: "link" });

class Tools extends HTMLElement {
  connectedCallback() {
    this.box = /** @type {HTMLTextAreaElement} */ (document.getElementById("src"));
    if (!this.box) return;
    this.hidden = false;
    this.addEventListener("click", (event) => {
      const mark = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-mark]"))?.dataset.mark;
      if (mark) this.mark(mark);
    });
    this.box.addEventListener("keydown", (event) => this.key(event));
    const snippet = /** @type {HTMLSelectElement|null} */ (this.querySelector('[data-f="snippet"]'));
    snippet?.addEventListener("change", () => {
      if (snippet.value) this.put(`{{snippet:${snippet.value}}}`);
      snippet.value = "";
    });
    const picture = /** @type {HTMLInputElement|null} */ (this.querySelector('[data-f="picture"]'));
    picture?.addEventListener("change", () => void this.upload(picture));
    this.warn();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (composing(event) || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !KEYS[event.key]) return;
    event.preventDefault();
    this.mark(KEYS[event.key]);
  }

  /** @param {string} mark */
  mark(mark) {
    const { selectionStart: start, selectionEnd: end, value } = this.text;
    const chosen = value.slice(start, end);
    if (AROUND[mark]) return this.put(AROUND[mark][0] + chosen + AROUND[mark][1], AROUND[mark][0].length, chosen.length);
    if (mark === "table") return this.put(TABLE, 3, 0);
    const first = value.lastIndexOf("\n", start - 1) + 1;
    this.text.setSelectionRange(first, end);
    this.put(value.slice(first, end).split("\n").map((line) => BEFORE[mark] + line).join("\n"));
  }

  get text() {
    return /** @type {HTMLTextAreaElement} */ (this.box);
  }

  /** Put words in place of what is selected, and select a part of them. @param {string} words @param {number} [from] @param {number} [length] */
  put(words, from = words.length, length = 0) {
    const start = this.text.selectionStart;
    this.text.focus();
    if (!document.execCommand("insertText", false, words)) this.text.setRangeText(words);
    this.text.setSelectionRange(start + from, start + from + length);
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {HTMLInputElement} picker */
  async upload(picker) {
    const file = picker.files?.[0];
    picker.value = "";
    if (!file) return;
    const answer = await fetch("/knowledge/pictures", { method: "POST", body: file, credentials: "same-origin", headers: { Accept: "application/json", "Content-Type": "application/octet-stream" } });
    const words = await answer.text();
    if (answer.ok) this.put(`![${file.name.replace(/\.[^.]*$/, "")}](${words})`);
    else this.say(JSON.parse(words).message ?? "");
  }

  /** @param {string} words */
  say(words) {
    const place = /** @type {HTMLElement} */ (this.querySelector('[data-f="say"]'));
    place.className = "kb-said";
    place.textContent = words;
  }

  /** Unsaved words are not left without a question. */
  warn() {
    const form = /** @type {HTMLFormElement} */ (this.text.form);
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }
}

customElements.define("kb-tools", Tools);
