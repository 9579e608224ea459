// offer.js: <sb-offer>: work held out to me. Who it is and what was before, before I say hello; a ring that runs out;
// A and D answer, but not in the first moment, so that a key meant for something else answers nothing.

import { Refusal, Unreachable } from "./api.js";
import { attr, avatar, channel, clone, each, fill, icon, part, show, text } from "./dom.js";
import { customerName } from "./card.js";
import { desk, DeskElement } from "./desk.js";
import { cityOf } from "./i18n.js";
import { refusalText } from "./outgoing.js";
import { toast } from "./toasts.js";
import { surveyWords } from "./surveys.js";
import { writtenIn } from "./sentences.js";
import { offers, queueName } from "./views.js";

export const KEY_GUARD_MS = 400;
const AMBER_S = 5;
const SPOKEN_S = [10, 5];

class OfferElement extends DeskElement {
  ready() {
    /** @type {any} */ this.offer = null;
    this.shownAt = 0;
    this.answering = false;
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"))?.dataset.act;
      if (act === "accept" || act === "decline") void this.answer(act);
    });
    setInterval(() => this.tick(), 250);
  }

  draw() {
    const [offer] = offers(desk.state, desk.now());
    if (this.offer && this.offer.id !== offer?.id) this.left(this.offer, desk.state.records.offer[this.offer.id]?.state ?? "withdrawn");
    const fresh = offer && offer.id !== this.offer?.id;
    this.offer = offer ?? null;
    show(this, offer);
    this.classList.toggle("open", Boolean(offer));
    if (!offer) return;
    if (fresh) this.arrived(offer);
    this.drawWho(offer);
    this.drawFacts(offer);
    this.drawLast(offer);
    this.tick();
  }

  /** @param {any} offer */
  arrived(offer) {
    this.shownAt = performance.now();
    this.answering = false;
    this.spokenAt = Infinity;
    for (const name of ["accept", "decline"]) part(this, name).disabled = false;
    text(part(this, "announce"), desk.t("offer.announce", { kind: this.kind(offer), name: this.who(offer) }));
    this.dispatchEvent(new CustomEvent("offer-rings", { bubbles: true, detail: offer }));
  }

  /** The offer is gone: unless it was our answer, say why. @param {any} offer @param {string} state */
  left(offer, state) {
    text(part(this, "announce"), "");
    this.dispatchEvent(new CustomEvent("offer-gone", { bubbles: true }));
    if (this.answering || state === "accepted" || state === "declined") return;
    toast(desk.t(state === "withdrawn" ? "offer.withdrawn" : "offer.missed", { name: this.who(offer) }));
  }

  /** @param {any} offer @returns {string} */
  kind(offer) {
    const owed = offer.channel === "desk" && Boolean(desk.state.records.ticket[offer.ticket_id]?.call_back_at);
    return desk.t(owed ? "offer.kind.call_back" : `offer.kind.${offer.channel}`);
  }

  /** @param {any} offer @returns {string} */
  who(offer) {
    if (offer.customer) return customerName(offer.customer);
    return offer.candidates.length ? desk.t("offer.ambiguous", { n: offer.candidates.length }) : desk.t("offer.unknown");
  }

  /** @param {any} offer */
  drawWho(offer) {
    const { t, state } = desk;
    part(this, "head").className = `offer-h offer-${offer.channel}`;
    icon(part(this, "icon"), { voice: "phone-in", email: "mail" }[/** @type {string} */ (offer.channel)] ?? "chat");
    text(part(this, "kind"), this.kind(offer));
    text(part(this, "queue"), queueName(state, offer.queue_id));
    avatar(part(this, "av"), offer.customer?.id ?? offer.id, offer.customer?.name ?? "?");
    text(part(this, "name"), this.who(offer));
    show(part(this, "vip"), offer.customer?.segment?.toLowerCase() === "vip");
    const address = offer.identity;
    text(part(this, "from"), address ? t(address.verified ? "offer.from_verified" : "offer.from", { address: address.shown }) : offer.channel === "voice" ? t("call.withheld") : "");
    text(part(this, "where"), this.where(offer));
    fill(this, "say", offer.subject);
    attr(part(this, "say"), "lang", writtenIn(offer.subject));
  }

  /** Their language and the time on their wall. @param {any} offer @returns {string} */
  where(offer) {
    const { t, format } = desk;
    const spoken = offer.customer?.language ? format.language(offer.customer.language) : "";
    const time = format.wallClock(offer.time_zone, desk.now());
    const there = time ? t("customer.local", { city: cityOf(offer.time_zone), time }) : "";
    return [spoken, there].filter(Boolean).join(" · ");
  }

  /** @param {any} offer */
  drawFacts(offer) {
    const { t, format } = desk;
    const open = offer.open_tickets.filter((/** @type {number} */ n) => n !== offer.ticket_number);
    const facts = [
      [t("offer.waited"), format.duration(desk.now() - offer.waited_since)],
      [t("offer.open"), open.length ? open.slice(0, 3).map((/** @type {number} */ n) => `#${n}`).join(" ") : t("offer.none_open")],
    ];
    const skills = Object.entries(offer.skills).map(([id, level]) => `${desk.state.records.skill[id]?.name ?? id} ${level}`);
    if (offer.survey) facts.push([t("offer.survey"), surveyWords(offer.survey)]);
    if (skills.length) facts.push([t("offer.skill"), format.list(skills)]);
    each(part(this, "facts"), facts, ([name]) => name, factNode, (node, [name, value]) => {
      text(node.firstChild, `${name} `);
      text(node.lastChild, value);
    });
    const rule = offer.why.rule?.code;
    fill(this, "why", rule && t.has(`why.${rule}`) ? t(`why.${rule}`) : "");
    part(this, "why-more").dataset.ticket = offer.ticket_id;
    show(part(this, "candidates-at"), offer.candidates.length > 1);
    each(part(this, "candidates"), offer.candidates, (/** @type {any} */ one) => one.id, () => clone("t-who"), (node, one) => {
      avatar(part(node, "av"), one.id, customerName(one));
      text(part(node, "name"), customerName(one));
    });
  }

  /** @param {any} offer */
  drawLast(offer) {
    const last = offer.last.filter((/** @type {any} */ one) => one.text || one.kind === "call").slice(0, 3);
    show(part(this, "last-at"), last.length);
    text(part(this, "last-t"), desk.t("offer.last", { n: last.length }));
    each(part(this, "last"), last, (/** @type {any} */ one) => `${one.at}:${one.text}`, () => clone("t-hist"), (node, one) => {
      channel(part(node, "chan"), one.channel, desk.t(`channel.${one.channel}`));
      text(part(node, "title"), one.text || desk.t(`channel.${one.channel}`));
      text(part(node, "when"), desk.format.day(one.at, desk.now()));
      const number = one.ticket_number ? `#${one.ticket_number}` : "";
      text(part(node, "sub"), [number, one.status ? desk.t(`status.${one.status}`) : ""].filter(Boolean).join(" · "));
    });
  }

  tick() {
    const offer = this.offer;
    if (!offer) return;
    const left = Math.max(0, offer.expires_at - desk.now());
    if (left === 0) return desk.changed();
    const seconds = Math.ceil(left / 1000);
    text(part(this, "left"), seconds);
    const share = Math.round((left / (offer.expires_at - offer.created_at)) * 100);
    attr(part(this, "fill"), "stroke-dasharray", `${Math.min(100, share)} 100`);
    this.classList.toggle("is-late", seconds <= AMBER_S);
    attr(part(this, "timer"), "aria-label", desk.t("offer.left", { n: seconds }));
    const spoken = SPOKEN_S.find((s) => seconds <= s && s < (this.spokenAt ?? Infinity));
    if (spoken) {
      this.spokenAt = spoken;
      text(part(this, "announce"), desk.t("offer.left", { n: seconds }));
    }
  }

  /** Whether a key press may answer now. @returns {boolean} */
  takesKeys() {
    return Boolean(this.offer) && !this.answering && performance.now() - this.shownAt >= KEY_GUARD_MS;
  }

  /** @param {"accept"|"decline"} act */
  async answer(act) {
    const offer = this.offer;
    if (!offer || this.answering) return;
    this.answering = true;
    for (const name of ["accept", "decline"]) part(this, name).disabled = true;
    try {
      const answer = await desk.api.post(`/offers/${offer.id}/${act}`, {}, { patient: false });
      if (act === "accept") this.dispatchEvent(new CustomEvent("open-ticket", { bubbles: true, detail: answer.ticket_id ?? offer.ticket_id }));
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
      toast(error instanceof Refusal ? refusalText(error) : desk.t("live.offline"));
      this.answering = false;
      for (const name of ["accept", "decline"]) part(this, name).disabled = false;
    }
  }
}

/** @returns {Element} */
function factNode() {
  const node = document.createElement("span");
  node.append(document.createTextNode(" "), document.createElement("b"));
  return node;
}

customElements.define("sb-offer", OfferElement);
