// below.js: what stands below the lines of a chat: typing, the end, and how it was: one question with its scale, answered where one sits.
import { announce, fill, part, show, text } from "../dom.js";
import { Refusal, Unreachable } from "./desk.js";

/** @typedef {import("../protocol.js").WidgetSurvey} Survey */

export class Below {
  /** @param {HTMLElement} root @param {import("./desk.js").Desk} desk @param {(key: string, values?: Record<string, unknown>) => string} t */
  constructor(root, desk, t) {
    this.root = root;
    this.desk = desk;
    this.t = t;
    this.chat = "";
    this.sent = false;
    this.key = 0;
    /** @type {Survey|null} */ this.survey = null;
    this.form = /** @type {HTMLFormElement} */ (part(root, "rate"));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); void this.send(); });
  }

  /** @param {Omit<import("./chat.js").Chat, "messages">|null} chat @param {boolean} typing */
  draw(chat, typing) {
    const ended = chat?.state === "ended";
    show(part(this.root, "typing"), typing && !ended);
    show(part(this.root, "again"), ended);
    show(part(this.root, "composer"), !ended);
    if (this.chat !== (chat?.conversation_id ?? "")) this.fresh(chat?.conversation_id ?? "");
    this.ask(chat?.survey ?? null);
  }

  /** @param {string} chat */
  fresh(chat) {
    this.chat = chat;
    this.sent = false;
    this.form.reset();
    fill(this.root, "rate-problem", "");
  }

  /** @param {Survey|null} survey */
  ask(survey) {
    this.survey = survey;
    const done = this.sent || Boolean(survey?.answered);
    show(this.form, survey && !done);
    show(part(this.root, "rated"), done);
    if (!survey) return;
    text(part(this.root, "rate-words"), survey.words);
    for (const scale of this.form.querySelectorAll("[data-kind]")) show(/** @type {HTMLElement} */ (scale), scale.getAttribute("data-kind") === survey.kind);
    show(part(this.root, "rate-ends"), survey.kind !== "csat");
    text(part(this.root, "rate-low"), survey.ends[0]);
    text(part(this.root, "rate-high"), survey.ends[1]);
    show(part(this.root, "rate-comment"), survey.comment);
    text(part(this.root, "rate-comment-words"), survey.comment_words);
  }

  async send() {
    const { survey } = this;
    const chosen = survey && /** @type {HTMLInputElement|null} */ (this.form.querySelector(`[data-kind="${survey.kind}"] input:checked`));
    if (!survey || !chosen) return fill(this.root, "rate-problem", this.t("widget.rate_missing"));
    const words = /** @type {HTMLTextAreaElement} */ (part(this.root, "rate-text")).value.trim();
    const answers = { [survey.question]: Number(chosen.value), ...(survey.comment && words ? { [survey.comment]: words } : {}) };
    this.key += 1;
    try {
      await this.desk.post(`/chats/${this.chat}/survey`, { answers }, `rate-${this.key}-${this.chat}`);
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      return fill(this.root, "rate-problem", error instanceof Refusal ? error.message : this.t("widget.line_lost"));
    }
    this.sent = true;
    this.ask(survey);
    announce(this.t("widget.rated"));
  }
}
