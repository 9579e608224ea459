// Clocks: what a card and a conversation say of them, and in which order work is shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asClock, exact, faceOf, foremost } from "../../console/static/js/clock-face.js";
import { groups } from "../../console/static/js/views.js";
import { fromSnapshot } from "../../console/static/js/store.js";
import { snapshot, ticket } from "./cast.js";

const MIN = 60_000;
const clock = (/** @type {Record<string, unknown>} */ patch = {}) => ({ state: "running", due_at: 100 * MIN, since: 0, warn_at: 75 * MIN, ...patch });

test("a clock with time is quiet, at risk in its last quarter, overdue at its due time", () => {
  assert.deepEqual([0, 74, 75, 99, 100].map((at) => faceOf(clock(), at * MIN)?.mode), ["ok", "ok", "warn", "warn", "breach"]);
});

test("the ring shows the share that is left, a quarter when the risk begins", () => {
  assert.deepEqual([0, 75, 100 - 1e-9].map((at) => faceOf(clock(), at * MIN)?.share), [100, 25, 0]);
});

test("overdue counts up from due", () => {
  const face = faceOf(clock({ state: "breached" }), 112 * MIN);
  assert.deepEqual([face?.word, face?.ms], ["over", 12 * MIN]);
});

test("a clock that pauses without a date says so; with a date by hand it goes on", () => {
  assert.equal(faceOf(clock({ state: "paused", due_at: null }), 0)?.mode, "paused");
  assert.equal(faceOf(clock({ warn_at: null }), 50 * MIN)?.share, 50);
});

test("without a clock there is no face", () => {
  assert.equal(faceOf(clock({ state: null }), 0), null);
});

test("a met clock says how long it took, and whether that was late", () => {
  const met = { state: "met", breached_at: null, due_at: 1, started_at: 0, warn_at: null, elapsed_s: 48 };
  assert.deepEqual([faceOf(asClock(met), 0)?.word, faceOf(asClock(met), 0)?.ms], ["met", 48_000]);
  assert.equal(faceOf(asClock({ ...met, breached_at: 1 }), 0)?.word, "met_late");
});

test("the head of a conversation shows the newest cycle of at most three clocks, what goes before what is over", () => {
  const one = (/** @type {string} */ name, /** @type {number} */ cycle, /** @type {string} */ state) => ({ clock: name, cycle, state });
  const shown = foremost([one("resolution", 1, "running"), one("update", 2, "running"), one("update", 1, "met"), one("next_reply", 3, "running"), one("first_response", 1, "met")]);
  assert.deepEqual(shown.map((each) => `${each.clock}:${each.cycle}`), ["next_reply:3", "update:2", "resolution:1"]);
});

test("a proof is exact to the second", () => {
  const t = (/** @type {string} */ key, /** @type {Record<string, unknown>} */ values) => `${values.n}${key.split(".")[1][0]}`;
  assert.deepEqual([0, 59, 60, 3_600, 3_661].map((s) => exact(t, s)), ["0s", "59s", "1m", "1h", "1h 1m 1s"]);
});

test("what needs a reply comes by its clock; what pauses or has none comes after", () => {
  const due = (/** @type {string} */ id, /** @type {number|null} */ at, /** @type {string|null} */ state) =>
    ticket(id, 1, { unanswered_since: 1, due_at: at, due_state: state });
  const state = fromSnapshot(snapshot(10, [due("tic_1", 9, "running"), due("tic_2", null, null), due("tic_3", null, "paused"), due("tic_4", 3, "breached")]));
  assert.deepEqual(groups(state, "mine")[0][1].map((one) => one.id), ["tic_4", "tic_1", "tic_2", "tic_3"]);
  assert.deepEqual(groups(state, "all", true)[0][1].map((one) => one.id).slice(0, 2), ["tic_4", "tic_1"]);
});
