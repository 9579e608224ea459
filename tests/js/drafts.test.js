// One's unsent words at the desk: sent after a quiet moment, never after what they became, found on another device.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Unreachable } from "../../console/static/js/api.js";

const kept = new Map();
Object.defineProperty(globalThis, "localStorage", { value: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: (name) => kept.delete(name) } });
const { draft, keep } = await import("../../console/static/js/drafts.js");
const { DeskDrafts } = await import("../../console/static/js/drafts-desk.js");

function drafts(post = async () => ({})) {
  kept.clear();
  const posts = [];
  const timers = new Map();
  const world = {
    post: (path, body, how) => { posts.push([path, body, how]); return post(); },
    later: (fn, ms) => { const timer = { ms }; timers.set(timer, fn); return timer; }, cancel: (timer) => timers.delete(timer),
  };
  const quiet = () => Promise.all([...timers].map(([timer, fn]) => { timers.delete(timer); return fn(); }));
  return { made: new DeskDrafts(world), posts, timers, quiet };
}

const from = (text, at, mode = "reply") => ({ text, mode, since_seq: 4, at });

test("many keys are one command, with the words as they are when the hands rest", async () => {
  const { made, posts, timers, quiet } = drafts();
  for (const text of ["D", "De", "Dear"]) { keep("usr_1", "tic_1", "reply", text, 9, 1); made.typed("usr_1", "tic_1", "reply"); }
  assert.deepEqual([...timers.keys()].map((timer) => timer.ms), [2_000]);
  await quiet();
  assert.deepEqual(posts, [["/tickets/tic_1/draft", { text: "Dear", mode: "reply", since_seq: 9 }, { lane: "tic_1", patient: false }]]);
});

test("emptied words are emptied at the desk too", async () => {
  const { made, posts, quiet } = drafts();
  made.typed("usr_1", "tic_1", "note");
  await quiet();
  assert.equal(posts[0][1].text, "");
});

test("what was sent is not kept after it", async () => {
  const { made, posts, quiet } = drafts();
  keep("usr_1", "tic_1", "reply", "Dear", 9, 1);
  made.typed("usr_1", "tic_1", "reply");
  made.sent("tic_1", "reply");
  await quiet();
  assert.deepEqual(posts, []);
});

test("a desk out of reach costs nothing here", async () => {
  const { made, quiet } = drafts(async () => { throw new Unreachable("away"); });
  keep("usr_1", "tic_1", "reply", "Dear", 9, 1);
  made.typed("usr_1", "tic_1", "reply");
  await quiet();
  assert.equal(draft("usr_1", "tic_1", "reply").text, "Dear");
});

test("the desk's draft is another one when it is newer and says something else", () => {
  const { made } = drafts();
  made.received("tic_1", from("Dear Mei", 50));
  assert.equal(made.other("usr_1", "tic_1").text, "Dear Mei");
  keep("usr_1", "tic_1", "reply", "Dear", 9, 40);
  assert.equal(made.other("usr_1", "tic_1").text, "Dear Mei");
  keep("usr_1", "tic_1", "reply", "Dear Mei and Bo", 9, 60);
  assert.equal(made.other("usr_1", "tic_1"), null);
  keep("usr_1", "tic_1", "reply", "Dear Mei", 9, 40);
  assert.equal(made.other("usr_1", "tic_1"), null);
  made.received("tic_1", null);
  keep("usr_1", "tic_1", "reply", "", 9, 40);
  assert.equal(made.other("usr_1", "tic_1"), null);
});

test("words that were taken over and then emptied do not come back by themselves", () => {
  const { made } = drafts();
  made.received("tic_1", from("Dear Mei", 50));
  keep("usr_1", "tic_1", "reply", "", 9, 60);
  made.typed("usr_1", "tic_1", "reply");
  assert.equal(made.other("usr_1", "tic_1"), null);
});
