// lab/result.js: what came of a run: a sentence, the picture, the table, occupancy, the formulas beside it.

import { attr, clone, part, text } from "../dom.js";
import { say } from "./words.js";

const by = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
const [WIDTH, LABEL, RIGHT, ROW, HEAD, FOOT] = [720, 190, 70, 44, 34, 30];
const x = (/** @type {number} */ share) => LEFT_OF(Math.min(1, Math.max(0, share)));
const LEFT_OF = (/** @type {number} */ share) => Math.round((LABEL + share * (WIDTH - LABEL - RIGHT)) * 10) / 10;

/** @param {any} told the figures @param {any} before what they were without the changes; null when nothing was changed */
export function drawResult(told, before) {
  text(by("lab-say"), sentence(told, before));
  drawChart(by("lab-chart"), told, before);
  by("lab-rows").replaceChildren(...told.classes.map((/** @type {any} */ one) => row(one.name, one, before)), row(say("lab.all"), told.total, before));
  by("lab-occ").replaceChildren(...told.groups.map(occupancy), ...cost(told, before));
  by("lab-formulas").replaceChildren(...told.formulas.flatMap(formula));
}

/** @param {any} told @param {any} before */
function sentence(told, before) {
  const worst = told.classes.find((/** @type {any} */ one) => one.name === told.worst);
  const values = { name: told.worst, level: share(worst.service_level), all: share(told.total.service_level) };
  const change = told.total.change?.service_level;
  if (!before || !change) return say("lab.said", values);
  const key = change.differs ? "lab.said_changed" : "lab.said_same";
  return say(key, { ...values, by: signed(100 * change.mean, 1) });
}

/** @param {any} told @param {number} [digits] */
function share(told, digits = 1) {
  if (!told) return "–";
  const half = told.low === null ? "" : ` ± ${(50 * (told.high - told.low)).toFixed(1)}`;
  return `${(100 * told.mean).toFixed(digits)}${half} %`;
}

/** @param {number} value @param {number} digits */
function signed(value, digits) {
  return `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(digits)}`;
}

/** @param {string} name @param {any} one @param {any} before */
function row(name, one, before) {
  const line = clone("lab-row");
  text(part(line, "name"), name);
  for (const measure of ["service_level", "abandonment"]) text(part(line, measure), share(one[measure]));
  text(part(line, "mean_wait_s"), one.mean_wait_s ? `${one.mean_wait_s.mean.toFixed(0)} s` : "–");
  text(part(line, "came"), one.came ? one.came.mean.toFixed(0) : "–");
  for (const [measure, times, unit] of /** @type {[string, number, string][]} */ ([["service_level", 100, ""], ["abandonment", 100, ""], ["mean_wait_s", 1, " s"]])) {
    const change = before && one.change?.[measure];
    const cell = part(line, `d-${measure}`);
    text(cell, change ? `${signed(times * change.mean, 1)}${unit}` : "");
    cell.classList.toggle("sure", Boolean(change?.differs));
  }
  return line;
}

/** @param {any} group */
function occupancy(group) {
  return pair(group.name, say("lab.busy", { share: share(group.occupancy) }));
}

/** @param {any} told @param {any} before */
function cost(told, before) {
  if (!told.cost?.mean) return [];
  const was = before?.cost?.mean;
  return [pair(say("lab.cost"), `${told.cost.mean.toFixed(0)}${was ? ` (${signed(told.cost.mean - was, 0)})` : ""}`)];
}

/** @param {string} name @param {string} value */
export function pair(name, value) {
  const [box, term, said] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
  text(term, name);
  text(said, value);
  box.append(term, said);
  return box;
}

/** @param {any} pool */
function formula(pool) {
  const percent = (/** @type {number|null} */ value) => (value === null ? "–" : `${(100 * value).toFixed(1)} %`);
  const values = { classes: pool.classes.join(", "), simulated: share(pool.simulated), erlang_c: percent(pool.erlang_c), erlang_a: percent(pool.erlang_a) };
  const lines = [say("lab.formulas", values), ...pool.reasons.map((/** @type {string} */ code) => say(`lab.reason.${code}`))];
  return lines.map((line, n) => {
    const item = document.createElement("li");
    text(item, line);
    if (n) item.className = "sub";
    return item;
  });
}

/** @param {SVGElement} svg @param {any} told @param {any} before */
function drawChart(svg, told, before) {
  const height = HEAD + ROW * told.classes.length + FOOT;
  svg.replaceChildren();
  attr(svg, "viewBox", `0 0 ${WIDTH} ${height}`);
  attr(svg, "aria-label", say("lab.title"));
  for (let percent = 0; percent <= 100; percent += 20) {
    add(svg, "line", { class: "grid", x1: x(percent / 100), x2: x(percent / 100), y1: HEAD - 8, y2: height - FOOT });
    add(svg, "text", { class: "soft", x: x(percent / 100), y: HEAD - 14, "text-anchor": "middle" }, `${percent} %`);
  }
  told.classes.forEach((/** @type {any} */ one, /** @type {number} */ n) => {
    const y = HEAD + ROW * n + ROW / 2;
    const was = before?.classes.find((/** @type {any} */ other) => other.name === one.name);
    add(svg, "text", { x: LABEL - 14, y: y + 4, "text-anchor": "end" }, one.name.length > 24 ? `${one.name.slice(0, 23)}…` : one.name);
    add(svg, "line", { class: "goal", x1: x(one.goal), x2: x(one.goal), y1: y - 15, y2: y + 15 });
    if (was?.service_level) interval(svg, was.service_level, y - 8, "was");
    if (one.service_level) interval(svg, one.service_level, y + (was ? 8 : 0), "bar");
  });
  legend(svg, height - 14, Boolean(before));
}

/** @param {SVGElement} svg @param {any} level @param {number} y @param {string} kind */
function interval(svg, level, y, kind) {
  if (level.low !== null) add(svg, "line", { class: kind, x1: x(level.low), x2: x(level.high), y1: y, y2: y });
  add(svg, "circle", { class: kind, cx: x(level.mean), cy: y, r: 5 });
}

/** @param {SVGElement} svg @param {number} y @param {boolean} two */
function legend(svg, y, two) {
  add(svg, "circle", { class: "bar", cx: LABEL, cy: y, r: 5 });
  add(svg, "text", { x: LABEL + 12, y: y + 4 }, say("lab.now"));
  if (two) {
    add(svg, "circle", { class: "was", cx: LABEL + 130, cy: y, r: 5 });
    add(svg, "text", { x: LABEL + 142, y: y + 4 }, say("lab.before"));
  }
  add(svg, "line", { class: "goal", x1: LABEL + 320, x2: LABEL + 320, y1: y - 8, y2: y + 8 });
  add(svg, "text", { x: LABEL + 330, y: y + 4 }, say("lab.goal"));
}

/** @param {SVGElement} svg @param {string} tag @param {Record<string, unknown>} attributes @param {string} [words] */
function add(svg, tag, attributes, words) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (words) made.textContent = words;
  svg.append(made);
}
