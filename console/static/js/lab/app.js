// lab/app.js: the laboratory page: which scenario, what was changed of it, running it, keeping it.

import { show, text } from "../dom.js";
import { dataOf, say } from "./words.js";
import { drawAgain, wished } from "./again.js";
import { drawForm, spread } from "./form.js";
import { drawResult } from "./result.js";

const data = dataOf();
const by = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
/** @type {{base: any, now: any, id: string, kept: boolean}} */
const open = { base: null, now: null, id: "", kept: false };
/** @type {AbortController|null} */ let running = null;

/** Show a scenario as it is; changes from here on are compared with it. @param {any} chosen */
function choose(chosen) {
  spread(chosen.scenario);
  Object.assign(open, { base: chosen.scenario, now: structuredClone(chosen.scenario), id: chosen.id, kept: chosen.kept });
  show(by("lab-remove"), open.kept);
  drawForm(open.now, open.base);
  show(by("lab-found"), false);
  show(by("lab-none"), true);
}

function list() {
  const select = by("lab-which");
  select.replaceChildren(...data.scenarios.map((/** @type {any} */ one) => new Option(one.scenario.name, one.id)));
  select.value = open.id;
}

/** @param {string} message */
function wrong(message) {
  text(by("lab-wrong"), message);
  show(by("lab-wrong"), message);
}

/** Send something and return what came; a refusal is shown and thrown. @param {string} path @param {unknown} body @param {AbortSignal} [signal] */
async function send(path, body, signal) {
  wrong("");
  const headers = { "content-type": "application/json", accept: "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail || problem.message || problem.title || say("lab.unreachable"));
}

/** Run what is on the screen against what it was. A second press ends the run. */
async function run() {
  if (running) return running.abort();
  running = new AbortController();
  text(by("lab-run"), say("lab.stop"));
  show(by("lab-bar"), true);
  by("lab-bar").value = 0;
  try {
    const wish = { scenario: open.now, before: open.base, days: Number(by("lab-days").value) || data.days };
    await read(await send("/lab/run", wish, running.signal));
  } catch (error) {
    if (!running.signal.aborted) wrong(/** @type {Error} */ (error).message);
  }
  running = null;
  text(by("lab-run"), say("lab.run"));
  show(by("lab-bar"), false);
}

/** Read lines as they come: progress, then the result. @param {Response} response */
async function read(response) {
  const decoder = /** @type {any} */ (new TextDecoderStream());
  const reader = /** @type {any} */ (response.body).pipeThrough(decoder).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += value ?? "";
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line));
    if (done) return;
  }
}

/** @param {any} line */
function take(line) {
  if (line.of) {
    by("lab-bar").max = line.of;
    by("lab-bar").value = line.done;
  } else if (line.result) {
    const changed = JSON.stringify(open.now) !== JSON.stringify(open.base);
    show(by("lab-none"), false);
    show(by("lab-found"), true);
    drawResult(line.result, changed ? line.before : null);
  } else if (line.message || line.code) {
    wrong(line.message ?? say("lab.refused"));
  }
}

async function learn() {
  const scenario = await (await send("/lab/learn", { days: 28 })).json();
  data.scenarios = [{ id: "learnt", scenario, kept: false }, ...data.scenarios.filter((/** @type {any} */ one) => one.id !== "learnt")];
  choose(data.scenarios[0]);
  list();
}

async function keep() {
  const name = window.prompt(say("lab.keep_name"), open.now.name)?.trim();
  if (!name) return;
  const scenario = { ...structuredClone(open.now), name };
  const { id } = await (await send("/lab/scenarios", scenario)).json();
  data.scenarios = [{ id, scenario, kept: true }, ...data.scenarios.filter((/** @type {any} */ one) => one.id !== id)];
  choose(data.scenarios[0]);
  list();
}

async function remove() {
  if (!window.confirm(say("lab.remove_sure", { name: open.base.name }))) return;
  await send("/lab/scenarios/remove", { scenario_id: open.id });
  data.scenarios = data.scenarios.filter((/** @type {any} */ one) => one.id !== open.id);
  choose(data.scenarios[0]);
  list();
}

async function replay() {
  drawAgain(await (await send("/lab/replay", wished())).json());
}

const ACTS = { run, learn, keep, remove, replay };
document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
  const act = ACTS[/** @type {keyof typeof ACTS} */ (button?.dataset.act ?? "")];
  if (act) act().catch((/** @type {Error} */ error) => wrong(error.message));
});
by("lab-which").addEventListener("change", () => choose(data.scenarios.find((/** @type {any} */ one) => one.id === by("lab-which").value)));
by("lab-days").value = data.days;
by("lab-day").value = data.yesterday;
choose(data.scenarios.find((/** @type {any} */ one) => one.id === "weekday") ?? data.scenarios[0]);
list();
