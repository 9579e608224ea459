// The customer's side without a browser: what a talk shows, what is sent once, how the line comes back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Talk } from "../../console/static/js/widget/chat.js";
import { Desk, Refusal, Unreachable } from "../../console/static/js/widget/desk.js";
import { Line } from "../../console/static/js/widget/line.js";
import { Outbox } from "../../console/static/js/widget/outbox.js";

const message = (seq, more = {}) => ({ id: `ent_${seq}`, seq, at: seq, mine: false, author: "Ning", body: `line ${seq}`, client_id: null, attachments: [], system: false, ...more });
const told = (seq, messages, more = {}) => ({ conversation_id: "con_1", seq, state: "open", agent: "Ning", position: null, wait_s: null, opens_at: null, delivered_seq: 0, read_seq: 0, agent_read_seq: 0, messages, ...more });
const waiting = (client_id, more = {}) => ({ client_id, at: 1, body: client_id, files: [], ...more });

test("a talk shows each message once, in order, whatever order it was told in", () => {
  const talk = new Talk();
  talk.apply(told(9, [message(9)]));
  talk.apply(told(5, [message(3), message(5)]));
  talk.apply(told(9, [message(9)]));
  assert.deepEqual(talk.lines().map((line) => line.body), ["line 3", "line 5", "line 9"]);
  assert.equal(talk.chat.seq, 9);
});

test("an older state never replaces a newer one", () => {
  const talk = new Talk();
  talk.apply(told(9, [], { state: "ended" }));
  talk.apply(told(7, [], { state: "open" }));
  assert.equal(talk.chat.state, "ended");
});

test("what is on its way stands last and gives way to its echo, in the same place of the document", () => {
  const talk = new Talk();
  talk.waiting = [waiting("c-1")];
  talk.apply(told(4, [message(4)]));
  assert.deepEqual(talk.lines().map((line) => [line.key, line.waits]), [["ent_4", false], ["c-1", true]]);
  talk.apply(told(6, [message(6, { mine: true, client_id: "c-1", author: null })]));
  assert.deepEqual(talk.lines().map((line) => [line.key, line.waits]), [["ent_4", false], ["c-1", false]]);
});

test("one's own message is seen once staff have read as far", () => {
  const talk = new Talk();
  talk.apply(told(4, [message(4, { mine: true })]));
  assert.equal(talk.lines()[0].seen, false);
  talk.apply(told(5, [], { agent_read_seq: 4 }));
  assert.equal(talk.lines()[0].seen, true);
});

test("another conversation begins with an empty talk", () => {
  const talk = new Talk();
  talk.apply(told(4, [message(4)]));
  talk.apply(told(8, [message(8)], { conversation_id: "con_2" }));
  assert.deepEqual(talk.lines().map((line) => line.body), ["line 8"]);
});

function store(kept = {}) {
  return { kept, get: (key) => kept[key] ?? null, set: (key, value) => { if (value === null) delete kept[key]; else kept[key] = value; } };
}

function outbox(send, memory = store()) {
  const timers = [];
  const world = { store: memory, later: (fn, ms) => { timers.push({ fn, ms }); return timers.length; }, cancel: () => {}, random: () => 0.5 };
  return { box: new Outbox(world, send, () => {}), timers, memory };
}

test("messages written while the desk is away wait, and go once each in the order they were written", async () => {
  const sent = [];
  let away = true;
  const { box, timers } = outbox(async (one) => { if (away) throw new Unreachable("away"); sent.push(one.client_id); });
  await box.add(waiting("a-1"));
  await box.add(waiting("b-2"));
  assert.deepEqual(sent, []);
  away = false;
  timers.at(-1).fn();
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual(sent, ["a-1", "b-2"]);
  assert.deepEqual(box.waiting, []);
});

test("a message whose answer was lost is sent again under the same id", async () => {
  const seen = [];
  let lost = true;
  const { box } = outbox(async (one) => { seen.push(one.client_id); if (lost) { lost = false; throw new Unreachable("lost"); } });
  await box.add(waiting("a-1"));
  await box.wake();
  assert.deepEqual(seen, ["a-1", "a-1"]);
  assert.deepEqual(box.waiting, []);
});

test("what waits outlives the page", async () => {
  const { box, memory } = outbox(async () => { throw new Unreachable("away"); });
  await box.add(waiting("a-1"));
  const sent = [];
  const { box: next } = outbox(async (one) => { sent.push(one.client_id); }, memory);
  await next.wake();
  assert.deepEqual(sent, ["a-1"]);
});

test("a refused message says why and lets the next one pass; it goes when it is tried again", async () => {
  const sent = [];
  let blocked = true;
  const { box } = outbox(async (one) => {
    if (one.client_id === "a-1" && blocked) throw new Refusal(422, { message: "Too long" }, null);
    sent.push(one.client_id);
  });
  await box.add(waiting("a-1"));
  await box.add(waiting("b-2"));
  assert.deepEqual(sent, ["b-2"]);
  assert.equal(box.waiting[0].failed, "Too long");
  blocked = false;
  await box.retry("a-1");
  assert.deepEqual(sent, ["b-2", "a-1"]);
});

test("nothing overtakes the start of a chat that was refused", async () => {
  const sent = [];
  const { box } = outbox(async (one) => { if (one.start) throw new Refusal(422, { message: "no" }, null); sent.push(one.client_id); });
  await box.add(waiting("s-1", { start: {} }));
  await box.add(waiting("b-2"));
  assert.deepEqual(sent, []);
});

test("too many at once waits as long as the desk asks", async () => {
  const { box, timers } = outbox(async () => { throw new Refusal(429, {}, 7); });
  await box.add(waiting("a-1"));
  assert.equal(timers.at(-1).ms, 7_000);
});

test("a browser asks for its secret once, and again when the desk knows it no more", async () => {
  const asked = [];
  let known = true;
  const answer = (status, body) => ({ ok: status < 400, status, headers: new Map([["Content-Type", "application/json"]]), json: async () => body });
  const fetched = async (url) => {
    asked.push(url);
    if (url.endsWith("/visitor")) { known = true; return answer(201, { token: `t${asked.length}` }); }
    return known ? answer(200, { ok: true }) : answer(401, { code: "widget.visitor_unknown" });
  };
  const desk = new Desk({ fetch: fetched, language: "en", store: store() });
  await Promise.all([desk.get("/chat"), desk.get("/chat")]);
  assert.equal(asked.filter((url) => url.endsWith("/visitor")).length, 1);
  known = false;
  await assert.rejects(desk.get("/chat"), (error) => error instanceof Refusal && error.passing);
  await desk.get("/chat");
  assert.equal(asked.filter((url) => url.endsWith("/visitor")).length, 2);
});

function line({ poll = async () => true } = {}) {
  const sockets = [];
  const timers = [];
  const states = [];
  const chats = [];
  const typing = [];
  const world = {
    open: (conversation, token) => { const ws = { conversation, token, sent: [], readyState: 1, send(text) { this.sent.push(JSON.parse(text)); }, close() { this.readyState = 3; } }; sockets.push(ws); return ws; },
    later: (fn, ms) => { const timer = { fn, ms }; timers.push(timer); return timer; }, cancel: (timer) => { const at = timers.indexOf(timer); if (at >= 0) timers.splice(at, 1); },
    random: () => 0.5, now: () => 0,
  };
  const made = new Line(world, { conversation: () => "con_1", token: () => "secret", seen: () => 4, newest: () => 4, poll, onChat: (chat) => chats.push(chat), onTyping: (on) => typing.push(on), onState: (state) => states.push(state) });
  return { made, sockets, timers, states, chats, typing };
}

const hear = (ws, frame) => ws.onmessage({ data: JSON.stringify(frame) });

test("the line says hello with where to go on from, and passes on what it hears", () => {
  const { made, sockets, states, chats, typing } = line();
  made.start();
  sockets[0].onopen();
  assert.deepEqual(sockets[0].sent[0], { say: "widget_hello", conversation_id: "con_1", cursor: 4 });
  hear(sockets[0], { frame: "chat", prev: 4, chat: { seq: 5 } });
  hear(sockets[0], { frame: "typing", who: "user", on: true });
  hear(sockets[0], { frame: "typing", who: "customer", on: true });
  assert.deepEqual([chats, typing, states], [[{ seq: 5 }], [true, false], ["live"]]);
});

test("a cut line comes back by itself, and polls while sockets stay cut", async () => {
  let polls = 0;
  const { made, sockets, timers, states } = line({ poll: async () => { polls += 1; made.stop(); return true; } });
  made.start();
  sockets[0].onclose();
  assert.equal(states.at(-1), "lost");
  timers.find((timer) => timer.fn.toString().includes("connect")).fn();
  sockets[1].onclose();
  await Promise.resolve();
  assert.equal(polls, 1);
});

test("a socket that opens again ends the polling", async () => {
  const signals = [];
  const never = new Promise(() => {});
  const { made, sockets, states } = line({ poll: (signal) => { signals.push(signal); return never; } });
  made.start();
  sockets[0].onclose();
  made.connect();
  sockets[1].onclose();
  made.connect();
  hear(sockets[2], { frame: "beat" });
  assert.equal(signals[0].aborted, true);
  assert.equal(states.at(-1), "live");
});

test("a desk that asks for time before coming back gets it", () => {
  const { made, sockets, timers } = line();
  made.start();
  hear(sockets[0], { frame: "bye", code: "restart", retry_after_ms: 1234 });
  assert.ok(timers.some((timer) => timer.ms === 1234));
});
