// The line to the desk with its own clock: hello, holes, silence, coming back.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Socket } from "../../console/static/js/socket.js";

let world;
let sockets;
let timers;
let now;
let cursor;
let lines;

beforeEach(() => {
  sockets = [];
  timers = [];
  now = 0;
  cursor = 7;
  lines = [];
  world = {
    open: () => { const ws = { sent: [], readyState: 1, send(text) { this.sent.push(JSON.parse(text)); }, close() { this.readyState = 3; } }; sockets.push(ws); return ws; },
    now: () => now,
    later: (fn, ms) => { const timer = { fn, at: now + ms }; timers.push(timer); return timer; },
    cancel: (timer) => { timers = timers.filter((one) => one !== timer); },
    random: () => 0.5,
  };
});

function begin() {
  const socket = new Socket({
    url: "ws://desk/socket", world, cursor: () => cursor, watch: () => ["tic_1"], device: "d", active: () => true,
    onFrame: (frame) => { if (frame.frame === "change") cursor = frame.seq; }, onLine: (line) => lines.push(line),
  });
  socket.connect();
  sockets[0].onopen();
  return socket;
}

const hear = (ws, frame) => ws.onmessage({ data: JSON.stringify(frame) });
const welcome = (head = 7) => ({ frame: "welcome", cursor: head, head, heartbeat_s: 10 });

function pass(ms) {
  now += ms;
  for (const timer of timers.filter((one) => one.at <= now)) {
    timers = timers.filter((one) => one !== timer);
    timer.fn();
  }
}

test("it says hello with the cursor and what is open", () => {
  begin();
  assert.deepEqual(sockets[0].sent[0], { say: "hello", cursor: 7, watch: ["tic_1"], device: "d" });
});

test("after a welcome it is live, and comes back with the newest cursor when it breaks", () => {
  begin();
  hear(sockets[0], welcome());
  hear(sockets[0], { frame: "change", seq: 9, prev: 7, records: [] });
  assert.equal(lines.at(-1), "live");
  sockets[0].onclose();
  assert.equal(lines.at(-1), "waiting");
  pass(1000);
  sockets[1].onopen();
  assert.equal(sockets[1].sent[0].cursor, 9);
});

test("each try waits longer, up to a limit, spread by chance", () => {
  const socket = begin();
  const waits = [];
  for (let n = 0; n < 9; n += 1) { waits.push(socket.waitMs()); socket.tries += 1; }
  assert.ok(waits.every((ms, n) => n === 0 || ms >= waits[n - 1]));
  assert.ok(waits.at(-1) <= 20_000 && waits[0] >= 250);
});

test("a farewell with a time to wait is kept to, and one without is the end", () => {
  const socket = begin();
  hear(sockets[0], { frame: "bye", code: "server.closing", retry_after_ms: 3000 });
  sockets[0].onclose();
  pass(2900);
  assert.equal(sockets.length, 1);
  pass(600);
  assert.equal(sockets.length, 2);
  hear(sockets[1], { frame: "bye", code: "access.session_void", retry_after_ms: null });
  pass(60_000);
  assert.equal(socket.line, "ended");
  assert.equal(sockets.length, 2);
});

test("a line that says nothing for two and a half heartbeats is given up", () => {
  begin();
  hear(sockets[0], welcome());
  for (let n = 0; n < 4; n += 1) pass(10_000);
  assert.equal(sockets[0].readyState, 3);
  assert.ok(sockets.length >= 1 && lines.includes("waiting"));
});

test("a heartbeat is answered; one that names a change we lack for long asks again", () => {
  begin();
  hear(sockets[0], welcome());
  hear(sockets[0], { frame: "beat", head: 20, last: 12, at: 1 });
  assert.deepEqual(sockets[0].sent[1], { say: "alive", active: true });
  assert.equal(lines.at(-1), "behind");
  now += 3000;
  hear(sockets[0], { frame: "beat", head: 20, last: 12, at: 1 });
  assert.equal(sockets.length, 2);
});

test("a heartbeat ahead of this stream's own changes is no reason to worry", () => {
  begin();
  hear(sockets[0], welcome());
  hear(sockets[0], { frame: "beat", head: 900, last: 7, at: 1 });
  assert.equal(lines.at(-1), "live");
});

test("words of a socket that was given up are not heard", () => {
  const socket = begin();
  socket.connect();
  hear(sockets[0], { frame: "change", seq: 99, prev: 7, records: [] });
  assert.equal(cursor, 7);
  assert.equal(socket.say({ say: "alive" }), true);
});
