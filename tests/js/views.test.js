// What is shown: which tickets in which tab and order, how far a message came, what is new.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromSnapshot, withEcho } from "../../console/static/js/store.js";
import { conversation, groups, lastSeq, liveCall, needReply, newsSince, offers, reached, thread, tickets, viewers } from "../../console/static/js/views.js";
import { entry, KOFI, LIN, snapshot, ticket } from "./cast.js";

const of = (...records) => fromSnapshot(snapshot(10, records));
const ids = (list) => list.map((one) => one.id);

test("mine, queue and snoozed hold each ticket once and finished ones nowhere", () => {
  const state = of(
    ticket("tic_1", 1), ticket("tic_2", 1, { assignee_id: null, work_state: "queued" }), ticket("tic_3", 1, { status: "snoozed", snoozed_until: 9 }),
    ticket("tic_4", 1, { status: "solved" }), ticket("tic_5", 1, { assignee_id: KOFI }), ticket("tic_6", 1, { assignee_id: null, queue_id: "que_9" }),
  );
  assert.deepEqual(ids(tickets(state, "mine")), ["tic_1"]);
  assert.deepEqual(ids(tickets(state, "queue")), ["tic_2"]);
  assert.deepEqual(ids(tickets(state, "snoozed")), ["tic_3"]);
  assert.deepEqual(ids(tickets(state, "all")), ["tic_1", "tic_2", "tic_3", "tic_5", "tic_6"]);
});

test("what needs a reply comes first, the urgent and the longest waiting at the top", () => {
  const state = of(
    ticket("tic_1", 1, { unanswered_since: 500 }), ticket("tic_2", 1, { unanswered_since: 100 }), ticket("tic_3", 1, { unanswered_since: 900, priority: "urgent" }),
    ticket("tic_4", 1, { status: "waiting_customer" }), ticket("tic_5", 1),
  );
  assert.deepEqual(groups(state, "mine").map(([name, list]) => [name, ids(list)]), [["reply", ["tic_3", "tic_2", "tic_1"]], ["open", ["tic_5"]], ["waiting", ["tic_4"]]]);
  assert.equal(needReply(state), 3);
});

test("the queue shows the longest waiting first", () => {
  const waiting = (id, since) => ticket(id, 1, { assignee_id: null, work_state: "queued", waiting_since: since });
  assert.deepEqual(ids(groups(of(waiting("tic_1", 30), waiting("tic_2", 10)), "queue")[0][1]), ["tic_2", "tic_1"]);
});

test("an offer is shown to whom it was made and only until it ends", () => {
  const offer = (id, more) => ({ type: "offer", id, version: 1, state: "open", agent_id: LIN, expires_at: 100, ...more });
  const state = of(offer("off_1", {}), offer("off_2", { agent_id: KOFI }), offer("off_3", { state: "withdrawn" }), offer("off_4", { expires_at: 50 }));
  assert.deepEqual(ids(offers(state, 60)), ["off_1"]);
  assert.deepEqual(ids(offers(state, 40)), ["off_4", "off_1"]);
});

test("a thread is ordered by the log, and unsent words stand last", () => {
  const state = withEcho(of(entry("ent_2", 7), entry("ent_1", 5)), { client_id: "c", ticket_id: "tic_1", kind: "message", body: "x", at: 1, attachments: [], stage: "sending" });
  assert.deepEqual(thread(state, "tic_1").map((one) => one.id ?? one.client_id), ["ent_1", "ent_2", "c"]);
  assert.equal(lastSeq(state, "tic_1"), 7);
});

test("news since a draft began are words of others, not one's own and not events", () => {
  const state = of(
    entry("ent_1", 5), entry("ent_2", 6, { author_kind: "user", author_id: LIN }), entry("ent_3", 7, { author_kind: "user", author_id: KOFI, kind: "note" }),
    entry("ent_4", 8, { kind: "event", author_kind: "system" }), entry("ent_5", 9),
  );
  assert.deepEqual(ids(newsSince(state, "tic_1", 5)), ["ent_3", "ent_5"]);
});

test("a message is sent, then delivered, then read", () => {
  const on = (delivered_seq, read_seq) => of({ type: "conversation", id: "con_1", version: 1, ticket_id: "tic_1", channel: "chat", created_at: 1, ended_at: null, delivered_seq, read_seq });
  assert.equal(reached(on(0, 0), entry("ent_1", 5)), "sent");
  assert.equal(reached(on(5, 0), entry("ent_1", 5)), "delivered");
  assert.equal(reached(on(5, 5), entry("ent_1", 5)), "read");
});

test("a reply goes to the open written thread rather than to a call or one that ended", () => {
  const con = (id, channel, created_at, ended_at = null) => ({ type: "conversation", id, version: 1, ticket_id: "tic_1", channel, created_at, ended_at, delivered_seq: 0, read_seq: 0 });
  assert.equal(conversation(of(con("con_1", "chat", 1), con("con_2", "voice", 3)), "tic_1").id, "con_1");
  assert.equal(conversation(of(con("con_1", "chat", 1), con("con_2", "chat", 2, 9)), "tic_1").id, "con_1");
  assert.equal(conversation(of(con("con_2", "voice", 3)), "tic_1").channel, "voice");
  assert.equal(conversation(of(), "tic_1"), undefined);
});

test("a call is live until it ended or failed", () => {
  const call = (id, state, agent_id) => ({ type: "call", id, version: 1, ticket_id: "tic_1", state, agent_id });
  assert.equal(liveCall(of(call("cal_1", "ended", LIN), call("cal_2", "answered", LIN))).id, "cal_2");
  assert.equal(liveCall(of(call("cal_1", "failed", LIN))), undefined);
});

test("I am not among those who also look", () => {
  const state = { ...of(), viewing: { tic_1: { user_ids: [LIN, KOFI], typing_ids: [KOFI] } } };
  assert.deepEqual(viewers(state, "tic_1"), [[KOFI, true]]);
  assert.deepEqual(viewers(state, "tic_2"), []);
});
