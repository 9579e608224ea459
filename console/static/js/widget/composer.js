// composer.js: the field a customer writes in. Enter sends, but never the Enter that ends a composition; typing is told sparingly.
import { composing } from "../dom.js";

const TELL_EVERY_MS = 3_000;
const STOPPED_MS = 4_000;
const SHORTEST_PX = 36;
const TALLEST_PX = 120;

export class Composer {
  /** @param {{form: HTMLFormElement, field: HTMLTextAreaElement, picker: HTMLInputElement, draft: {get: () => string|null, set: (text: string|null) => void}}} parts
   * @param {{send: (text: string) => boolean, typing: (on: boolean) => void, files: (files: File[]) => void, now: () => number}} desk */
  constructor(parts, desk) {
    this.parts = parts;
    this.desk = desk;
    this.toldAt = 0;
    this.composed = false;
    this.stopped = /** @type {any} */ (null);
    const { form, field, picker } = parts;
    field.value = parts.draft.get() ?? "";
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    form.querySelector('[data-act="attach"]')?.addEventListener("click", () => picker.click());
    picker.addEventListener("change", () => { desk.files([...(picker.files ?? [])]); picker.value = ""; });
    field.addEventListener("compositionstart", () => { this.composed = true; });
    field.addEventListener("compositionend", () => { this.composed = false; });
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("input", () => this.wrote());
    field.addEventListener("paste", (event) => this.paste(event));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => { event.preventDefault(); desk.files([...(event.dataTransfer?.files ?? [])]); });
    this.fit();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || composing(event) || this.composed) return;
    event.preventDefault();
    this.send();
  }

  send() {
    const text = this.parts.field.value.trim();
    if (!this.desk.send(text)) return;
    this.parts.field.value = "";
    this.parts.draft.set(null);
    this.fit();
    this.still();
  }

  wrote() {
    const { field, draft } = this.parts;
    draft.set(field.value || null);
    this.fit();
    clearTimeout(this.stopped);
    if (!field.value) return this.still();
    this.stopped = setTimeout(() => this.still(), STOPPED_MS);
    if (this.desk.now() - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = this.desk.now();
    this.desk.typing(true);
  }

  still() {
    clearTimeout(this.stopped);
    if (this.toldAt) this.desk.typing(false);
    this.toldAt = 0;
  }

  /** Files on the clipboard (a screenshot) are attached; words are pasted as ever. @param {ClipboardEvent} event */
  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.desk.files(files);
  }

  /** As tall as its text, up to a limit. */
  fit() {
    const { field } = this.parts;
    field.style.setProperty("height", `${SHORTEST_PX}px`);
    field.style.setProperty("height", `${Math.max(SHORTEST_PX, Math.min(field.scrollHeight, TALLEST_PX))}px`);
  }
}
