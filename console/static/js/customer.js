// customer.js: <sb-customer>: who they are, how we know, what was promised; identities, consents, possible doubles.

import { attr, avatar, clone, each, fill, icon, part, show, text } from "./dom.js";
import { customerName } from "./card.js";
import { customer, REVEALED } from "./customers.js";
import { desk, DeskElement } from "./desk.js";
import { fieldsOf, shownValue } from "./fields.js";
import { cityOf } from "./i18n.js";
import { tabs } from "./menu.js";
import { drawTrend } from "./mood.js";
import { drawSurvey } from "./surveys.js";
import { CLOSED, liveCall, queueName } from "./views.js";

const PURPOSES = ["recording", "survey", "marketing", "analysis", "calls"];
/** What one may do unless they said no. */
const UNLESS_REFUSED = new Set(["calls"]);
const ID_ICON = /** @type {Record<string, string>} */ ({ phone: "phone", email: "mail", wechat: "wechat", device: "globe", external: "link" });

/** The word of a code, or the code itself where people may add their own. @param {string} family @param {string} code @returns {string} */
function word(family, code) {
  return desk.t.has(`${family}.${code}`) ? desk.t(`${family}.${code}`) : code;
}

/** Whether a promise of the last look still stands, by what this screen has heard since. @param {any} promise @returns {boolean} */
function stillOwed(promise) {
  const ticket = desk.state.records.ticket[promise.ticket_id];
  if (!ticket) return true;
  if (CLOSED.has(ticket.status)) return false;
  switch (promise.kind) {
    case "answer": return Boolean(ticket.unanswered_since);
    case "follow_up": return Boolean(ticket.snoozed_until);
    case "pick_up": return !ticket.assignee_id;
    case "call_back": return Boolean(ticket.call_back_at);
    case "clock": return Boolean(ticket.due_at);
    default: return true;
  }
}

class CustomerElement extends DeskElement {
  ready() {
    tabs(/** @type {HTMLElement} */ (this.querySelector("[role=tablist]")), (tab) => {
      for (const name of ["history", "knowledge", "details"]) {
        show(/** @type {HTMLElement} */ (this.querySelector(`#p-${name}`)), name === tab.dataset.side);
      }
    });
  }

  /** Whose pane this is: of the open ticket, or the one looked up. @returns {any} */
  brief() {
    const ticket = desk.ticket;
    if (desk.ui.customerId) return { id: desk.ui.customerId, name: null, ...(ticket?.customer.id === desk.ui.customerId ? ticket.customer : {}) };
    return ticket?.customer;
  }

  draw() {
    const brief = this.brief();
    show(part(this, "none"), !brief);
    show(part(this, "some"), brief);
    if (!brief) return;
    const { data, error } = customer(brief.id);
    const who = { ...brief, ...(data?.customer ?? {}) };
    this.drawWho(who, data);
    this.drawIds(data, error);
    this.drawCallouts(brief, data);
    drawTrend(part(this, "mood"), data?.mood);
    drawSurvey(part(this, "survey"), data?.survey);
    this.drawFacts(who, data);
    this.drawDetails(who, data);
  }

  /** @param {any} who @param {any} data */
  drawWho(who, data) {
    const { t, format } = desk;
    avatar(part(this, "av"), who.id, customerName(who));
    text(part(this, "name"), customerName(who));
    show(part(this, "vip"), who.segment?.toLowerCase() === "vip");
    const zone = data?.time_zone ?? who.time_zone;
    const time = format.wallClock(zone, desk.now());
    const parts = [who.language ? format.language(who.language) : "", time ? t("customer.local", { city: cityOf(zone), time }) : "", data?.organisation?.name ?? ""];
    text(part(this, "where"), parts.filter(Boolean).join(" · "));
    show(part(this, "blocked"), who.blocked);
    text(part(this, "blocked-t"), who.blocked ? t("customer.blocked") : "");
    show(part(this, "m-block"), !who.blocked);
    show(part(this, "m-unblock"), who.blocked);
    show(part(this, "m-unmerge"), data?.links.length);
    show(part(this, "m-dial"), (data?.identities ?? []).some((/** @type {any} */ one) => one.kind === "phone"));
  }

  /** @param {any} data @param {string} error */
  drawIds(data, error) {
    const list = data?.identities ?? [];
    each(part(this, "ids"), list, (/** @type {any} */ one) => one.id, () => clone("t-id"), (node, one) => {
      icon(part(node, "icon"), ID_ICON[one.kind] ?? "user");
      text(part(node, "text"), REVEALED.get(one.id) ?? one.shown);
      show(part(node, "show"), !REVEALED.has(one.id) && one.shown.includes("•"));
      attr(part(node, "show"), "data-identity", one.id);
      show(part(node, "tick"), one.verified);
      show(part(node, "untick"), !one.verified);
      show(part(node, "verify"), !one.verified);
      attr(part(node, "verify"), "data-identity", one.id);
      const proof = one.evidence ? desk.t("customer.evidence", { evidence: word("evidence", one.evidence) }) : "";
      attr(node, "title", proof || null);
    });
    show(part(this, "ids"), list.length);
    if (error) text(part(this, "where"), error);
  }

  /** Who is calling, when several could be; and who may be the same person. @param {any} brief @param {any} data */
  drawCallouts(brief, data) {
    const call = desk.ticket && liveCall(desk.state, desk.ticket.id);
    const doubt = call && call.candidates.length > 1 ? [{ key: `call:${call.id}`, call }] : [];
    const doubles = (data?.duplicates ?? []).map((/** @type {any} */ one) => ({ key: `dup:${one.suspicion_id}`, double: one }));
    each(part(this, "callouts"), [...doubt, ...doubles], (one) => one.key, (one) => clone(one.call ? "t-doubt" : "t-duplicate"), (node, one) => {
      if (one.call) this.drawDoubt(node, one.call);
      else this.drawDouble(node, one.double, brief);
    });
  }

  /** @param {any} node @param {any} call */
  drawDoubt(node, call) {
    each(part(node, "list"), call.candidates, (/** @type {any} */ one) => one.id, () => clone("t-candidate"), (item, one) => {
      avatar(part(item, "av"), one.id, customerName(one));
      text(part(item, "name"), customerName(one));
      attr(part(item, "button"), "data-call", call.id);
      attr(part(item, "button"), "data-customer", one.id);
    });
  }

  /** @param {any} node @param {any} double @param {any} brief */
  drawDouble(node, double, brief) {
    text(part(node, "name"), customerName(double.customer));
    text(part(node, "why"), desk.t("customer.maybe_same", { why: word("duplicate", double.reason) }));
    attr(part(node, "merge"), "data-customer", double.customer.id);
    attr(part(node, "merge"), "data-into", brief.id);
    attr(part(node, "dismiss"), "data-suspicion", double.suspicion_id);
  }

  /** @param {any} who @param {any} data */
  drawFacts(who, data) {
    const { t, format } = desk;
    const rows = Object.entries(data?.fields ?? {}).filter(([, value]) => value !== "" && value !== null).slice(0, 4);
    if (who.segment && rows.length < 4) rows.unshift([t("customer.segment"), who.segment]);
    each(part(this, "facts"), rows, ([name]) => name, () => clone("t-fact"), (node, [name, value]) => {
      text(part(node, "name"), name);
      text(part(node, "value"), value);
    });
    show(part(this, "facts"), rows.length);
    const promises = (data?.promises ?? []).filter(stillOwed);
    each(part(this, "promises"), promises, (/** @type {any} */ one) => `${one.ticket_id}:${one.kind}:${one.due_at}`, () => clone("t-promise"), (node, one) => {
      const tries = one.tries ? ` · ${t("promise.tries", { n: one.tries })}` : "";
      text(part(node, "text"), t(`promise.${one.kind}`, { number: one.ticket_number }) + tries);
      node.classList.toggle("is-late", Boolean(one.due_at) && one.due_at < desk.now());
      const due = one.from_at > desk.now() && one.due_at ? t("promise.window", { from: format.dayAndTime(one.from_at, desk.now()), to: format.clock(one.due_at) }) : one.due_at ? format.dayAndTime(one.due_at, desk.now()) : t("promise.since", { time: format.when(one.since, desk.now()) });
      text(part(node, "when"), due);
    });
    show(part(this, "promises"), promises.length);
    const consents = data ? PURPOSES.map((name) => /** @type {[string, boolean]} */ ([name, data.consents[name] ?? UNLESS_REFUSED.has(name)])) : [];
    each(part(this, "consents"), consents, ([name]) => name, () => clone("t-consent"), (node, [name, given]) => {
      part(node, "badge").className = `badge sm ${given ? "badge-ok" : "badge-line"}`;
      icon(part(node, "icon"), given ? "check" : "x");
      text(part(node, "name"), word("consent", name));
      attr(node, "aria-pressed", String(given));
      attr(node, "data-purpose", name);
      attr(node, "aria-label", t(given ? "consent.given" : "consent.refused", { name: word("consent", name) }));
    });
    show(part(this, "consents"), consents.length);
  }

  /** @param {any} who @param {any} data */
  drawDetails(who, data) {
    const { t, format, state, ticket } = desk;
    const rows = /** @type {[string, string][]} */ ([
      [t("ticket.queue"), ticket ? queueName(state, ticket.queue_id) : ""],
      [t("ticket.opened"), ticket ? format.whole(ticket.created_at) : ""],
      [t("ticket.tags"), ticket?.tags.join(", ") ?? ""],
      ...(ticket ? fieldsOf(ticket).map((one) => /** @type {[string, string]} */ ([one.name, shownValue(one, ticket.fields[one.id])])) : []),
      [t("wrap.code"), desk.state.records.wrap_up_code[ticket?.wrap_up_code_id ?? ""]?.name ?? ""],
      [t("customer.since"), data ? format.whole(data.created_at) : ""],
      [t("customer.zone"), data?.time_zone ?? ""],
      [t("customer.remark"), data?.remark ?? ""],
      ...Object.entries(data?.fields ?? {}).map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)])),
    ]);
    each(part(this, "details"), rows.filter(([, value]) => value), ([name]) => name, () => clone("t-kv"), (node, [name, value]) => {
      text(part(node, "name"), name);
      text(part(node, "value"), value);
    });
    fill(this, "tickets-n", data?.ticket_count ? t("customer.tickets", { n: data.ticket_count }) : "");
  }
}

customElements.define("sb-customer", CustomerElement);
