// drafts.js: unsent words of one agent per ticket and kind, with the newest entry seen when they were begun.

import { read, write } from "./prefs.js";

/** @typedef {{text: string, since: number, at: number}} Draft */

/** @param {string} who @param {string} ticketId @param {string} kind @returns {Draft|null} */
export function draft(who, ticketId, kind) {
  const kept = read(`draft.${who}.${ticketId}.${kind}`, "");
  return kept ? JSON.parse(kept) : null;
}

/** Keep words; empty ones are forgotten. `since` stays what it was when the draft began.
 * @param {string} who @param {string} ticketId @param {string} kind @param {string} text @param {number} seq @param {number} at */
export function keep(who, ticketId, kind, text, seq, at) {
  const name = `draft.${who}.${ticketId}.${kind}`;
  if (!text.trim()) return write(name, null);
  const since = draft(who, ticketId, kind)?.since ?? seq;
  write(name, JSON.stringify({ text, since, at }));
}

/** The thread was read up to here with the draft in hand. @param {string} who @param {string} ticketId @param {string} kind @param {number} seq */
export function reseen(who, ticketId, kind, seq) {
  const kept = draft(who, ticketId, kind);
  if (kept) write(`draft.${who}.${ticketId}.${kind}`, JSON.stringify({ ...kept, since: seq }));
}

/** @param {string} who @param {string} ticketId @param {string} kind */
export function forget(who, ticketId, kind) {
  write(`draft.${who}.${ticketId}.${kind}`, null);
}
