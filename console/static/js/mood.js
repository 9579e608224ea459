// mood.js: how a customer feels: the mark of a message with the phrase that decided, its correction, the line of a trend.

import { attr, clone, part, show, text } from "./dom.js";
import { desk } from "./desk.js";

const FACES = /** @type {Record<string, string>} */ ({ negative: "neg", neutral: "neu", positive: "pos" });
/** A trend beyond this, either way, has a face of its own. */
const LEANS = 0.2;
const WIDE = { w: 96, h: 24, edge: 4 };
/** The message whose mood is being corrected. @type {string|null} */ let picking = null;

/** @param {number} value @returns {string} */
export function leaning(value) {
  return value < -LEANS ? "negative" : value > LEANS ? "positive" : "neutral";
}

/** @param {SVGElement} svg @param {string} label negative, neutral or positive @param {string} [name] what a screen reader hears */
export function drawFace(svg, label, name) {
  svg.setAttribute("class", `face-i face-${FACES[label]}`);
  const use = svg.firstElementChild;
  if (use) attr(use, "href", `${document.body.dataset.sprite}#f-${FACES[label]}`);
  attr(svg, "role", name ? "img" : null);
  attr(svg, "aria-hidden", name ? null : "true");
  attr(svg, "aria-label", name ?? null);
}

/** The mark beside a customer's message. @param {any} node @param {any} line */
export function drawMark(node, line) {
  const button = part(node, "mood");
  const mood = line.erased || line.author_kind !== "customer" ? null : line.mood;
  show(button, mood);
  if (!mood) return drawPick(node, line, null);
  const { t } = desk;
  drawFace(part(button, "face"), mood.label ?? "neutral");
  button.classList.toggle("is-unsure", !mood.label);
  const words = phrase(line.body, mood);
  const label = mood.label ? t(`mood.${mood.label}`) : t("mood.unsure");
  const how = mood.corrected ? t("mood.corrected") : t("mood.found", { share: Math.round(mood.confidence * 100), engine: engineName(mood.engine) });
  text(part(button, "mood-t"), t("mood.mark", { mood: label }));
  attr(button, "title", [label, words ? t("mood.phrase", { phrase: words }) : "", how].filter(Boolean).join(" · "));
  attr(button, "data-entry", line.id);
  attr(button, "aria-expanded", picking === line.id ? "true" : "false");
  button.onpointerenter = button.onfocus = () => lightUp(node, line.body, mood);
  button.onpointerleave = button.onblur = () => lightUp(node, "", null);
  drawPick(node, line, mood);
}

/** The three choices, while this message's mood is being corrected. @param {any} node @param {any} line @param {any} mood */
function drawPick(node, line, mood) {
  const open = mood && picking === line.id;
  let box = node.querySelector(".mood-pick");
  if (!open) return void box?.remove();
  if (!box) {
    box = clone("t-mood");
    part(node, "mood").after(box);
  }
  for (const button of box.querySelectorAll("button")) {
    drawFace(button.querySelector("svg"), button.dataset.mood);
    attr(button, "aria-pressed", button.dataset.mood === mood.label ? "true" : "false");
    attr(button, "data-entry", line.id);
    attr(button, "data-ticket", line.ticket_id);
  }
}

/** The words between two places counted in code points. @param {string} body @param {any} mood @returns {string} */
export function phrase(body, mood) {
  return mood.start === null ? "" : [...body].slice(mood.start, mood.end).join("").trim();
}

/** Highlight the deciding phrase in the message, without touching its text. @param {any} node @param {string} body @param {any} mood */
function lightUp(node, body, mood) {
  const marks = /** @type {any} */ (globalThis).CSS?.highlights;
  const words = part(node, "text").firstChild;
  if (!marks) return;
  marks.delete("mood");
  if (!mood || mood.start === null || words?.nodeType !== Node.TEXT_NODE) return;
  const letters = [...body];
  const range = new Range();
  const from = letters.slice(0, mood.start).join("").length;
  range.setStart(words, from);
  range.setEnd(words, Math.min(from + letters.slice(mood.start, mood.end).join("").length, words.length));
  marks.set("mood", new /** @type {any} */ (globalThis).Highlight(range));
}

/** What is at work, by its name or a word for it. @param {string} engine @returns {string} */
export function engineName(engine) {
  return desk.t.has(`mood.engine.${engine}`) ? desk.t(`mood.engine.${engine}`) : engine;
}

/** A trend with its line and its face; hidden while there is nothing to show. @param {any} box @param {any} mood */
export function drawTrend(box, mood) {
  show(box, mood);
  if (!mood) return;
  const label = leaning(mood.value);
  drawFace(part(box, "face"), mood.falling ? "negative" : label);
  text(part(box, "mood-t"), desk.t(mood.falling ? "mood.falling" : `mood.${label}`));
  box.classList.toggle("is-falling", mood.falling);
  show(part(box, "spark"), mood.scores.length > 1);
  drawLine(part(box, "spark"), mood.scores);
}

/** @param {SVGElement} svg @param {number[]} scores */
function drawLine(svg, scores) {
  const x = (/** @type {number} */ n) => WIDE.edge + (n * (WIDE.w - 2 * WIDE.edge)) / Math.max(1, scores.length - 1);
  const y = (/** @type {number} */ score) => WIDE.h / 2 - score * (WIDE.h / 2 - WIDE.edge);
  const points = scores.map((score, n) => `${x(n).toFixed(1)},${y(score).toFixed(1)}`).join(" ");
  attr(part(svg, "line"), "points", points);
  const last = scores[scores.length - 1];
  const dot = part(svg, "dot");
  dot.setAttribute("class", `spark-${FACES[leaning(last)]}`);
  attr(dot, "cx", x(scores.length - 1).toFixed(1));
  attr(dot, "cy", y(last).toFixed(1));
}

/** What the marks do when they are pressed. @type {Record<string, (from: HTMLElement|null) => unknown>} */
export const MOOD_ACTS = {
  mood: (from) => {
    const entry = from?.dataset.entry ?? null;
    picking = picking === entry ? null : entry;
    desk.changed();
  },
  "mood-set": async (from) => {
    const { entry, mood, ticket } = from?.dataset ?? {};
    picking = null;
    desk.changed();
    await desk.api.post(`/tickets/${ticket}/mood`, { entry_id: entry, label: mood }, { lane: ticket });
  },
};
