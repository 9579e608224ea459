// speaker.js: which tab of this browser makes the sounds and the system's notices: the one touched last, so that nothing sounds twice.
// Where the browser has no locks (a page not served securely), each tab speaks for itself.

const NAME = "desk.speaker";

let speaking = !("locks" in navigator);
let asking = false;

/** @returns {boolean} */
export function speaks() {
  return speaking;
}

/** Be the one that speaks, until another tab is touched or this one closes. @param {boolean} steal */
async function take(steal) {
  if (speaking || asking) return;
  asking = true;
  try {
    await navigator.locks.request(NAME, steal ? { steal: true } : {}, () => {
      speaking = true;
      asking = false;
      return new Promise(() => {});
    });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    speaking = false; // another tab was touched
    asking = false;
    void take(false);
  }
}

/** Begin: whoever is first speaks, and from then on whoever is touched. */
export function startSpeaker() {
  if (!("locks" in navigator)) return;
  void take(false);
  for (const kind of ["pointerdown", "keydown"]) {
    addEventListener(kind, () => { if (!speaking) { asking = false; void take(true); } }, { passive: true });
  }
}
