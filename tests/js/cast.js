// The cast of the tests: Lin (agent), Kofi (a colleague), Mei (customer), and records as the wire has them.

export const LIN = "usr_1";
export const KOFI = "usr_2";

/** @param {number} [seq] @param {any[]} [records] */
export function snapshot(seq = 10, records = []) {
  const me = { id: LIN, name: "Lin", email: "lin@example.com", role: "agent", language: "en", time_zone: "UTC", team_ids: ["tea_1"], queue_ids: ["que_1"], preferences: {} };
  return { seq, at: 1_000_000, me, limits: { message_chars: 8000, attachment_bytes: 1000, frame_bytes: 65536 }, records };
}

/** @param {number} seq @param {number} prev @param {any[]} records */
export function change(seq, prev, records, kind = "ticket.changed") {
  return { frame: "change", seq, prev, at: 1_000_000 + seq, kind, records };
}

/** @param {string} id @param {number} version @param {Record<string, unknown>} [more] */
export function ticket(id, version, more = {}) {
  return {
    type: "ticket", id, version, number: Number(id.slice(4)) + 1000, subject: `Subject ${id}`, channel: "chat", queue_id: "que_1",
    customer: { id: "cus_1", name: "Mei", segment: null, language: "zh", blocked: false, erased: false },
    status: "open", priority: "normal", assignee_id: LIN, tags: [], created_at: 1000, updated_at: 2000, line: "", line_kind: "message",
    line_author: "customer", line_at: 2000, unread: 0, unanswered_since: null, snoozed_until: null, work_state: "assigned",
    waiting_since: null, offered_to: null, reopened: 0, due_at: null, due_clock: null, due_state: null, due_since: null, due_warn_at: null,
    clocks_seq: 0, merged_into: null, fields: {}, wrap_up_code_id: null, mood: null, call_back_at: null, guest_ids: [], unroutable: null, ...more,
  };
}

/** @param {string} id @param {number} seq @param {Record<string, unknown>} [more] */
export function entry(id, seq, more = {}) {
  return {
    type: "entry", id, version: seq, seq, ticket_id: "tic_1", ticket_number: 1001, conversation_id: "con_1", customer_id: "cus_1",
    kind: "message", channel: "chat", author_kind: "customer", author_id: null, author_name: "Mei", at: 5000 + seq, body: `words ${seq}`,
    client_id: null, attachments: [], facts: {}, erased: false, ...more,
  };
}
