// actions.js: what buttons, keys and the palette do. One name per act; the button carries it in data-act.

import { Refusal, Unreachable } from "./api.js";
import { announce } from "./dom.js";
import { desk } from "./desk.js";
import { ask, problem } from "./dialogs.js";
import { onTicket } from "./ask-ticket.js";
import { undoMerge } from "./ask-customer.js";
import "./ask-call.js";
import { mark, toggleMarking } from "./bulk.js";
import { missing } from "./fields.js";
import { insertBest } from "./knowledge-panel.js";
import { MOOD_ACTS } from "./mood.js";
import { MORE_S } from "./wrap-up.js";
import { customer, outdated, REVEALED } from "./customers.js";
import { openNotices } from "./notices.js";
import { openLayer } from "./overlay.js";
import { resend } from "./outgoing.js";
import { supervise } from "./supervise.js";
import { isFollowUp, SURVEY_ACTS } from "./surveys.js";
import { toast } from "./toasts.js";
import { CLOSED, liveCall } from "./views.js";
import { goBack, loadOlder, step } from "./opening.js";
import { flag, write } from "./prefs.js";
import { showProof } from "./proof.js";

/** @typedef {(from: HTMLElement|null) => unknown} Act */

const side = () => /** @type {HTMLElement} */ (document.getElementById("side"));
const element = (/** @type {string} */ name) => /** @type {any} */ (document.querySelector(name));

/** The customer a command is about. @returns {any} */
function about() {
  const brief = element("sb-customer").brief();
  return brief && { ...brief, ...(customer(brief.id).data?.customer ?? {}) };
}

/** @param {string} verb @param {string} said @param {string|null} [undo] */
async function onOpen(verb, said, undo = null) {
  const ticket = desk.ticket;
  if (!ticket) return;
  await onTicket(ticket.id, verb);
  toast(desk.t(said, { number: ticket.number }), undo ? { label: desk.t("toast.undo"), act: () => void run(() => onTicket(ticket.id, undo)) } : null);
}

/** Make a draft of what a solved ticket was about. @param {any} ticket */
async function makeArticle(ticket) {
  await desk.api.post(`/tickets/${ticket.id}/article`, { language: ticket.customer.language === "zh" ? "zh" : "en" }, { patient: false });
  toast(desk.t("article.made"));
}

/** Solve the open ticket; what it must tell first is asked for. @param {any} ticket */
function solve(ticket) {
  if (isFollowUp(ticket)) return ask("follow-up", ticket);
  const go = () => onOpen("solve", "conv.solved", "reopen");
  return missing(ticket).length ? ask("fields", { ticket, then: go }) : go();
}

/** @param {string} verb @param {Record<string, unknown>} [body] */
function onCall(verb, body = {}) {
  const call = liveCall(desk.state, desk.ticket?.id) ?? liveCall(desk.state);
  return call && desk.api.post(`/calls/${call.id}/${verb}`, body, { lane: call.id, patient: false });
}

/** @param {"held"|"muted"} what @param {string} verb */
function toggleCall(what, verb) {
  const call = liveCall(desk.state, desk.ticket?.id) ?? liveCall(desk.state);
  return call?.state === "answered" && onCall(verb, { on: !call[what] });
}

/** @param {string} name @returns {Act} */
const askTicket = (name) => () => desk.ticket && ask(name, desk.ticket);
/** @param {string} name @returns {Act} */
const askCustomer = (name) => () => about() && ask(name, about());

/** @type {Record<string, Act>} */
export const ACTS = {
  palette: () => element("sb-palette").open(commands),
  keys: () => openLayer(/** @type {HTMLElement} */ (document.getElementById("keys"))),
  presence: () => element("sb-presence")?.open(),
  "go-available": () => setPresence("available", null),
  transfer: askTicket("transfer"), priority: askTicket("priority"), tags: askTicket("tags"), subject: askTicket("subject"),
  "by-due": () => { write("due-first", flag("due-first", false) ? "0" : "1"); desk.changed(); },
  due: askTicket("due"), "merge-ticket": askTicket("join"), proof: (from) => desk.ticket && showProof(from?.dataset.clock),
  snooze: askTicket("snooze"), spam: askTicket("spam"), move: askTicket("move"),
  "new-ticket": () => ask("new-ticket", {}),
  "new-ticket-for": () => ask("new-ticket", { customer: about() }),
  notices: openNotices,
  watch: () => supervise("watch"), "join-in": () => supervise("join").then(() => element("sb-composer").write("reply")), "leave-it": () => supervise("leave"),
  take: () => onOpen("take", "conv.taken"),
  solve: () => desk.ticket && !CLOSED.has(desk.ticket.status) && solve(desk.ticket),
  reopen: () => onOpen("reopen", "conv.reopened"),
  wake: () => onOpen("reopen", "conv.woken"),
  "copy-link": copyLink,
  block: askCustomer("block"), merge: askCustomer("merge"), dial: askCustomer("dial"), "edit-customer": askCustomer("edit-customer"),
  unblock: async () => { const who = about(); await desk.api.post(`/customers/${who.id}/unblock`); outdated(who.id); },
  unmerge: () => { const [last] = customer(about().id).data?.links ?? []; return last && undoMerge(last.merge_id); },
  "merge-with": (from) => ask("merge", { id: from?.dataset.into, source: { id: from?.dataset.customer, name: from?.closest(".callout")?.querySelector("b")?.textContent ?? "" } }),
  "not-same": async (from) => { await desk.api.post(`/suspicions/${from?.dataset.suspicion}/dismiss`); outdated(); },
  candidate: async (from) => { await desk.api.post(`/calls/${from?.dataset.call}/caller`, { customer_id: from?.dataset.customer }); outdated(); },
  reveal,
  verify: async (from) => { await desk.api.post(`/identities/${from?.dataset.identity}/verify`); outdated(about().id); },
  consent: async (from) => {
    const given = from?.getAttribute("aria-pressed") !== "true";
    await desk.api.post(`/customers/${about().id}/consent`, { purpose: from?.dataset.purpose, given });
    outdated(about().id);
  },
  erase: askCustomer("erase"),
  wait: () => desk.ticket && onTicket(desk.ticket.id, "wait", { on: "customer" }),
  release: () => onOpen("release", "conv.released"),
  hold: () => toggleCall("held", "hold"),
  mute: () => toggleCall("muted", "mute"),
  hangup: () => onCall("hangup"),
  "call-add": () => { const call = liveCall(desk.state, desk.ticket?.id); return call && ask("call-add", call); },
  "call-leave": () => onCall("leave"),
  "call-remove": (from) => onCall(`parties/${from?.dataset.party}/remove`),
  dialpad: () => ask("dialpad", {}),
  "call-back": askTicket("call-back"),
  fields: () => desk.ticket && ask("fields", { ticket: desk.ticket }),
  "wrap-more": () => desk.api.post("/presence/extend", { seconds: MORE_S }, { lane: "presence", patient: false }),
  "wrap-finish": () => desk.api.post("/presence/finish", {}, { lane: "presence", patient: false }),
  "call-transfer": () => { const call = liveCall(desk.state, desk.ticket?.id); return call && ask("call-transfer", call); },
  resend: (from) => resend(from?.dataset.client ?? ""),
  older: () => loadOlder(),
  reconnect: () => desk.socket.connect(),
  ...MOOD_ACTS, ...SURVEY_ACTS,
  back: goBack,
  side: () => { side().classList.add("open"); side().querySelector("button")?.focus(); },
  "side-close": closeSide,
  reply: () => desk.ticket && element("sb-composer").write("reply"),
  note: () => desk.ticket && element("sb-composer").write("note"),
  macro: () => { const box = element("sb-composer"); if (desk.ticket) { box.write("reply"); box.hand.begin(); } },
  mark: () => desk.ui.ticketId && mark(desk.ui.ticketId), marking: toggleMarking,
  accept: () => element("sb-offer").takesKeys() && element("sb-offer").answer("accept"),
  decline: () => element("sb-offer").takesKeys() && element("sb-offer").answer("decline"),
  next: () => step(1), previous: () => step(-1),
  "pane-left": () => pane(-1), "pane-right": () => pane(1),
  "go-work": () => location.assign("/console"), "go-people": () => location.assign("/customers"),
  "go-board": () => link("/board")?.click(), "go-knowledge": () => link("/knowledge")?.click(), "insert-article": insertBest, "from-ticket": () => desk.ticket && makeArticle(desk.ticket),
  "go-settings": () => link("/settings")?.click(),
};

/** Do an act; what the desk refuses is said in a toast. @param {() => unknown} act */
export async function run(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    toast(problem(error));
  }
}

/** @param {string} state @param {string|null} reason */
export async function setPresence(state, reason) {
  await desk.api.post("/presence", reason ? { state, reason } : { state }, { lane: "presence", patient: false });
  announce(desk.t(`presence.${state}`));
}

export function closeSide() {
  if (!side().classList.contains("open")) return false;
  side().classList.remove("open");
  /** @type {HTMLElement|null} */ (document.querySelector('[data-act="side"]'))?.focus();
  return true;
}

/** Show an address in full; the desk records that somebody looked. @param {HTMLElement|null} from */
async function reveal(from) {
  const chip = from?.closest(".idchip");
  if (!from || !chip) return;
  const full = await desk.api.get(`/identities/${from.dataset.identity}/reveal`);
  REVEALED.set(full.id, full.value);
  outdated();
}

async function copyLink() {
  if (!desk.ticket) return;
  await navigator.clipboard.writeText(`${location.origin}/console#ticket=${desk.ticket.id}`);
  toast(desk.t("conv.copied"));
}

/** Move the focus between list, conversation and customer. @param {number} way */
function pane(way) {
  const panes = /** @type {HTMLElement[]} */ ([document.querySelector("#p-list"), document.getElementById("main"), side()]);
  const at = panes.findIndex((one) => one.contains(document.activeElement));
  const to = panes[Math.max(0, Math.min(panes.length - 1, (at < 0 ? 1 : at) + way))];
  if (to === side() && getComputedStyle(to).visibility === "hidden") to.classList.add("open");
  (/** @type {HTMLElement|null} */ (to.querySelector(".card[aria-current], .card, [role=log], [role=tab][tabindex='0']")) ?? to).focus();
}

/** @param {string} href @returns {HTMLElement|null} */
function link(href) {
  return document.querySelector(`.rail a[href="${href}"]`);
}

/** What the palette offers besides tickets and people. @returns {any[]} */
function commands() {
  const t = desk.t;
  const item = (/** @type {string} */ act, /** @type {string} */ icon, /** @type {string} */ group, /** @type {string} */ key = "") =>
    ({ id: `act:${act}`, group, name: t(`act.${act.replaceAll("-", "_")}`), meta: key, icon, act: () => void run(() => ACTS[act](null)) });
  const ticket = desk.ticket
    ? [item("transfer", "transfer", "ticket", "T"), item("snooze", "snooze", "ticket", "Z"), item("solve", "check", "ticket", "E"), item("priority", "flag", "ticket", "P"),
      item("tags", "tag", "ticket", "L"), item("due", "clock", "ticket"), item("proof", "info", "ticket"), item("merge-ticket", "merge", "ticket"), item("move", "user", "ticket"), item("copy-link", "link", "ticket", "C"), item("merge", "merge", "ticket"), item("block", "ban", "ticket")]
    : [];
  const presence = ["available", "away", "offline"].map((state) => ({
    id: `presence:${state}`, group: "commands", name: t("palette.presence", { state: t(`presence.${state}`) }), meta: "", icon: "clock",
    act: () => void run(() => setPresence(state, state === "away" ? "break" : null)),
  }));
  return [...ticket, item("new-ticket", "plus", "commands"), item("dialpad", "phone-out", "commands"), ...presence, item("keys", "keyboard", "commands", "?"), item("go-people", "users", "commands"),
    ...(link("/board") ? [item("go-board", "board", "commands")] : [])];
}

