// composer.js: <sb-composer>: reply or note. Safe with input methods, keeps drafts, asks once when the thread moved on.

import { Refusal } from "./api.js";
import { AtHand, UNFILLED } from "./at-hand.js";
import { attr, composing, each, fill, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { draft, forget, keep, reseen } from "./drafts.js";
import { ask } from "./dialogs.js";
import { missing } from "./fields.js";
import { Files } from "./files.js";
import { customerName } from "./card.js";
import { selectTab, tabs } from "./menu.js";
import { send } from "./outgoing.js";
import { flag } from "./prefs.js";
import { actorName } from "./sentences.js";
import { myStay } from "./supervise.js";
import { conversation, lastSeq, newsSince } from "./views.js";

const TYPING_EVERY_MS = 3_000;
const TYPING_ENDS_MS = 5_000;
const MOST_ROWS = 10;

class ComposerElement extends DeskElement {
  ready() {
    this.kind = /** @type {"reply"|"note"} */ ("reply");
    this.of = "";
    this.asked = /** @type {{then: string|null, upto: number}|null} */ (null);
    this.typedAt = 0;
    this.box = /** @type {HTMLTextAreaElement} */ (part(this, "text"));
    this.form = /** @type {HTMLFormElement} */ (part(this, "form"));
    this.files = new Files(part(this, "files"), () => this.saved());
    this.hand = new AtHand(this.box, part(this, "hand"), () => this.kind, () => this.typed());
    tabs(/** @type {HTMLElement} */ (this.querySelector("[role=tablist]")), (tab) => this.choose(/** @type {any} */ (tab.dataset.kind)));
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => this.stopTyping());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = /** @type {HTMLButtonElement|null} */ (/** @type {SubmitEvent} */ (event).submitter);
      void this.submit(button?.value || null);
    });
    this.addEventListener("click", (event) => this.clicked(event));
    this.files.listen(/** @type {HTMLInputElement} */ (part(this, "file")), this.form, this.box);
  }

  draw() {
    const ticket = desk.ticket;
    if (!ticket) return void (this.of = "");
    if (this.of !== ticket.id) this.open(ticket);
    this.offerDraft();
    const off = this.offReason(ticket);
    if (off && !this.settled) this.choose("note");
    this.settled = this.settled || Boolean(off) || Boolean(conversation(desk.state, ticket.id));
    fill(this, "off", this.kind === "note" ? "" : off);
    for (const control of [this.box, .../** @type {NodeListOf<HTMLButtonElement>} */ (this.form.querySelectorAll(".composer-f button"))]) {
      control.disabled = Boolean(off) && this.kind === "reply";
    }
    this.form.classList.toggle("is-note", this.kind === "note");
    fill(this, "to", this.kind === "note" ? desk.t("composer.note_hint") : this.whereTo(ticket));
    attr(this.box, "maxlength", desk.state.limits.message_chars);
    show(part(this, "solve"), this.kind === "reply");
    text(part(this, "send-t"), desk.t(this.kind === "note" ? "composer.save_note" : "composer.send"));
  }

  /** @param {any} ticket */
  open(ticket) {
    this.of = ticket.id;
    this.files.clear();
    this.asked = null;
    this.settled = false;
    show(part(this, "guard"), false);
    const { me } = desk.state;
    this.choose(!draft(me.id, ticket.id, "reply") && draft(me.id, ticket.id, "note") ? "note" : "reply");
  }

  /** Words begun on another device: taken over when there are none here, else offered. */
  offerDraft() {
    const { me } = desk.state;
    const other = desk.drafts.other(me.id, this.of);
    if (other && !draft(me.id, this.of, other.mode)) this.takeDraft(other);
    show(part(this, "other"), Boolean(desk.drafts.other(me.id, this.of)));
  }

  /** @param {import("./protocol.js").OwnDraft} other */
  takeDraft(other) {
    const { me } = desk.state;
    forget(me.id, this.of, other.mode);
    keep(me.id, this.of, other.mode, other.text, other.since_seq, other.at);
    this.choose(other.mode);
    text(part(this, "saved"), desk.t("composer.from_elsewhere"));
  }

  /** Why no reply can go out now, or "". A note always can. @param {any} ticket @returns {string} */
  offReason(ticket) {
    const { t, state } = desk;
    if (ticket.customer.erased) return t("composer.erased");
    if (myStay(ticket.id)?.mode === "watch") return t("composer.watching");
    if (ticket.status === "spam") return t("composer.spam");
    if (ticket.status === "closed") return t("composer.closed");
    const on = conversation(state, ticket.id);
    if (!on && desk.state.older[ticket.id] !== undefined) return t("composer.no_channel");
    return on && on.channel === "voice" ? t("composer.no_channel") : "";
  }

  /** @param {any} ticket @returns {string} */
  whereTo(ticket) {
    const on = conversation(desk.state, ticket.id);
    if (!on) return "";
    const name = customerName(ticket.customer);
    return desk.t(on.ended_at ? "composer.to_ended" : `composer.to_${on.channel}`, { name });
  }

  /** @param {"reply"|"note"} kind */
  choose(kind) {
    this.kind = kind;
    const list = /** @type {HTMLElement} */ (this.querySelector("[role=tablist]"));
    selectTab(list, /** @type {HTMLElement} */ (list.querySelector(`[data-kind="${kind}"]`)));
    text(part(this, "label"), desk.t(kind === "note" ? "composer.note" : "composer.message"));
    this.box.value = draft(desk.state.me.id, this.of, kind)?.text ?? "";
    this.grow();
    desk.changed();
  }

  /** Put the cursor into the box. @param {"reply"|"note"} kind */
  write(kind) {
    if (this.kind !== kind) this.choose(kind);
    this.draw();
    this.box.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Enter" || composing(event)) return;
    const control = event.ctrlKey || event.metaKey;
    const plain = flag("enter-sends", false) && !event.shiftKey && !event.altKey;
    if (!control && !plain) return;
    event.preventDefault();
    void this.submit(control && event.shiftKey && this.kind === "reply" ? "solve" : null);
  }

  typed() {
    this.grow();
    this.saved();
    if (this.kind !== "reply" || Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    desk.socket.say({ say: "typing", ticket_id: this.of, on: true });
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.stopTyping(), TYPING_ENDS_MS);
  }

  stopTyping() {
    clearTimeout(this.quiet);
    if (this.typedAt) desk.socket.say({ say: "typing", ticket_id: this.of, on: false });
    this.typedAt = 0;
  }

  saved() {
    const { me } = desk.state;
    keep(me.id, this.of, this.kind, this.box.value, lastSeq(desk.state, this.of), desk.now());
    desk.drafts.typed(me.id, this.of, this.kind);
    text(part(this, "saved"), this.box.value.trim() ? desk.t("composer.saved") : "");
  }

  grow() {
    this.box.rows = Math.min(MOST_ROWS, Math.max(2, this.box.value.split("\n").length));
  }

  /** @param {string|null} then @param {boolean} [anyway] */
  async submit(then, anyway = false) {
    const ticket = desk.ticket;
    const body = this.box.value.trim();
    if (!ticket || (!body && !this.files.list.length)) return this.box.focus();
    const since = draft(desk.state.me.id, ticket.id, this.kind)?.since ?? lastSeq(desk.state, ticket.id);
    const news = this.kind === "reply" && !anyway ? newsSince(desk.state, ticket.id, since) : [];
    if (news.length) return this.ask(news, then);
    if (this.kind === "reply" && !anyway && UNFILLED.test(body)) return this.ask([], then, UNFILLED.exec(body)?.[0]);
    if (then === "solve" && missing(ticket).length) return void ask("fields", { ticket, then: () => this.submit(then, anyway) });
    const kind = this.kind;
    if (this.going) return;
    this.going = true;
    const attachments = await this.files.handOver().finally(() => { this.going = false; });
    if (!attachments || (!body && !attachments.length)) return;
    this.clear(ticket.id, kind);
    await this.deliver(ticket.id, kind, body, attachments, anyway ? lastSeq(desk.state, ticket.id) : since, then, anyway);
  }

  /** @param {string} ticketId @param {"reply"|"note"} kind @param {string} body @param {any[]} attachments @param {number} seen
   * @param {string|null} then @param {boolean} anyway */
  async deliver(ticketId, kind, body, attachments, seen, then, anyway) {
    const on = conversation(desk.state, ticketId);
    try {
      await send({ ticketId, kind: kind === "note" ? "note" : "message", body, conversationId: on?.id ?? null, attachments, seen, then, anyway, mentions: kind === "note" ? this.hand.mentioned(body) : [] });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.restore(ticketId, kind, body, attachments, seen, then);
    }
  }

  /** The desk saw newer words than we did: give the text back, before what was typed since, and ask. @param {string} ticketId
   * @param {"reply"|"note"} kind @param {string} body @param {any[]} attachments @param {number} seen @param {string|null} then */
  restore(ticketId, kind, body, attachments, seen, then) {
    const { me } = desk.state;
    const since = draft(me.id, ticketId, kind)?.text;
    keep(me.id, ticketId, kind, [body, since].filter(Boolean).join("\n"), seen, desk.now());
    if (this.of !== ticketId) return;
    this.choose(kind);
    this.files.takeBack(attachments);
    this.ask(newsSince(desk.state, ticketId, seen), then);
  }

  /** @param {string} ticketId @param {"reply"|"note"} kind */
  clear(ticketId, kind) {
    forget(desk.state.me.id, ticketId, kind);
    desk.drafts.sent(ticketId, kind);
    this.asked = null;
    if (this.of !== ticketId) return;
    if (this.kind === kind) this.box.value = "";
    show(part(this, "guard"), false);
    text(part(this, "saved"), "");
    this.stopTyping();
    this.grow();
  }

  /** Show what came in since the draft began, or which place nobody filled, and ask once. @param {any[]} news @param {string|null} then @param {string} [unfilled] */
  ask(news, then, unfilled = "") {
    this.asked = { then, upto: lastSeq(desk.state, this.of) };
    reseen(desk.state.me.id, this.of, this.kind, this.asked.upto);
    text(part(this, "guard-t"), unfilled ? desk.t("macro.unfilled", { place: unfilled }) : desk.t("guard.title", { n: news.length || 1 }));
    each(part(this, "guard-l"), news.slice(-3), (e) => e.id, () => document.createElement("li"), (node, e) => {
      text(node, desk.t("guard.line", { name: actorName(desk, e), text: e.body }));
    });
    show(part(this, "guard"), true);
    /** @type {HTMLElement} */ (this.querySelector('[data-act="guard-edit"]')).focus();
  }

  /** @param {Event} event */
  clicked(event) {
    const act = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"))?.dataset.act;
    if (act === "attach") part(this, "file").click();
    if (act === "macro") this.hand.begin();
    if (act === "draft-use") this.takeDraft(desk.drafts.other(desk.state.me.id, this.of));
    if (act === "guard-send") void this.submit(this.asked?.then ?? null, true);
    if (act !== "guard-edit") return;
    show(part(this, "guard"), false);
    this.box.focus();
  }
}

customElements.define("sb-composer", ComposerElement);

