// proof.js: why a ticket is due when it is: each clock unfolds into the lines the desk counted, in the words of the catalog.

import { attr, clone, each, fill, part, show, text } from "./dom.js";
import { asClock, exact, faceOf } from "./clock-face.js";
import { clocksOf, paint, refresh, words } from "./clocks.js";
import { desk, DeskElement } from "./desk.js";
import { openLayer } from "./overlay.js";
import { agentName, queueName } from "./views.js";

const CAUSED = new Set(["started", "target_changed"]);

/** Open the proof; the clock asked about is unfolded. @param {string} [which] clock:cycle */
export function showProof(which = "") {
  const layer = /** @type {HTMLElement} */ (document.getElementById("d-clocks"));
  const box = /** @type {any} */ (layer.querySelector("sb-proof"));
  box.begin(which);
  openLayer(layer, layer.querySelector("button"));
}

/** A line of the proof in words. @param {any} line @param {Record<string, string>} names @param {boolean} [over] whether the clock is @returns {string} */
export function sentence(line, names, over = false) {
  const { t, format } = desk;
  const p = line.params;
  const by = p.by ? (p.by === "customer" ? t("timeline.customer") : names[p.by] ?? t("timeline.someone")) : t("timeline.system");
  const values = /** @type {Record<string, unknown>} */ ({ ...p, by });
  for (const name of ["seconds", "late_s", "remaining_s", "elapsed_s"]) if (name in p) values[name] = exact(t, p[name]);
  for (const name of ["due", "since"]) if (typeof p[name] === "number") values[name] = format.dayAndTime(p[name], desk.now());
  if (p.status) values.status = t(`status.${p.status === "waiting_others" ? "waiting_other" : p.status}`);
  if (CAUSED.has(line.code)) values.cause = t(`clock.cause_${p.cause}`);
  if ("around_the_clock" in p) values.hours = t(p.around_the_clock ? "clock.hours_always" : "clock.hours_business");
  if (line.code === "zone_change") Object.assign(values, { before: offset(p.before_s), after: offset(p.after_s) });
  if (p.why) values.why = t(`clock.why_${p.why}`);
  values.days = format.list((p.days ?? []).map(dayName));
  return t(keyOf(line, over), values);
}

/** Which sentence a line takes: some say more where there is more to say. @param {any} line @param {boolean} over whether the clock is @returns {string} */
function keyOf({ code, params: p }, over) {
  if (code === "target" && !p.seconds) return "clock.target_none";
  if (code === "target_changed" && !p.seconds) return "clock.target_dropped";
  if (code === "closed" && p.days.length) return "clock.closed_days";
  if (code.endsWith("_in_all") && p.days.length) return `clock.${code}_closed`;
  if ((code === "paused" || code === "ended") && p.by) return `clock.${code}_by`;
  if (code === "due" && over) return p.remaining_s > 0 ? "clock.due_spare" : "clock.due";
  if (code === "due" && p.manual) return p.remaining_s > 0 ? "clock.due_manual" : "clock.due";
  if (code === "due") return p.remaining_s > 0 ? "clock.due_left" : "clock.due";
  return `clock.${code}`;
}

/** @param {{date: string, names: Record<string, string>}} day @returns {string} */
function dayName(day) {
  const name = day.names[document.documentElement.lang.slice(0, 2)] ?? day.names.en ?? "";
  const [, month, date] = day.date.split("-").map(Number);
  return name ? `${name} (${month}/${date})` : `${month}/${date}`;
}

/** @param {number} seconds @returns {string} */
function offset(seconds) {
  const minutes = Math.abs(Math.round(seconds / 60));
  return `UTC${seconds < 0 ? "−" : "+"}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** When a line was, or from when to when. @param {any} line @returns {string} */
function whenOf({ at, until }) {
  const { format } = desk;
  const from = format.dayAndTime(at, desk.now());
  if (until === null) return from;
  return `${from} – ${format.dayOf(at) === format.dayOf(until) ? format.clock(until) : format.dayAndTime(until, desk.now())}`;
}

/** Where on the clock a step stands. @param {{percent: number|null, offset_s: number|null}} step @returns {string} */
function placeOf({ percent, offset_s: offset }) {
  if (percent !== null) return `${percent} %`;
  return desk.t(offset < 0 ? "clock.step_before" : "clock.step_after", { time: exact(desk.t, Math.abs(offset)) });
}

/** @param {string} action @returns {string} */
function actionWords(action) {
  const [kind, ...rest] = action.split(":");
  const to = rest.join(":");
  const { t, state } = desk;
  if (kind === "reassign" && !to) return t("clock.act_reassign_queue");
  const person = t.has(`clock.to_${to || "supervisor"}`) ? t(`clock.to_${to || "supervisor"}`) : agentName(state, to) || t("timeline.someone");
  const named = kind === "move_queue" ? queueName(state, to) || t("timeline.a_queue") : kind === "tag" ? to : person;
  return t(`clock.act_${kind}`, { to: named });
}

class ProofElement extends DeskElement {
  /** @param {string} which */
  begin(which) {
    this.which = which;
    this.open = true;
    if (desk.ticket) void refresh(desk.ticket);
    this.draw();
  }

  draw() {
    const layer = /** @type {HTMLElement} */ (this.closest(".overlay"));
    if (!this.open || layer.hidden || !desk.ticket) return;
    const data = clocksOf(desk.ticket);
    const clocks = data?.clocks ?? [];
    fill(this, "none", data ? (clocks.length ? "" : desk.t("clocks.none")) : desk.t("clocks.wait"));
    each(part(this, "list"), clocks, (/** @type {any} */ one) => `${one.clock}:${one.cycle}`, (one) => this.made(one, clocks), (node, one) => this.drawClock(node, one, data.names));
  }

  /** @param {any} one @param {any[]} clocks */
  made(one, clocks) {
    const node = clone("t-proof");
    node.open = this.which ? this.which === `${one.clock}:${one.cycle}` : one === clocks[0];
    return node;
  }

  /** @param {any} node @param {any} one @param {Record<string, string>} names */
  drawClock(node, one, names) {
    const { t, format } = desk;
    const face = faceOf(asClock(one), desk.now());
    if (face) paint(part(node, "ring"), face);
    text(part(node, "name"), one.cycle > 1 ? t("clocks.cycle", { clock: t(`clock.${one.clock}`), n: one.cycle }) : t(`clock.${one.clock}`));
    text(part(node, "state"), face ? words(face) : "");
    part(node, "state").className = `proof-s clock-${face?.mode ?? "ok"}`;
    const goes = one.state === "running" || one.state === "paused";
    const due = one.due_at === null ? "" : t(goes && face?.mode !== "breach" ? "clocks.due_at" : "clocks.due_was", { time: format.dayAndTime(one.due_at, desk.now()) });
    text(part(node, "due"), [due, one.manual ? t("clocks.by_hand") : ""].filter(Boolean).join(" · "));
    each(part(node, "lines"), one.lines.map((/** @type {any} */ line, /** @type {number} */ n) => ({ ...line, n })), (line) => String(line.n), () => clone("t-proof-line"), (row, line) => {
      attr(row, "class", `proof-l proof-${line.code}`);
      text(part(row, "when"), whenOf(line));
      text(part(row, "say"), sentence(line, names, !goes));
    });
    const steps = one.steps.filter((/** @type {any} */ step) => goes || step.fired_at);
    show(part(node, "steps-t"), steps.length);
    each(part(node, "steps"), steps, (/** @type {any} */ step) => step.id, () => clone("t-proof-line"), (row, step) => {
      const actions = format.list(step.actions.map(actionWords));
      text(part(row, "when"), step.reached_at ? format.dayAndTime(step.reached_at, desk.now()) : placeOf(step));
      const late = step.late ? "step_late" : step.fired_at ? "step_done" : "step_waits";
      text(part(row, "say"), t(`clock.${late}`, { actions, at: step.fired_at ? format.dayAndTime(step.fired_at, desk.now()) : "" }));
    });
  }
}

customElements.define("sb-proof", ProofElement);
