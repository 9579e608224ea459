// phone.js: the demo telephone: shows the invented network's calls and lets a person be anybody who calls.
// It talks to its own provider only; the desk hears of it by signed reports, as of any provider.
import { announce, clone, each, fill, part, show, text } from "../dom.js";
import { duration, translator } from "../i18n.js";

/** @typedef {{id: string, number: string, direction: string, state: string, agent: string, next_agent: string, held: boolean, muted: boolean,
 *   started_at: number, reason: string, ask: {words: string, end_key: boolean}|null, legs: Leg[], log: string[]}} Call */
/** @typedef {{id: string, number: string, agent: string, state: string}} Leg */
/** @typedef {{version: number, twice: boolean, shuffled: boolean, calls: Call[]}} State */

const REST_MS = 2_000;
const root = /** @type {HTMLElement} */ (document.getElementById("phone"));
const t = translator(JSON.parse(document.getElementById("texts")?.textContent ?? "{}"), root.dataset.lang ?? "en");
/** @type {State} */ let state = { version: 0, twice: false, shuffled: false, calls: [] };

/** @param {string} path @param {Record<string, unknown>} body */
async function post(path, body) {
  fill(root, "problem", "");
  try {
    const response = await fetch(`/phone${path}`, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "Accept-Language": root.dataset.lang ?? "en" } });
    const said = await response.json();
    if (response.ok) take(said);
    else fill(root, "problem", said.message);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    fill(root, "problem", t("phone.unreachable"));
  }
}

/** Ask for news again and again; each answer waits until something has changed. */
async function listen() {
  for (;;) {
    try {
      const response = await fetch(`/phone/state?seen=${state.version}`);
      if (response.ok) take(await response.json());
      else await rest();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await rest(); // the desk is away; it comes back
    }
  }
}

/** @returns {Promise<void>} */
function rest() {
  return new Promise((resolve) => { setTimeout(resolve, REST_MS); });
}

/** @param {State} told */
function take(told) {
  if (told.version < state.version) return;
  const before = new Map(state.calls.map((call) => [call.id, words(call)]));
  state = told;
  for (const call of told.calls) if (before.get(call.id) !== words(call)) announce(`${shown(call)}: ${words(call)}`);
  draw();
}

/** @param {Call} call */
function shown(call) {
  return call.number || t("phone.withheld");
}

/** @param {Call} call @returns {string} */
function words(call) {
  if (call.state === "ended") return t("phone.state.ended");
  if (call.state === "consulting") return t("phone.state.consulting", { name: call.next_agent });
  if (call.held) return t("phone.state.held");
  if (call.muted) return t("phone.state.muted");
  if (call.state === "ringing") return t(call.direction === "out" ? "phone.state.rings_you" : "phone.state.ringing");
  return t("phone.state.answered");
}

function draw() {
  const list = part(root, "calls");
  each(list, state.calls, (call) => call.id, (call) => make(call), (node, call) => drawCall(node, call));
  show(part(root, "none"), state.calls.length === 0);
  part(root, "twice").checked = state.twice;
  part(root, "shuffled").checked = state.shuffled;
}

/** @param {Call} call */
function make(call) {
  const node = clone("t-phone");
  node.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-act]"));
    if (button) void post(`/calls/${call.id}`, { act: button.dataset.act, leg: button.dataset.leg ?? "" });
  });
  node.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    event.stopPropagation();
    const keys = part(node, "keys");
    if (keys.value.trim()) void post(`/calls/${call.id}`, { act: "keys", keys: keys.value.trim() });
    keys.value = "";
  });
  return node;
}

/** @param {HTMLElement} node @param {Call} call */
function drawCall(node, call) {
  const over = call.state === "ended";
  const rings = call.direction === "out" && call.state === "ringing";
  node.classList.toggle("over", over);
  text(part(node, "number"), shown(call));
  text(part(node, "state"), words(call));
  text(part(node, "time"), over ? "" : duration(t, Date.now() - call.started_at));
  text(part(node, "with"), call.agent && !over ? t(rings ? "phone.from" : "phone.with", { name: call.agent }) : "");
  for (const [act, on] of /** @type {[string, boolean][]} */ ([["answer", rings], ["busy", rings], ["hangup", !over], ["again", !over]])) {
    show(/** @type {HTMLElement} */ (node.querySelector(`[data-act="${act}"]`)), on);
  }
  show(part(node, "ask"), call.ask);
  if (call.ask) text(part(node, "ask-words"), t(call.ask.end_key ? "phone.asks_end" : "phone.asks", { words: call.ask.words }));
  drawLegs(part(node, "legs"), call, over);
  each(part(node, "log"), call.log.map((line, n) => ({ line, n })), (one) => String(one.n), () => document.createElement("li"), (item, one) => text(item, line(one.line)));
}

/** Who else is in the call: colleagues of the desk, and people outside who answer and hang up here. @param {HTMLElement} box @param {Call} call @param {boolean} over */
function drawLegs(box, call, over) {
  const legs = over ? [] : call.legs.filter((leg) => leg.state !== "left");
  show(box, legs.length > 0);
  each(box, legs, (leg) => leg.id, () => clone("t-leg"), (item, leg) => {
    text(part(item, "who"), leg.agent || leg.number);
    text(part(item, "leg-state"), t(`phone.leg.${leg.state}`));
    const buttons = /** @type {[string, boolean][]} */ ([["leg_answer", !leg.agent && leg.state === "ringing"], ["leg_hangup", !leg.agent]]);
    for (const [act, on] of buttons) {
      const button = /** @type {HTMLElement} */ (item.querySelector(`[data-act="${act}"]`));
      show(button, on);
      button.dataset.leg = leg.id;
    }
  });
}

/** What went over the line: to the desk, or from it. @param {string} entry */
function line(entry) {
  return t(entry.startsWith("<") ? "phone.log.order" : "phone.log.report", { what: entry.slice(2) });
}

root.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (root.querySelector("#number"));
  if (field.value.trim()) void post("/calls", { number: field.value.trim() });
  else field.focus();
});
root.querySelectorAll("[data-number]").forEach((button) => {
  button.addEventListener("click", () => void post("/calls", { number: button.getAttribute("data-number") ?? "" }));
});
for (const name of ["twice", "shuffled"]) {
  part(root, name).addEventListener("change", () => void post("/mode", { twice: part(root, "twice").checked, shuffled: part(root, "shuffled").checked }));
}
setInterval(draw, 1_000);
void listen();
