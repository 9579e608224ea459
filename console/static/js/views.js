// views.js: what the screen shows of a state. Pure selections and orders; no document, no texts.

/** @import {CallRecord, ConversationRecord, EntryRecord, OfferRecord, TicketRecord} from "./protocol.js" */
/** @import {Records, State} from "./store.js" */

export const CLOSED = new Set(["solved", "closed", "spam"]);
export const TABS = ["mine", "queue", "snoozed", "all"];
const WAITS_FOR_OTHERS = new Set(["waiting_customer", "waiting_other"]);
const RANK = { urgent: 0, high: 1, normal: 2, low: 3 };
const NEVER = 2 ** 52;
const LIVE_CALL = new Set(["ringing", "connecting", "answered"]);

/** @template {keyof Records} K @param {State} state @param {K} type @returns {Records[K][string][]} */
export function all(state, type) {
  return /** @type {Records[K][string][]} */ (Object.values(state.records[type]));
}

/** The tickets of one tab. @param {State} state @param {string} tab @returns {TicketRecord[]} */
export function tickets(state, tab) {
  const me = state.me.id;
  const mine = new Set(state.me.queue_ids);
  return all(state, "ticket").filter((t) => {
    if (CLOSED.has(t.status)) return false;
    if (tab === "mine") return (t.assignee_id === me && t.status !== "snoozed") || t.guest_ids.includes(me);
    if (tab === "queue") return !t.assignee_id && t.status !== "snoozed" && mine.has(t.queue_id) && t.work_state !== "offered";
    if (tab === "snoozed") return t.assignee_id === me && t.status === "snoozed";
    return true;
  });
}

/** Groups of a tab, in the order they are worked: [name, tickets]. @param {State} state @param {string} tab @param {boolean} [dueFirst] @returns {[string, TicketRecord[]][]} */
export function groups(state, tab, dueFirst = false) {
  const list = tickets(state, tab);
  if (dueFirst && tab !== "snoozed") return [[tab, list.sort(byDue)]];
  if (tab === "queue") return [["queue", list.sort(byWait)]];
  if (tab === "snoozed") return [["snoozed", list.sort((a, b) => (a.snoozed_until ?? 0) - (b.snoozed_until ?? 0))]];
  if (tab === "all") return [["all", list.sort((a, b) => b.updated_at - a.updated_at)]];
  const reply = list.filter((t) => t.unanswered_since && !WAITS_FOR_OTHERS.has(t.status));
  const rest = list.filter((t) => !reply.includes(t));
  const waiting = rest.filter((t) => WAITS_FOR_OTHERS.has(t.status));
  const open = rest.filter((t) => !waiting.includes(t));
  const parts = /** @type {[string, TicketRecord[]][]} */ ([
    ["reply", reply.sort(byUrgency)], ["open", open.sort(byNews)], ["waiting", waiting.sort(byNews)],
  ]);
  return parts.filter(([, some]) => some.length);
}

/** What a clock says comes first, the one due soonest at the top; without clocks the priority, then who has waited longest.
 * @param {TicketRecord} a @param {TicketRecord} b @returns {number} */
function byUrgency(a, b) {
  return due(a) - due(b) || rank(a) - rank(b) || a.unanswered_since - b.unanswered_since || 0;
}

/** When a ticket's nearest clock is due; what pauses or has none comes after everything that runs. @param {TicketRecord} ticket @returns {number} */
function due(ticket) {
  return ticket.due_at !== null && ticket.due_state !== "paused" ? ticket.due_at ?? NEVER : NEVER;
}

/** @param {TicketRecord} a @param {TicketRecord} b @returns {number} */
export function byDue(a, b) {
  return due(a) - due(b) || b.updated_at - a.updated_at;
}

/** @param {TicketRecord} a @param {TicketRecord} b @returns {number} */
function byNews(a, b) {
  return (b.line_at ?? b.updated_at) - (a.line_at ?? a.updated_at);
}

/** @param {TicketRecord} a @param {TicketRecord} b @returns {number} */
export function byWait(a, b) {
  return rank(a) - rank(b) || (a.waiting_since ?? a.created_at) - (b.waiting_since ?? b.created_at);
}

/** @param {TicketRecord} ticket @returns {number} */
function rank(ticket) {
  return RANK[/** @type {keyof RANK} */ (ticket.priority)] ?? RANK.normal;
}

/** How many items of mine need a reply; the number in the title. @param {State} state @returns {number} */
export function needReply(state) {
  return tickets(state, "mine").filter((t) => t.unanswered_since).length;
}

/** My open offers, the one that ends first at the front. @param {State} state @param {number} now @returns {OfferRecord[]} */
export function offers(state, now) {
  return all(state, "offer")
    .filter((o) => o.state === "open" && o.agent_id === state.me.id && o.expires_at > now)
    .sort((a, b) => a.expires_at - b.expires_at);
}

/** The call I am in, or the live call of a ticket. @param {State} state @param {string} [ticketId] @returns {CallRecord|undefined} */
export function liveCall(state, ticketId) {
  const live = all(state, "call").filter((c) => LIVE_CALL.has(c.state));
  return ticketId ? live.find((c) => c.ticket_id === ticketId) : live.find((c) => c.agent_id === state.me.id || c.parties.some((one) => one.user_id === state.me.id && one.state === "joined"));
}

/** A ticket's entries, oldest first, then what is not confirmed yet. @param {State} state @param {string} ticketId @returns {any[]} */
export function thread(state, ticketId) {
  const said = all(state, "whisper").filter((e) => e.ticket_id === ticketId);
  const told = new Set(said.map((e) => e.seq + 1));
  const written = all(state, "entry").filter((e) => e.ticket_id === ticketId && !(told.has(e.seq) && e.facts.code === "whispered"));
  const entries = [...written, ...said.map(whispered)].sort((a, b) => a.seq - b.seq);
  const echoes = Object.values(state.echoes).filter((e) => e.ticket_id === ticketId).sort((a, b) => a.at - b.at);
  return [...entries, ...echoes];
}

/** A whisper among the lines of a thread; it stands for the line that says there was one. @param {any} whisper @returns {any} */
function whispered(whisper) {
  return { ...whisper, kind: "whisper", author_kind: "user", author_id: whisper.from_id, facts: {}, attachments: [] };
}

/** The newest entry of a ticket this screen holds; 0 when none. @param {State} state @param {string} ticketId @returns {number} */
export function lastSeq(state, ticketId) {
  return all(state, "entry").reduce((top, e) => (e.ticket_id === ticketId && e.seq > top ? e.seq : top), 0);
}

/** What others added since `seq`: messages of the customer and of colleagues. @param {State} state @param {string} ticketId @param {number} seq @returns {EntryRecord[]} */
export function newsSince(state, ticketId, seq) {
  return all(state, "entry")
    .filter((e) => e.ticket_id === ticketId && e.seq > seq && (e.kind === "message" || e.kind === "note") && e.author_kind !== "system"
      && !(e.author_kind === "user" && e.author_id === state.me.id))
    .sort((a, b) => a.seq - b.seq);
}

/** Where a reply goes: the newest thread that is still open, else the newest. @param {State} state @param {string} ticketId @returns {ConversationRecord|undefined} */
export function conversation(state, ticketId) {
  const some = all(state, "conversation").filter((c) => c.ticket_id === ticketId).sort((a, b) => b.created_at - a.created_at);
  return some.find((c) => !c.ended_at && c.channel !== "voice") ?? some.find((c) => c.channel !== "voice") ?? some[0];
}

/** How far a message of ours has come. @param {State} state @param {EntryRecord} entry @returns {"sent"|"delivered"|"read"} */
export function reached(state, entry) {
  const on = state.records.conversation[entry.conversation_id];
  if (on && on.read_seq >= entry.seq) return "read";
  return on && on.delivered_seq >= entry.seq ? "delivered" : "sent";
}

/** Colleagues who have the ticket open, [id, writing]. @param {State} state @param {string} ticketId @returns {[string, boolean][]} */
export function viewers(state, ticketId) {
  const seen = state.viewing[ticketId];
  if (!seen) return [];
  return seen.user_ids.filter((id) => id !== state.me.id).map((id) => [id, seen.typing_ids.includes(id)]);
}

/** @param {State} state @param {string|null|undefined} id @returns {string} */
export function agentName(state, id) {
  return (id && (state.records.agent[id]?.name ?? (id === state.me.id ? state.me.name : ""))) || "";
}

/** @param {State} state @param {string} id @returns {string} */
export function queueName(state, id) {
  return state.records.queue[id]?.name ?? "";
}
