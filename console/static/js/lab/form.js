// lab/form.js: the sliders of a scenario: people by interval, contacts by class, rules. Writes into the scenario it is given.

import { clone, part, text } from "../dom.js";
import { say } from "./words.js";

const by = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

/** Minutes after midnight of "08:30". @param {string} time */
const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** How many intervals the day has. @param {any} scenario @returns {number} */
const intervals = (scenario) => (minutes(scenario.closes) - minutes(scenario.opens)) / scenario.interval_min;

/** Write one number for the whole day as one for each interval. @param {any} scenario */
export function spread(scenario) {
  for (const group of scenario.groups) if (!Array.isArray(group.agents)) group.agents = Array(intervals(scenario)).fill(group.agents);
}

/** @param {any} now the scenario that is changed @param {any} base what it was */
export function drawForm(now, base) {
  const count = intervals(now);
  by("lab-groups").replaceChildren(...now.groups.map((/** @type {any} */ group) => drawGroup(group, now)));
  by("lab-classes").replaceChildren(...now.classes.map((/** @type {any} */ one, /** @type {number} */ n) => drawClass(one, base.classes[n], count)));
  by("lab-order").value = now.order;
  by("lab-order").onchange = () => { now.order = by("lab-order").value; };
  by("lab-relax").value = "";
  by("lab-relax").onchange = () => relax(now, base, Number(by("lab-relax").value));
}

/** People of one group: a slider for each interval. @param {any} group @param {any} now */
function drawGroup(group, now) {
  const set = clone("lab-group");
  text(part(set, "name"), group.name);
  const skills = Object.entries(group.skills).map(([name, level]) => `${name} ${level}`);
  const places = Object.entries(group.channels).map(([name, n]) => `${name} × ${n}`);
  text(part(set, "can"), [...skills, ...places].join(" · "));
  const most = Math.max(10, ...group.agents.map((/** @type {number} */ n) => n * 2));
  const columns = group.agents.map((/** @type {number} */ n, /** @type {number} */ at) => drawColumn(group, at, n, most, minutes(now.opens) + at * now.interval_min));
  part(set, "cols").replaceChildren(...columns);
  for (const button of set.querySelectorAll("[data-by]")) {
    button.addEventListener("click", () => {
      for (const slider of set.querySelectorAll("input")) {
        slider.value = String(Number(slider.value) + Number(button.dataset.by));
        slider.dispatchEvent(new Event("input"));
      }
    });
  }
  return set;
}

/** @param {any} group @param {number} at @param {number} value @param {number} most @param {number} minute */
function drawColumn(group, at, value, most, minute) {
  const column = clone("lab-col");
  const slider = part(column, "slider");
  const clock = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  slider.max = String(most);
  slider.value = String(value);
  slider.setAttribute("aria-label", say("lab.agents_at", { name: group.name, at: clock }));
  text(part(column, "n"), value);
  text(part(column, "at"), minute % 60 ? "" : String(minute / 60));
  slider.addEventListener("input", () => {
    group.agents[at] = Number(slider.value);
    text(part(column, "n"), slider.value);
  });
  return column;
}

/** One class of contacts: how many of the usual, how long, how soon, how patient. @param {any} one @param {any} was @param {number} count */
function drawClass(one, was, count) {
  const set = clone("lab-kind");
  const usual = Array.isArray(was.arrivals) ? was.arrivals : Array(count).fill(was.arrivals);
  text(part(set, "name"), one.name);
  slide(set, "volume", 100, (value) => { one.arrivals = usual.map((/** @type {number} */ n) => (n * value) / 100); });
  slide(set, "handle", one.handle.mean_s, (value) => { one.handle.mean_s = value; });
  slide(set, "target", one.target_s, (value) => { one.target_s = value; });
  slide(set, "patience", one.patience_s ?? 0, (value) => { one.patience_s = value || null; });
  return set;
}

/** @param {Element} set @param {string} name @param {number} value @param {(value: number) => void} changed */
function slide(set, name, value, changed) {
  const slider = /** @type {HTMLInputElement} */ (set.querySelector(`[data-k="${name}"]`));
  const shown = /** @type {HTMLElement} */ (set.querySelector(`[data-o="${name}"]`));
  const tell = () => text(shown, name === "patience" && slider.value === "0" ? say("lab.for_ever") : `${slider.value} ${shown.dataset.unit}`);
  slider.max = String(Math.max(Number(slider.max), value));
  slider.value = String(value);
  tell();
  slider.addEventListener("input", () => { changed(Number(slider.value)); tell(); });
}

/** Let every queue ask for no skill after some seconds; none: as the scenario has it. @param {any} now @param {any} base @param {number} after */
function relax(now, base, after) {
  if (!after) {
    now.queues = structuredClone(base.queues);
    return;
  }
  const names = [...new Set(now.classes.map((/** @type {any} */ one) => one.queue))];
  const drop = [...new Set(now.classes.flatMap((/** @type {any} */ one) => Object.keys(one.skills)))];
  now.queues = names.map((name) => ({ name, steps: [{ after_s: after, drop }], ratio: 1 }));
}
