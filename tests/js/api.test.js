// Commands are done once: the same key until an answer comes, in order per ticket, refusals told as they are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Api, Refusal, newKey } from "../../console/static/js/api.js";

const answer = (status, body) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" } });

/** An api whose desk answers with these in turn; an Error is a broken line. */
function desk(answers) {
  const calls = [];
  const fetch = async (url, request) => {
    calls.push({ url, key: request.headers["Idempotency-Key"], body: request.body });
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  let keys = 0;
  const api = new Api({ fetch, later: (fn) => queueMicrotask(fn), key: () => `key-${(keys += 1)}`, language: "en" });
  return { api, calls };
}

test("an answer that was lost is asked for again under the same key", async () => {
  const { api, calls } = desk([new TypeError("broken"), answer(503, {}), answer(200, { seq: 4 })]);
  assert.deepEqual(await api.post("/tickets/tic_1/solve"), { seq: 4 });
  assert.deepEqual(calls.map((one) => one.key), ["key-1", "key-1", "key-1"]);
});

test("a refusal is not tried again and carries its code and values", async () => {
  const { api, calls } = desk([answer(409, { code: "ticket.moved_on", detail: { by: "customer" }, message: "Look first" })]);
  await assert.rejects(api.post("/tickets/tic_1/reply", { body: "x" }), (error) => error instanceof Refusal && error.code === "ticket.moved_on" && error.detail.by === "customer");
  assert.equal(calls.length, 1);
});

test("a desk that fails at the same command is given up after three times", async () => {
  const { api, calls } = desk([answer(500, { code: "internal" }), answer(500, { code: "internal" }), answer(500, { code: "internal" })]);
  await assert.rejects(api.post("/presence", {}), Refusal);
  assert.equal(calls.length, 3);
});

test("commands of one ticket keep their order although the first is slow", async () => {
  const { api, calls } = desk([new TypeError("broken"), answer(200, {}), answer(200, {})]);
  await Promise.all([api.post("/a", {}, { lane: "tic_1" }), api.post("/b", {}, { lane: "tic_1" })]);
  assert.deepEqual(calls.map((one) => one.url), ["/api/v1/a", "/api/v1/a", "/api/v1/b"]);
});

test("a refusal does not stop what comes after it in its lane", async () => {
  const { api } = desk([answer(422, { code: "body.invalid" }), answer(200, { ok: true })]);
  const first = api.post("/a", {}, { lane: "x" });
  const second = api.post("/b", {}, { lane: "x" });
  await assert.rejects(first, Refusal);
  assert.deepEqual(await second, { ok: true });
});

test("a command that cannot wait says so after its second try", async () => {
  const { api, calls } = desk([new TypeError("broken"), new TypeError("broken")]);
  await assert.rejects(api.post("/offers/off_1/accept", {}, { patient: false }), /cannot be reached/);
  assert.equal(calls.length, 2);
});

test("it counts what waits and ends at none", async () => {
  const seen = [];
  const { api } = desk([answer(200, {})]);
  api.onQueue = (n) => seen.push(n);
  await api.post("/a");
  assert.deepEqual(seen, [1, 0]);
});

test("keys are long, different, and of letters the desk takes", () => {
  const keys = new Set(Array.from({ length: 50 }, newKey));
  assert.equal(keys.size, 50);
  assert.ok([...keys].every((key) => /^[A-Za-z0-9_-]{8,64}$/.test(key)));
});
