// alerts.js: what one is told beyond the page: sounds, the system's notices, the number in the title and the mark on the icon.
// One per person and event: the desk gives each notice once, and one tab of a browser speaks for all (speaker.js).

import { desk } from "./desk.js";
import { noticeText, unseen } from "./notices.js";
import { flag } from "./prefs.js";
import { play, quiet } from "./sounds.js";
import { speaks, startSpeaker } from "./speaker.js";
import { liveCall, needReply } from "./views.js";

const RING_EVERY_MS = 2_000;

let ringing = 0;
const bare = document.title;
/** @type {Map<string, Notification>} */
const shown = new Map();

/** An offer rings: a call until it is answered, other work once. @param {any} offer */
function ring(offer) {
  stopRinging();
  if (offer.channel === "voice") {
    play("voice", true);
    ringing = window.setInterval(() => play("voice", true), RING_EVERY_MS);
  } else if (!liveCall(desk.state)) {
    play("chat");
  }
  const name = offer.customer?.name ?? desk.t("offer.unknown");
  system(`offer:${offer.id}`, desk.t("alert.offer", { kind: desk.t(`offer.kind.${offer.channel}`), name }), true);
}

function stopRinging() {
  clearInterval(ringing);
  ringing = 0;
  for (const key of [...shown.keys()].filter((one) => one.startsWith("offer:"))) takeBack(key);
}

/** A notice of the system, when nobody looks at this page. @param {string} key @param {string} words @param {boolean} [urgent] */
function system(key, words, urgent = false) {
  if (!document.hidden || !speaks() || (quiet() && !urgent) || !flag("notices", false)) return;
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const notice = new Notification(words, { tag: key, silent: true });
  notice.onclick = () => { window.focus(); notice.close(); };
  shown.set(key, notice);
}

/** @param {string} key */
function takeBack(key) {
  shown.get(key)?.close();
  shown.delete(key);
}

/** New words of a customer on my ticket that is not open in front of me. @param {any} frame */
function heard(frame) {
  if (frame.frame !== "change" || frame.kind !== "entry.added") return;
  const ticket = frame.records.find((/** @type {any} */ r) => r.type === "ticket" && r.assignee_id === desk.state.me.id && r.unread > 0);
  if (!ticket || (ticket.id === desk.ui.ticketId && !document.hidden)) return;
  const mine = desk.state.records.agent[desk.state.me.id];
  if (mine?.state !== "away" && !liveCall(desk.state)) play("message");
  system(`ticket:${ticket.id}`, desk.t("alert.message", { name: ticket.customer.name ?? desk.t("customer.unknown"), channel: desk.t(`channel.${ticket.channel}`) }));
}

/** A notice of the desk; one that was seen on another screen is taken back here too. @param {any} frame */
function told(frame) {
  if (frame.frame !== "change" || !frame.kind.startsWith("notice.")) return;
  for (const one of frame.records.filter((/** @type {any} */ r) => r.type === "notice")) {
    if (one.seen) takeBack(one.id);
    else {
      play(one.urgent ? "urgent" : "notice", one.urgent);
      system(one.id, noticeText(one), one.urgent);
    }
  }
}

/** The number of items that want me, in the title and as a mark on the icon. */
function mark() {
  const count = needReply(desk.state) + unseen(desk.state).length;
  const wanted = count ? `(${count}) ${bare}` : bare;
  if (document.title !== wanted) document.title = wanted;
  const link = /** @type {HTMLLinkElement|null} */ (document.querySelector("link[rel=icon]"));
  const icon = count ? document.body.dataset.marked : document.body.dataset.plain;
  if (link && icon && link.getAttribute("href") !== icon) link.setAttribute("href", icon);
}

/** Begin to watch. */
export function startAlerts() {
  startSpeaker();
  document.addEventListener("offer-rings", (event) => ring(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener("offer-gone", stopRinging);
  desk.listeners.push(heard, told);
  desk.join(/** @type {any} */ ({ isConnected: true, draw: mark }));
}
