// alerts.js: sound, system notices and the title. At most one sound a second; none before the person touched the page,
// while away, or for a chat while on a call.

import { desk } from "./desk.js";
import { flag } from "./prefs.js";
import { liveCall, needReply } from "./views.js";

const RING_EVERY_MS = 2_000;
const SOUND_GAP_MS = 1_000;
const TONES = /** @type {Record<string, [number, number][]>} */ ({
  voice: [[660, 0], [520, 0.22]], chat: [[740, 0]], message: [[880, 0]],
});

/** @type {AudioContext|null} */
let audio = null;
let soundAt = 0;
let ringing = 0;
const bare = document.title;

for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => { audio = audio ?? new AudioContext(); }, { once: true });
}

/** @param {string} kind */
function play(kind) {
  if (!audio || !flag("sound", true) || Date.now() - soundAt < SOUND_GAP_MS) return;
  soundAt = Date.now();
  for (const [pitch, after] of TONES[kind] ?? TONES.message) tone(audio, pitch, audio.currentTime + after);
}

/** @param {AudioContext} audio @param {number} pitch @param {number} at */
function tone(audio, pitch, at) {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + 0.3);
}

/** An offer rings: a call until it is answered, other work once. @param {any} offer */
function ring(offer) {
  stopRinging();
  if (offer.channel === "voice") {
    play("voice");
    ringing = window.setInterval(() => play("voice"), RING_EVERY_MS);
  } else if (!liveCall(desk.state)) {
    play("chat");
  }
  const name = offer.customer?.name ?? desk.t("offer.unknown");
  notice(desk.t("notice.offer", { kind: desk.t(`offer.kind.${offer.channel}`), name }));
}

function stopRinging() {
  clearInterval(ringing);
  ringing = 0;
}

/** @param {string} words */
function notice(words) {
  if (!document.hidden || !flag("notices", false) || !("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification(words, { tag: "desk", silent: true });
  shown.onclick = () => { window.focus(); shown.close(); };
}

/** New words of a customer on my ticket that is not open in front of me. @param {any} frame */
function heard(frame) {
  if (frame.frame !== "change" || frame.kind !== "entry.added") return;
  const ticket = frame.records.find((/** @type {any} */ r) => r.type === "ticket" && r.assignee_id === desk.state.me.id && r.unread > 0);
  if (!ticket || (ticket.id === desk.ui.ticketId && !document.hidden)) return;
  const mine = desk.state.records.agent[desk.state.me.id];
  if (mine?.state !== "away" && !liveCall(desk.state)) play("message");
  notice(desk.t("notice.message", { name: ticket.customer.name ?? desk.t("customer.unknown"), channel: desk.t(`channel.${ticket.channel}`) }));
}

/** Begin to watch: rings, notices and the number in the title. */
export function startAlerts() {
  document.addEventListener("offer-rings", (event) => ring(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener("offer-gone", stopRinging);
  desk.listeners.push(heard);
  const title = /** @type {any} */ ({ isConnected: true, draw: () => {
    const count = needReply(desk.state);
    const wanted = count ? `(${count}) ${bare}` : bare;
    if (document.title !== wanted) document.title = wanted;
  } });
  desk.join(title);
}
