// files.js: files picked, dropped or pasted into the composer: checked, sent at once, named in the message when it goes.

import { Refusal, Unreachable } from "./api.js";
import { attr, clone, each, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { refusalText } from "./outgoing.js";
import { toast } from "./toasts.js";

/** @typedef {{key: string, name: string, size: number, media_type: string, id: string|null, url: string, dropped?: boolean, done: Promise<void>}} Picked */

export class Files {
  /** @param {HTMLElement} box @param {() => void} changed */
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    /** @type {Picked[]} */ this.list = [];
    this.count = 0;
    box.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest('[data-act="unpick"]'));
      if (button) this.drop(button.dataset.pick ?? "");
    });
  }

  /** Files come by button, by dropping and by pasting. @param {HTMLInputElement} input @param {HTMLElement} form @param {HTMLElement} words */
  listen(input, form, words) {
    input.addEventListener("change", () => { this.add(input.files ?? []); input.value = ""; });
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("is-over"); });
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      this.add(event.dataTransfer?.files ?? []);
    });
    words.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files;
      if (files?.length) { event.preventDefault(); this.add(files); }
    });
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      const most = desk.state.limits.attachment_bytes;
      if (file.size > most) toast(desk.t("files.too_big", { name: file.name, most: desk.format.size(most) }));
      else if (file.size === 0) toast(desk.t("files.empty", { name: file.name }));
      else this.take(file);
    }
    this.draw();
  }

  /** @param {File} file */
  take(file) {
    this.count += 1;
    const picked = /** @type {Picked} */ ({ key: String(this.count), name: file.name, size: file.size, media_type: file.type, id: null, url: "" });
    picked.done = this.send(file, picked);
    this.list.push(picked);
  }

  /** @param {File} file @param {Picked} picked */
  async send(file, picked) {
    try {
      const answer = await desk.api.upload(file);
      picked.id = answer.attachment_id ?? answer.id;
      picked.url = answer.url ?? "";
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
      this.remove(picked.key);
      toast(desk.t("files.failed", { name: picked.name, why: error instanceof Refusal ? refusalText(error) : desk.t("live.offline") }));
    }
    this.draw();
  }

  /** The person does not want it any more. @param {string} key */
  drop(key) {
    for (const one of this.list) if (one.key === key) one.dropped = true;
    this.remove(key);
  }

  /** @param {string} key */
  remove(key) {
    this.list = this.list.filter((one) => one.key !== key);
    this.draw();
    this.changed();
  }

  /** Wait until every file is with the desk, then hand them over and start anew; null when one did not get there.
   * @returns {Promise<any[]|null>} */
  async handOver() {
    const going = this.list;
    await Promise.all(going.map((one) => one.done));
    const wanted = going.filter((one) => !one.dropped);
    if (wanted.some((one) => !one.id)) return null;
    this.list = this.list.filter((one) => !going.includes(one));
    this.draw();
    return wanted.map(({ id, name, size, media_type, url }) => ({ id, name, size, media_type, url }));
  }

  /** Take files back that the desk holds already: their message did not go. @param {any[]} files */
  takeBack(files) {
    for (const file of files) {
      this.count += 1;
      this.list.push({ ...file, key: String(this.count), done: Promise.resolve() });
    }
    this.draw();
  }

  clear() {
    this.list = [];
    this.draw();
  }

  draw() {
    show(this.box, this.list.length);
    each(this.box, this.list, (one) => one.key, () => clone("t-pick"), (node, one) => {
      text(part(node, "name"), one.name);
      text(part(node, "size"), one.id ? desk.format.size(one.size) : desk.t("files.sending"));
      attr(part(node, "x"), "data-pick", one.key);
      attr(part(node, "x"), "aria-label", desk.t("files.remove", { name: one.name }));
    });
  }
}
