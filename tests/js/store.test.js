// The reducer: frames in any order and number give the state that a fresh snapshot would.

import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetThreads, fromSnapshot, reduce, withEcho, withoutEcho, withRecords, withThread } from "../../console/static/js/store.js";
import { change, entry, snapshot, ticket } from "./cast.js";

test("a change puts records in and moves the cursor", () => {
  const state = reduce(fromSnapshot(snapshot()), change(11, 10, [ticket("tic_1", 11, { unread: 3 })]));
  assert.equal(state.seq, 11);
  assert.equal(state.records.ticket.tic_1.unread, 3);
});

test("a frame applied twice changes nothing the second time", () => {
  const frame = change(11, 10, [ticket("tic_1", 11)]);
  const once = reduce(fromSnapshot(snapshot()), frame);
  assert.equal(reduce(once, frame), once);
});

test("a record older than the one held changes nothing", () => {
  const state = withRecords(fromSnapshot(snapshot()), [ticket("tic_1", 20, { subject: "new" })]);
  assert.equal(withRecords(state, [ticket("tic_1", 19, { subject: "old" })]).records.ticket.tic_1.subject, "new");
});

test("a record taken away does not come back with an older version, but does with a newer one", () => {
  const gone = withRecords(fromSnapshot(snapshot()), [ticket("tic_1", 11), { type: "gone", of: "ticket", id: "tic_1", version: 12 }]);
  assert.equal(gone.records.ticket.tic_1, undefined);
  assert.equal(withRecords(gone, [ticket("tic_1", 11)]).records.ticket.tic_1, undefined);
  assert.equal(withRecords(gone, [ticket("tic_1", 13)]).records.ticket.tic_1.version, 13);
});

test("a ticket taken away takes its lines, threads and calls along", () => {
  const call = { type: "call", id: "cal_1", version: 5, ticket_id: "tic_1", state: "answered", agent_id: "usr_1" };
  const has = withRecords(fromSnapshot(snapshot()), [ticket("tic_1", 5), entry("ent_1", 5), call, entry("ent_9", 6, { ticket_id: "tic_2" })]);
  const gone = withRecords(has, [{ type: "gone", of: "ticket", id: "tic_1", version: 9 }]);
  assert.deepEqual(Object.keys(gone.records.entry), ["ent_9"]);
  assert.deepEqual(gone.records.call, {});
});

test("the card of an erased customer takes their words along, also of a thread that is not open", () => {
  const has = withRecords(fromSnapshot(snapshot()), [ticket("tic_1", 5), entry("ent_1", 5), entry("ent_2", 6, { erased: true }), entry("ent_9", 6, { ticket_id: "tic_2" })]);
  const erased = withRecords(has, [ticket("tic_1", 9, { customer: { id: "cus_1", name: null, erased: true } })]);
  assert.deepEqual(Object.keys(erased.records.entry), ["ent_2", "ent_9"]);
});

test("a late word that something is gone does not take a newer record away", () => {
  const state = withRecords(fromSnapshot(snapshot()), [ticket("tic_1", 14), { type: "gone", of: "ticket", id: "tic_1", version: 12 }]);
  assert.equal(state.records.ticket.tic_1.version, 14);
});

test("a frame that names a predecessor we never saw is a hole and changes no record", () => {
  const state = reduce(fromSnapshot(snapshot()), change(15, 13, [ticket("tic_1", 15)]));
  assert.equal(state.hole, true);
  assert.equal(state.seq, 10);
  assert.equal(state.records.ticket.tic_1, undefined);
});

test("gaps in the numbers are no hole when the predecessor is known", () => {
  const state = reduce(fromSnapshot(snapshot()), change(400, 10, []));
  assert.equal(state.hole, false);
  assert.equal(state.seq, 400);
});

test("a fresh snapshot replaces lists but keeps open threads and unsent words", () => {
  const before = withThread(fromSnapshot(snapshot()), { ticket: ticket("tic_1", 9), records: [entry("ent_1", 9)], older: "x" });
  const echoed = withEcho(before, { client_id: "c9", ticket_id: "tic_1", kind: "message", body: "hi", at: 1, attachments: [], stage: "sending" });
  const state = reduce(echoed, { frame: "resync", snapshot: snapshot(50, [ticket("tic_2", 40)]), reason: "old" });
  assert.deepEqual(Object.keys(state.records.ticket), ["tic_2"]);
  assert.deepEqual(Object.keys(state.records.entry), ["ent_1"]);
  assert.equal(state.echoes.c9.body, "hi");
  assert.equal(state.seq, 50);
});

test("an echo goes when the entry with its client id comes", () => {
  const echoed = withEcho(fromSnapshot(snapshot()), { client_id: "c1", ticket_id: "tic_1", kind: "note", body: "x", at: 1, attachments: [], stage: "sending" });
  const state = reduce(echoed, change(11, 10, [entry("ent_2", 11, { client_id: "c1" })]));
  assert.deepEqual(state.echoes, {});
});

test("an echo that comes after its entry is not shown", () => {
  const has = withRecords(fromSnapshot(snapshot()), [entry("ent_2", 11, { client_id: "c1" })]);
  assert.equal(withEcho(has, { client_id: "c1", ticket_id: "tic_1", kind: "note", body: "x", at: 1, attachments: [], stage: "sending" }), has);
  assert.equal(withoutEcho(has, "c1"), has);
});

test("typing and viewing follow what was said last", () => {
  let state = fromSnapshot(snapshot());
  for (const on of [true, false, true]) state = reduce(state, { frame: "typing", ticket_id: "tic_1", who: "user", user_id: "usr_2", on });
  state = reduce(state, { frame: "typing", ticket_id: "tic_1", who: "customer", user_id: null, on: true });
  state = reduce(state, { frame: "viewing", ticket_id: "tic_1", user_ids: ["usr_2"], typing_ids: [] });
  assert.deepEqual(state.typing.tic_1, { customer: true, users: ["usr_2"] });
  assert.deepEqual(state.viewing.tic_1.user_ids, ["usr_2"]);
});

test("threads that are not open are forgotten, the lists are not", () => {
  const state = withThread(fromSnapshot(snapshot(10, [ticket("tic_1", 2)])), { ticket: ticket("tic_1", 9), records: [entry("ent_1", 9)], older: null });
  const light = forgetThreads(state, ["tic_2"]);
  assert.deepEqual(light.records.entry, {});
  assert.ok(light.records.ticket.tic_1);
});

test("the state before is never changed", () => {
  const before = fromSnapshot(snapshot(10, [ticket("tic_1", 1)]));
  const frozen = JSON.stringify(before);
  reduce(before, change(11, 10, [ticket("tic_1", 11), { type: "gone", of: "ticket", id: "tic_1", version: 11 }]));
  assert.equal(JSON.stringify(before), frozen);
});

test("frames cut and replayed at random end where all of them in order end", () => {
  const frames = [];
  for (let n = 1; n <= 60; n += 1) {
    const record = n % 7 === 0 ? { type: "gone", of: "ticket", id: `tic_${n % 5}`, version: n * 3 } : ticket(`tic_${n % 5}`, n * 3, { unread: n });
    frames.push(change(10 + n, 9 + n, [record]));
  }
  const whole = frames.reduce(reduce, fromSnapshot(snapshot()));
  for (let seed = 1; seed <= 25; seed += 1) {
    let state = fromSnapshot(snapshot());
    let dice = seed;
    for (let at = 0; at < frames.length; at += 1) {
      dice = (dice * 48271) % 2147483647;
      state = reduce(state, frames[at]);
      if (dice % 4 === 0) at = Math.max(-1, at - (dice % 6)); // sent again from before
      if (dice % 5 === 0 && at + 2 < frames.length) assert.equal(reduce(state, frames[at + 2]).hole, frames[at + 2].prev > state.seq);
    }
    assert.deepEqual(state.records, whole.records);
    assert.equal(state.seq, whole.seq);
  }
});
