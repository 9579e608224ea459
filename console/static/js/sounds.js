// sounds.js: short tones made here, a volume for each kind, none in one's quiet hours but for what is urgent. At most one a second.

import { desk } from "./desk.js";
import { flag } from "./prefs.js";
import { speaks } from "./speaker.js";

export const KINDS = ["voice", "chat", "message", "notice", "urgent"];
const SOUND_GAP_MS = 1_000;
const LOUD = 0.16;
const TONES = /** @type {Record<string, [number, number][]>} */ ({
  voice: [[660, 0], [520, 0.22]], chat: [[740, 0]], message: [[880, 0]], notice: [[392, 0]], urgent: [[330, 0], [330, 0.3]],
});
/** What one hears who has chosen nothing; supervisors hear calls of their own and nothing else. */
const DEFAULTS = /** @type {Record<string, number>} */ ({ voice: 60, chat: 50, message: 40, notice: 50, urgent: 70 });

/** @type {AudioContext|null} */
let audio = null;
let soundAt = 0;

for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => { audio = audio ?? new AudioContext(); }, { once: true });
}

/** How loud a kind is, 0 to 100. @param {string} kind @returns {number} */
export function volume(kind) {
  const { role, preferences } = desk.state.me;
  const chosen = preferences.sounds?.[kind];
  if (typeof chosen === "number") return chosen;
  return role === "supervisor" && kind !== "voice" ? 0 : DEFAULTS[kind] ?? 0;
}

/** Whether it is within one's quiet hours, on the wall of this person's zone. @returns {boolean} */
export function quiet() {
  const [from, to] = desk.state.me.preferences.quiet_hours ?? [];
  if (!from || !to) return false;
  const now = desk.format.clock(desk.now());
  return from <= to ? from <= now && now < to : now >= from || now < to;
}

/** @param {string} kind @param {boolean} [urgent] */
export function play(kind, urgent = false) {
  const loud = volume(kind);
  if (!audio || !loud || !speaks() || !flag("sound", true) || (quiet() && !urgent) || Date.now() - soundAt < SOUND_GAP_MS) return;
  soundAt = Date.now();
  for (const [pitch, after] of TONES[kind] ?? TONES.message) tone(audio, pitch, audio.currentTime + after, (loud / 100) * LOUD);
}

/** @param {AudioContext} audio @param {number} pitch @param {number} at @param {number} loud */
function tone(audio, pitch, at, loud) {
  const source = audio.createOscillator();
  const gain = audio.createGain();
  source.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loud, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
  source.connect(gain).connect(audio.destination);
  source.start(at);
  source.stop(at + 0.3);
}
