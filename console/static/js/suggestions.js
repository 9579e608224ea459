// suggestions.js: which articles answer what the customer of the open ticket said; asked for beside the work, never in its way.

import { Refusal, Unreachable } from "./api.js";
import { desk } from "./desk.js";

const REST_MS = 500;
const DEADLINE_MS = 4_000;
const MARK_CHARS = 24;

/** @typedef {{id: string, language: string, title: string, slug: string, number: number, passage: string, marks: [number, number][], words: string[],
 *   covered: number, close: boolean, for_customers: boolean, stale: boolean, liked: number, sent_away: number}} Hit */
/** @typedef {{by: string, asked: string, articles: Hit[], sure?: boolean}} Suggested */

const NONE = /** @type {Suggested} */ ({ by: "", asked: "", articles: [] });
/** What was suggested for a ticket, and by which entry it was asked. @type {Map<string, {of: number, found: Suggested}>} */
const known = new Map();
/** Passages put into a draft, until they are sent. @type {Map<string, {hit: Hit, words: string}[]>} */
const drafted = new Map();
let timer = 0;
let asking = "";

/** What is suggested for the open ticket; asked for when the customer has said something new. @returns {Suggested} */
export function suggested() {
  const ticket = desk.ticket;
  if (!ticket) return NONE;
  const of = newest(ticket.id);
  const have = known.get(ticket.id);
  if ((have?.of ?? -1) !== of && asking !== `${ticket.id}:${of}`) wish(ticket.id, of);
  return have?.found ?? NONE;
}

/** The newest entry of the customer this screen holds. @param {string} ticketId @returns {number} */
function newest(ticketId) {
  const entries = /** @type {any[]} */ (Object.values(desk.state.records.entry));
  return entries.reduce((top, e) => (e.ticket_id === ticketId && e.author_kind === "customer" && e.seq > top ? e.seq : top), 0);
}

/** @param {string} ticketId @param {number} of */
function wish(ticketId, of) {
  asking = `${ticketId}:${of}`;
  clearTimeout(timer);
  timer = window.setTimeout(() => void ask(ticketId, of), REST_MS);
}

/** @param {string} ticketId @param {number} of */
async function ask(ticketId, of) {
  const found = await maybe(desk.api.get(`/tickets/${ticketId}/suggestions`, AbortSignal.timeout(DEADLINE_MS)));
  known.set(ticketId, { of, found: found ?? known.get(ticketId)?.found ?? NONE });
  desk.changed();
}

/** @param {string} words @param {AbortSignal} signal @returns {Promise<Suggested|null>} */
export async function search(words, signal) {
  const query = new URLSearchParams({ q: words, language: document.documentElement.lang.slice(0, 2) });
  return maybe(desk.api.get(`/knowledge/search?${query}`, signal));
}

/** Keep what was searched, so that what nobody finds gets written. @param {string} text @param {number} shown @returns {Promise<string>} */
export async function noted(text, shown) {
  const language = document.documentElement.lang.slice(0, 2);
  const answer = await maybe(desk.api.post("/knowledge/searches", { text, place: "console", language, shown }, { patient: false }));
  return answer?.search_id ?? "";
}

/** @param {string} searchId @param {Hit} hit */
export function opened(searchId, hit) {
  if (searchId) void maybe(desk.api.post(`/knowledge/searches/${searchId}`, { what: "opened", article_id: hit.id }, { patient: false }));
}

/** Say what was done with an article; suggestions learn from it. @param {Hit} hit @param {"open"|"insert"|"send"|"link"|"dismiss"} how @param {string} [ticketId] */
export function used(hit, how, ticketId = desk.ui.ticketId ?? "") {
  if (ticketId) void maybe(desk.api.post(`/tickets/${ticketId}/articles/${hit.id}/use`, { number: hit.number, how }, { patient: false }));
}

/** Put words into the reply at the cursor, beside what is typed. @param {Hit} hit @param {string} words @param {"insert"|"link"} how */
export function insert(hit, words, how) {
  const composer = /** @type {any} */ (document.querySelector("sb-composer"));
  if (!desk.ticket || !composer) return;
  composer.write("reply");
  const box = /** @type {HTMLTextAreaElement} */ (composer.box);
  if (box.disabled) return;
  const before = box.value.slice(0, box.selectionStart);
  const gap = before && !/\s$/.test(before) ? "\n" : "";
  if (!document.execCommand("insertText", false, gap + words)) {
    box.setRangeText(gap + words, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  used(hit, how);
  drafted.set(desk.ticket.id, [...(drafted.get(desk.ticket.id) ?? []), { hit, words }]);
}

/** Send an article away: it does not come back on this ticket. @param {Hit} hit */
export function dismiss(hit) {
  const ticketId = desk.ui.ticketId ?? "";
  const have = known.get(ticketId);
  if (have) have.found = { ...have.found, articles: have.found.articles.filter((one) => one.id !== hit.id) };
  used(hit, "dismiss");
  desk.changed();
}

/** What was put into a draft and went to the customer was worth more. @param {any} frame */
export function heard(frame) {
  if (frame.frame !== "change") return;
  for (const entry of frame.records) {
    const mine = entry.type === "entry" && entry.kind === "message" && entry.author_id === desk.state.me.id ? drafted.get(entry.ticket_id) : undefined;
    if (!mine) continue;
    drafted.delete(entry.ticket_id);
    for (const one of mine) if (entry.body.includes(one.words.slice(0, MARK_CHARS))) used(one.hit, "send", entry.ticket_id);
  }
}

/** What was asked for, or null: suggestions may as well be missing. @template T @param {Promise<T>} promise @returns {Promise<T|null>} */
async function maybe(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreachable || error instanceof DOMException) return null;
    throw error;
  }
}
