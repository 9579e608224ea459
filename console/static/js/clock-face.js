// clock-face.js: how a clock looks at an instant: its colour, how much is left, which words. Pure.

/** @typedef {{state: string|null, due_at: number|null, since: number|null, warn_at: number|null, done_s?: number|null, late?: boolean}} Clock */
/** @typedef {{mode: "ok"|"warn"|"breach"|"paused"|"met"|"stopped", share: number, word: string, ms: number}} Face */

/** @param {Clock} clock @param {number} now @returns {Face|null} */
export function faceOf(clock, now) {
  const { state, due_at: due } = clock;
  if (!state) return null;
  if (state === "met") return { mode: "met", share: 100, word: clock.late ? "met_late" : "met", ms: (clock.done_s ?? 0) * 1000 };
  if (state === "stopped") return { mode: "stopped", share: 0, word: "stopped", ms: 0 };
  if (due === null) return { mode: "paused", share: 0, word: "paused", ms: 0 };
  if (state === "breached" || now >= due) return { mode: "breach", share: 0, word: "over", ms: Math.max(0, now - due) };
  const risky = clock.warn_at !== null && now >= clock.warn_at;
  return { mode: risky ? "warn" : "ok", share: left(clock, due, now), word: "left", ms: due - now };
}

/** How much of a clock's time is left, in hundredths; in its last quarter the ring shows no more than that. @param {Clock} clock @param {number} due @param {number} now */
function left(clock, due, now) {
  const warn = clock.warn_at;
  if (warn !== null && now >= warn) return Math.round((25 * (due - now)) / Math.max(1, due - warn));
  const since = clock.since ?? now;
  const upto = warn ?? due;
  const rest = Math.min(1, Math.max(0, (upto - now) / Math.max(1, upto - since)));
  return Math.round((warn === null ? 0 : 25) + (warn === null ? 100 : 75) * rest);
}

/** The clock a ticket's card shows. @param {any} ticket @returns {Clock} */
export function nearest(ticket) {
  return { state: ticket.due_state, due_at: ticket.due_at, since: ticket.due_since, warn_at: ticket.due_warn_at };
}

/** A clock as the desk tells it in full. @param {any} one @returns {Clock} */
export function asClock(one) {
  const state = one.state === "running" || one.state === "paused" ? (one.breached_at !== null ? "breached" : one.state) : one.state;
  return { state, due_at: one.due_at, since: one.started_at, warn_at: one.warn_at, done_s: one.elapsed_s, late: one.breached_at !== null };
}

const KINDS = ["first_response", "next_reply", "answer", "update", "resolution"];

/** At most three clocks for the head of a conversation: what goes first, then what was met last. @param {any[]} clocks @returns {any[]} */
export function foremost(clocks) {
  const latest = new Map();
  for (const one of clocks) {
    const held = latest.get(one.clock);
    if (!held || one.cycle > held.cycle) latest.set(one.clock, one);
  }
  const all = [...latest.values()].filter((one) => one.state !== "stopped");
  const going = all.filter((one) => one.state === "running" || one.state === "paused");
  const chosen = [...going, ...all.filter((one) => !going.includes(one))].slice(0, 3);
  return chosen.sort((a, b) => KINDS.indexOf(a.clock) - KINDS.indexOf(b.clock));
}

/** Hours, minutes and seconds as a proof needs them: to the second. @param {(key: string, values: Record<string, unknown>) => string} t @param {number} seconds @returns {string} */
export function exact(t, seconds) {
  const s = Math.max(0, Math.round(seconds));
  const parts = [];
  if (s >= 3600) parts.push(t("time.hours", { n: Math.floor(s / 3600) }));
  if (s % 3600 >= 60) parts.push(t("time.min", { n: Math.floor((s % 3600) / 60) }));
  if (s % 60 || !parts.length) parts.push(t("time.sec", { n: s % 60 }));
  return parts.join(" ");
}
