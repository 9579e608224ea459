// board-chart.js: arrivals against handled work in half hours of the day, drawn as lines; where more came than was handled, shaded.

import { attr, show, text } from "./dom.js";
import { behind } from "./board-outline.js";
import { desk } from "./desk.js";
import { board } from "./board-figures.js";

const HALF_MS = 30 * 60_000;
const FEWEST = 9;
const [LEFT, RIGHT, TOP, BOTTOM] = [30, 478, 22, 272];

/** @typedef {{at: number, arrivals: number, handled: number}} Half */

/** The day's half hours up to now, from the first in which something happened; at least the last four hours. @param {any} figures @returns {Half[]} */
export function halves(figures) {
  const now = Math.min(figures.at, figures.day_end - 1);
  const last = now - (now % HALF_MS);
  const first = figures.quarters[0]?.at ?? last;
  const from = Math.max(figures.day_start, Math.min(first - (first % HALF_MS), last - (FEWEST - 1) * HALF_MS));
  const found = [];
  for (let at = from; at <= last; at += HALF_MS) {
    const here = figures.quarters.filter((/** @type {any} */ one) => one.at >= at && one.at < at + HALF_MS);
    const sum = (/** @type {string} */ name) => here.reduce((/** @type {number} */ n, /** @type {any} */ one) => n + one[name], 0);
    found.push({ at, arrivals: sum("arrivals"), handled: sum("handled") });
  }
  return found;
}

/** A round number that is at least the most, and a step that divides it. @param {number} most @returns {[number, number]} */
export function scale(most) {
  const step = [1, 2, 5, 10, 15, 20, 25, 50, 100, 200, 500, 1000].find((one) => one * 4 >= most) ?? Math.ceil(most / 4);
  return [Math.max(step, Math.ceil(most / step) * step), step];
}

/** @param {Element} svg */
export function drawChart(svg) {
  const figures = board.figures;
  if (!figures) return;
  const list = halves(figures);
  const [top, step] = scale(Math.max(1, ...list.map((one) => Math.max(one.arrivals, one.handled))));
  const x = (/** @type {number} */ n) => LEFT + (list.length > 1 ? (n * (RIGHT - LEFT)) / (list.length - 1) : 0);
  const y = (/** @type {number} */ value) => BOTTOM - (value * (BOTTOM - TOP)) / top;
  const points = (/** @type {"arrivals"|"handled"} */ name) => list.map((one, n) => `${x(n).toFixed(1)},${y(one[name]).toFixed(1)}`);
  const key = JSON.stringify([list, document.documentElement.lang]);
  if (svg.getAttribute("data-drawn") === key) return;
  svg.setAttribute("data-drawn", key);
  svg.replaceChildren();
  for (let value = 0; value <= top; value += step) {
    add(svg, "line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(value), y2: y(value) });
    add(svg, "text", { x: LEFT - 8, y: y(value) + 3.5, "text-anchor": "end" }, String(value));
  }
  const every = Math.max(1, Math.ceil(list.length / 7));
  list.forEach((one, n) => { if (n % every === 0) add(svg, "text", { x: x(n), y: 291, "text-anchor": "middle" }, desk.format.clock(one.at)); });
  add(svg, "polygon", { class: "deficit", points: behind(list, x, y) });
  add(svg, "polyline", { class: "han", points: points("handled").join(" ") });
  add(svg, "polyline", { class: "arr", points: points("arrivals").join(" ") });
  const { arrivals, handled } = figures.total;
  attr(svg, "aria-label", desk.t("board.chart_said", { arrivals, handled }));
}

/** @param {Element} svg @param {string} name @param {Record<string, string|number>} marks @param {string} [words] */
export function add(svg, name, marks, words) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [mark, value] of Object.entries(marks)) node.setAttribute(mark, typeof value === "number" ? value.toFixed(1) : value);
  if (words !== undefined) text(node, words);
  svg.append(node);
  return node;
}

/** The same as a table for who does not see the picture. @param {HTMLElement} body */
export function drawChartTable(body) {
  const list = board.figures ? halves(board.figures) : [];
  body.replaceChildren(...list.map((one) => {
    const row = document.createElement("tr");
    for (const value of [desk.format.clock(one.at), one.arrivals, one.handled]) row.append(Object.assign(document.createElement("td"), { textContent: String(value) }));
    return row;
  }));
  show(body, true);
}
