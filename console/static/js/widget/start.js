// start.js: the form before a chat, and the form for a message when nobody is there: the same fields, but then an address is needed.
import { composing, fill, part, show, text } from "../dom.js";
import { closedWords, together, waitWords } from "./wait.js";

/** @typedef {{online: boolean, ahead: number, wait_s: number|null, opens_at: number|null, reply_s: number|null, queue_id: string|null,
 *   topics: {id: string, name: string}[]}} Front */

export class StartForm {
  /** @param {HTMLElement} root @param {{t: (key: string, values?: Record<string, unknown>) => string, store: any, formats: any}} world
   * @param {(form: {message: string, name: string, address: string, queue_id: string|null}) => void} begin */
  constructor(root, world, begin) {
    this.root = root;
    this.t = world.t;
    this.formats = world.formats;
    this.begin = begin;
    this.online = true;
    this.form = /** @type {HTMLFormElement} */ (root.querySelector("#start"));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.form.addEventListener("keydown", (event) => { if (event.key === "Enter" && composing(event)) event.stopPropagation(); });
  }

  /** @param {Front} front */
  draw(front) {
    this.online = front.online;
    const { root, t } = this;
    const closed = closedWords(t, this.formats, Date.now(), front);
    text(part(root, "hint"), front.online ? t("widget.hello_hint") : closed ? together(closed, t("widget.closed_hint")) : t("widget.offline_hint"));
    text(part(root, "go-text"), t(front.online ? "widget.start" : "widget.leave"));
    show(part(root, "address-optional"), front.online);
    text(part(root, "ahead"), front.online ? ahead(t, front) : t("widget.privacy"));
    const select = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("queue_id"));
    if (select.options.length !== front.topics.length) {
      select.replaceChildren(...front.topics.map((topic) => new Option(topic.name, topic.id, false, topic.id === front.queue_id)));
    }
    show(part(root, "topic-row"), front.topics.length > 1);
  }

  /** Back to the form with what was written and why it did not go. @param {string} message @param {string} why */
  restore(message, why) {
    const field = /** @type {HTMLTextAreaElement} */ (this.form.elements.namedItem("message"));
    field.value = field.value || message;
    fill(this.root, "start-problem", why);
  }

  send() {
    const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
    const message = field("message").value.trim();
    const address = field("address").value.trim();
    const wrong = !message ? "message" : !this.online && !address ? "address" : address && !plausible(address) ? "address" : "";
    for (const name of ["message", "address"]) field(name).setAttribute("aria-invalid", String(name === wrong));
    fill(this.root, "start-problem", wrong ? this.t(wrong === "message" ? "widget.need_message" : "widget.need_address") : "");
    if (wrong) return field(wrong).focus();
    this.begin({ message, name: field("name").value.trim(), address, queue_id: field("queue_id").value || null });
    field("message").value = "";
  }
}

/** @param {(key: string, values?: Record<string, unknown>) => string} t @param {Front} front @returns {string} */
function ahead(t, front) {
  return front.ahead ? `${t("widget.ahead", { n: front.ahead })} · ${waitWords(t, front.wait_s)}` : t("widget.nobody_ahead");
}

/** Whether this may be an e-mail address or a telephone number; the desk looks closer. @param {string} address */
function plausible(address) {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) || (/^[+()\d\s-]+$/.test(address) && (address.match(/\d/g) ?? []).length >= 6);
}
