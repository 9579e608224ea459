// store.js: the screen's state and how frames change it. Pure: no clock, no network, no document.
// A record is kept by (type, id) with the highest version seen; a taken-away record stays away until a newer one comes.

/** @import {AgentRecord, AnyFrame, AnyRecord, CallRecord, Change, ConversationRecord, EntryRecord, Gone, Limits, MacroRecord, Me, NoticeRecord, OfferRecord, QueueRecord,
 *   RulesRecord, SkillRecord, Snapshot, SupervisionRecord, TeamRecord, Thread, TicketFieldRecord, TicketRecord, Typing, Viewing, WhisperRecord, WrapUpCodeRecord} from "./protocol.js" */
/** @typedef {Exclude<AnyRecord, Gone>} Rec */
/** @typedef {{client_id: string, ticket_id: string, kind: "message"|"note", body: string, at: number, attachments: any[],
 *   conversation_id?: string|null, stage: "sending"|"failed"|"refused", why?: string}} Echo */
/** @typedef {{ticket: Record<string, TicketRecord>, entry: Record<string, EntryRecord>, conversation: Record<string, ConversationRecord>,
 *   call: Record<string, CallRecord>, offer: Record<string, OfferRecord>, agent: Record<string, AgentRecord>, queue: Record<string, QueueRecord>,
 *   team: Record<string, TeamRecord>, skill: Record<string, SkillRecord>, wrap_up_code: Record<string, WrapUpCodeRecord>,
 *   ticket_field: Record<string, TicketFieldRecord>, rules: Record<string, RulesRecord>, macro: Record<string, MacroRecord>, notice: Record<string, NoticeRecord>,
 *   supervision: Record<string, SupervisionRecord>, whisper: Record<string, WhisperRecord>}} Records */
/** @typedef {{seq: number, head: number, at: number, me: Me, limits: Limits, records: Records,
 *   away: Record<string, number>, hole: boolean, typing: Record<string, {customer: boolean, users: string[]}>,
 *   viewing: Record<string, {user_ids: string[], typing_ids: string[]}>,
 *   echoes: Record<string, Echo>, older: Record<string, string|null>}} State */

export const TYPES = ["ticket", "entry", "conversation", "call", "offer", "agent", "queue", "team", "skill", "notice", "wrap_up_code", "ticket_field", "rules", "macro",
  "supervision", "whisper"];
/** Types a snapshot holds completely; entries, conversations and calls of a ticket also come with its thread. */
const OF_THREAD = new Set(["entry", "conversation", "call", "whisper"]);
/** What goes with a ticket; who supervises it is read anew with its thread, since nobody may be there any more. */
const OF_TICKET = new Set([...OF_THREAD, "supervision"]);

/** @returns {Records} */
function noRecords() {
  return /** @type {any} */ (Object.fromEntries(TYPES.map((type) => [type, {}])));
}

/** The state that a snapshot describes. @param {Snapshot} snapshot @returns {State} */
export function fromSnapshot(snapshot) {
  const empty = {
    seq: snapshot.seq, head: snapshot.seq, at: snapshot.at, me: snapshot.me, limits: snapshot.limits,
    records: noRecords(), away: {}, hole: false, typing: {}, viewing: {}, echoes: {}, older: {},
  };
  return withRecords(empty, snapshot.records);
}

/** The next state after one frame of the socket. @param {State} state @param {AnyFrame} frame @returns {State} */
export function reduce(state, frame) {
  switch (frame.frame) {
    case "change": return changed(state, frame);
    case "resync": return resynced(state, frame.snapshot);
    case "welcome": return { ...state, head: frame.head, hole: false };
    case "beat": return { ...state, head: frame.head, at: frame.at };
    case "typing": return typed(state, frame);
    case "viewing": return viewed(state, frame);
    default: return state;
  }
}

/** @param {State} state @param {Change} frame @returns {State} */
function changed(state, frame) {
  if (frame.seq <= state.seq) return state;
  if (frame.prev > state.seq) return { ...state, hole: true };
  const next = withRecords(state, frame.records);
  return { ...next, seq: frame.seq, head: Math.max(state.head, frame.seq), at: frame.at };
}

/** A fresh snapshot replaces everything but what only this screen knows: threads that are open and echoes of unsent words.
 * @param {State} state @param {Snapshot} snapshot @returns {State} */
function resynced(state, snapshot) {
  const fresh = fromSnapshot(snapshot);
  const records = { ...fresh.records };
  for (const type of OF_THREAD) records[type] = newest(state.records[type], fresh.records[type]);
  return { ...fresh, records, echoes: state.echoes, older: state.older, viewing: state.viewing };
}

/** @param {Record<string, Rec>} one @param {Record<string, Rec>} two @returns {Record<string, Rec>} */
function newest(one, two) {
  const all = { ...one };
  for (const [id, record] of Object.entries(two)) {
    if (!all[id] || all[id].version <= record.version) all[id] = record;
  }
  return all;
}

/** The state with records put in or taken out, in the order given. @param {State} state @param {AnyRecord[]} list @returns {State} */
export function withRecords(state, list) {
  const touched = /** @type {Records} */ ({});
  const away = { ...state.away };
  let echoes = state.echoes;
  for (const one of list) {
    const type = one.type === "gone" ? /** @type {Gone} */ (one).of : one.type;
    if (!state.records[type]) continue;
    const shelf = touched[type] ?? (touched[type] = { ...state.records[type] });
    const name = `${type}:${one.id}`;
    if ((shelf[one.id]?.version ?? -1) > one.version || (away[name] ?? -1) > one.version) continue;
    if (one.type === "gone") {
      delete shelf[one.id];
      away[name] = one.version;
    } else {
      const record = /** @type {Rec} */ (one);
      shelf[one.id] = record;
      delete away[name];
      if (record.type === "entry" && record.client_id && echoes[record.client_id]) echoes = without(echoes, record.client_id);
    }
  }
  const next = { ...state, records: { ...state.records, ...touched }, away, echoes };
  const hidden = list.filter((one) => one.type === "gone" && /** @type {Gone} */ (one).of === "ticket" && !next.records.ticket[one.id]);
  const shown = hidden.length ? withoutThreads(next, new Set(hidden.map((one) => one.id))) : next;
  const erased = list.filter((one) => one.type === "ticket" && one.customer?.erased);
  return erased.length ? withoutWords(shown, new Set(erased.map((one) => one.id))) : shown;
}

/** Of an erased customer only the fact of a line stays, also of lines that no open thread shows. @param {State} state @param {Set<string>} ids @returns {State} */
function withoutWords(state, ids) {
  const entry = Object.entries(state.records.entry).filter(([, one]) => one.erased || !ids.has(one.ticket_id));
  const whisper = Object.entries(state.records.whisper).filter(([, one]) => !ids.has(one.ticket_id));
  const kept = { entry: Object.fromEntries(entry), whisper: Object.fromEntries(whisper) };
  return { ...state, records: { ...state.records, ...kept } };
}

/** A ticket that is not to be seen takes its lines, threads and calls along. @param {State} state @param {Set<string>} ids @returns {State} */
function withoutThreads(state, ids) {
  const records = { ...state.records };
  for (const type of OF_TICKET) {
    const kept = Object.entries(records[type]).filter(([, record]) => !ids.has(record.ticket_id));
    if (kept.length < Object.keys(records[type]).length) records[type] = Object.fromEntries(kept);
  }
  return { ...state, records };
}

/** A thread that was fetched: its records, and how to go on backwards. @param {State} state @param {Thread} thread @returns {State} */
export function withThread(state, thread) {
  const next = withRecords(state, [...thread.records, thread.ticket]);
  return { ...next, older: { ...next.older, [thread.ticket.id]: thread.older } };
}

/** Forget the threads that are not open, so that a long shift stays light. @param {State} state @param {string[]} open @returns {State} */
export function forgetThreads(state, open) {
  const kept = new Set(open);
  const entry = Object.fromEntries(Object.entries(state.records.entry).filter(([, e]) => kept.has(e.ticket_id)));
  const older = Object.fromEntries(Object.entries(state.older).filter(([id]) => kept.has(id)));
  return { ...state, records: { ...state.records, entry }, older };
}

/** @param {State} state @param {Typing} frame @returns {State} */
function typed(state, frame) {
  const was = state.typing[frame.ticket_id] ?? { customer: false, users: [] };
  const users = was.users.filter((id) => id !== frame.user_id);
  const now = frame.who === "customer"
    ? { ...was, customer: frame.on }
    : { ...was, users: frame.on && frame.user_id ? [...users, frame.user_id] : users };
  return { ...state, typing: { ...state.typing, [frame.ticket_id]: now } };
}

/** @param {State} state @param {Viewing} frame @returns {State} */
function viewed(state, frame) {
  const now = { user_ids: frame.user_ids, typing_ids: frame.typing_ids };
  return { ...state, viewing: { ...state.viewing, [frame.ticket_id]: now } };
}

/** Show words at once, before the desk has said it has them. @param {State} state @param {Echo} echo @returns {State} */
export function withEcho(state, echo) {
  const known = Object.values(state.records.entry).some((entry) => entry.client_id === echo.client_id);
  return known ? state : { ...state, echoes: { ...state.echoes, [echo.client_id]: echo } };
}

/** The desk has the words (or will not have them): the echo goes. @param {State} state @param {string} clientId @returns {State} */
export function withoutEcho(state, clientId) {
  return state.echoes[clientId] ? { ...state, echoes: without(state.echoes, clientId) } : state;
}

/** @template T @param {Record<string, T>} map @param {string} key @returns {Record<string, T>} */
function without(map, key) {
  const { [key]: _gone, ...rest } = map;
  return rest;
}
