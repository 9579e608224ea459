// outgoing.js: words on their way: shown at once, sent once under one key, kept when they fail so that nothing typed is lost.

import { Refusal, Unreachable, newKey } from "./api.js";
import { desk } from "./desk.js";
import { withEcho, withoutEcho } from "./store.js";

/** @typedef {{ticketId: string, kind: "message"|"note", body: string, conversationId: string|null, attachments: any[],
 *   seen: number, then: string|null, anyway: boolean, mentions?: string[], clientId?: string, key?: string}} Words */

/** @type {Map<string, Words>} */
const pending = new Map();

/** Send words; the promise settles when the desk has them or will not have them. @param {Words} given @returns {Promise<any>} */
export async function send(given) {
  const words = { ...given, clientId: given.clientId ?? newKey(), key: given.key ?? newKey() };
  pending.set(words.clientId, words);
  echo(words, "sending", "");
  try {
    const answer = await desk.api.post(pathOf(words), bodyOf(words), { lane: words.ticketId, key: words.key });
    pending.delete(words.clientId);
    settle(words.clientId, answer.seq);
    return answer;
  } catch (error) {
    if (error instanceof Refusal && error.code === "ticket.moved_on") {
      pending.delete(words.clientId);
      desk.apply((state) => withoutEcho(state, words.clientId));
      throw error;
    }
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    echo(words, error instanceof Refusal ? "refused" : "failed", error instanceof Refusal ? refusalText(error) : "");
    return null;
  }
}

/** Send again what failed. A refused one gets a new key: the desk would repeat its answer to the old one. @param {string} clientId */
export function resend(clientId) {
  const words = pending.get(clientId);
  if (!words) return;
  const refused = desk.state.echoes[clientId]?.stage === "refused";
  void send({ ...words, key: refused ? newKey() : words.key });
}

/** What a refusal says, in the words of this page. @param {Refusal} refusal @returns {string} */
export function refusalText(refusal) {
  return refusal.problem.message || desk.t(`error.${refusal.code}`, refusal.detail);
}

/** The entry itself takes the echo's place; if it never comes this way (another screen shows it), the echo goes after a while.
 * @param {string} clientId @param {number} seq */
function settle(clientId, seq) {
  setTimeout(() => { if (desk.state.seq >= seq) desk.apply((state) => withoutEcho(state, clientId)); }, 5_000);
}

/** @param {Words & {clientId?: string}} words @param {"sending"|"failed"|"refused"} stage @param {string} why */
function echo(words, stage, why) {
  desk.apply((state) => withEcho(state, {
    client_id: words.clientId ?? "", ticket_id: words.ticketId, kind: words.kind, body: words.body, at: desk.now(),
    attachments: words.attachments, conversation_id: words.conversationId, stage, why,
  }));
}

/** @param {Words} words @returns {string} */
function pathOf(words) {
  return `/tickets/${words.ticketId}/${words.kind === "note" ? "note" : "reply"}`;
}

/** @param {Words & {clientId?: string}} words @returns {Record<string, unknown>} */
function bodyOf(words) {
  const both = { body: words.body, client_id: words.clientId, attachment_ids: words.attachments.map((file) => file.id) };
  if (words.kind === "note") return { ...both, mentions: words.mentions ?? [] };
  return { ...both, conversation_id: words.conversationId, seen_seq: words.seen, then: words.then, anyway: words.anyway };
}
