// lab/again.js: a recorded day run again: its figures three times, and the contacts that would have fared otherwise.

import { clone, part, show, text } from "../dom.js";
import { pair } from "./result.js";
import { say } from "./words.js";

const by = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

/** What the page wishes to have replayed. @returns {Record<string, unknown>} */
export function wished() {
  const relax = Number(by("lab-relax").value);
  return { day: by("lab-day").value, order: by("lab-order").value, ...(relax ? { relax_s: relax } : {}) };
}

/** @param {any} told */
export function drawAgain(told) {
  show(by("lab-again"), true);
  const figures = ["really", "before", "after"].map((name) => pair(say(`lab.replay.${name}`), said(told[name])));
  by("lab-again-f").replaceChildren(...figures);
  text(by("lab-again-n"), say("lab.replay.different", { n: told.different, of: told.contacts }));
  by("lab-again-r").replaceChildren(...told.differences.map(line));
}

/** @param {any} one */
function said(one) {
  const level = one.service_level === null ? "–" : `${(100 * one.service_level).toFixed(1)} %`;
  const wait = one.mean_wait_s === null ? "–" : `${one.mean_wait_s.toFixed(0)} s`;
  return `${level} · ${wait} · ${one.answered}/${one.came}`;
}

/** @param {any} one */
function line(one) {
  const row = clone("lab-diff");
  text(part(row, "number"), `#${one.number}`);
  text(part(row, "kind"), one.kind);
  for (const when of ["before", "after"]) {
    const wait = one[`${when}_s`];
    text(part(row, when), wait === null ? say("lab.replay.none") : `${wait.toFixed(0)} s · ${one[`${when}_by`]}`);
  }
  return row;
}
