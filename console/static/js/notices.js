// notices.js: <sb-notices>: what the desk told me, the newest first; how it sounds, when it is quiet, and whether it is mailed too.

import { attr, clone, each, part, show, text } from "./dom.js";
import { desk, DeskElement } from "./desk.js";
import { openLayer } from "./overlay.js";
import { flag, write } from "./prefs.js";
import { values } from "./sentences.js";
import { KINDS, play, volume } from "./sounds.js";
import { all } from "./views.js";

const LEVELS = [0, 25, 60, 100];

/** @param {any} notice @returns {string} */
export function noticeText(notice) {
  const facts = values(desk, { facts: notice.facts, body: "", author_kind: "system" });
  if (notice.facts.clock) facts.clock = desk.t(`clock.${notice.facts.clock}`);
  return desk.t(`notice.${notice.kind}`, facts);
}

/** @param {any} state @returns {any[]} */
export function unseen(state) {
  return all(state, "notice").filter((one) => !one.seen);
}

/** Note on the desk, and so on all my screens, that I saw or read some. @param {any[]} some @param {"seen"|"read"} mark */
async function note(some, mark) {
  const ids = some.filter((one) => !one[mark]).map((one) => one.id).slice(0, 200);
  if (ids.length) await desk.api.post("/notices/mark", { notice_ids: ids, mark });
}

/** Open the list; what stands in it has been seen. */
export function openNotices() {
  openLayer(/** @type {HTMLElement} */ (document.getElementById("notices-layer")));
  void note(unseen(desk.state), "seen");
}

/** A bell with the number of what I have not seen. */
class BellElement extends DeskElement {
  draw() {
    const count = unseen(desk.state).length;
    const badge = part(this, "badge");
    show(badge, count);
    text(badge, count > 99 ? "99+" : count);
    attr(this.querySelector("button"), "aria-label", count ? desk.t("notices.open_n", { n: count }) : desk.t("notices.title"));
  }
}

class NoticesElement extends DeskElement {
  ready() {
    this.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-notice]"));
      if (row) this.read(row.dataset.notice ?? "");
    });
    part(this, "all").addEventListener("click", () => void note(all(desk.state, "notice"), "read"));
    part(this, "desktop").addEventListener("click", () => void this.allow());
    this.isSet = false;
  }

  /** @param {string} id */
  read(id) {
    const notice = desk.state.records.notice[id];
    if (!notice) return;
    void note([notice], "read");
    if (notice.ticket_id) this.dispatchEvent(new CustomEvent("notice-opened", { bubbles: true, detail: notice.ticket_id }));
  }

  /** Ask the browser whether the system may show notices: only ever after a click. */
  async allow() {
    const answer = await Notification.requestPermission();
    write("notices", answer === "granted" ? "1" : "0");
    desk.changed();
  }

  /** Sounds, quiet hours and mail are kept at the desk, so that they hold on every device. */
  setUp() {
    this.isSet = true;
    each(part(this, "sounds"), KINDS, (kind) => kind, () => clone("t-sound"), (node, kind) => {
      text(part(node, "name"), desk.t(`sounds.${kind}`));
      const level = /** @type {HTMLSelectElement} */ (part(node, "level"));
      level.replaceChildren(...LEVELS.map((one) => new Option(desk.t(`sounds.level_${one}`), String(one))));
      level.value = String(LEVELS.reduce((best, one) => (Math.abs(one - volume(kind)) < Math.abs(best - volume(kind)) ? one : best), 0));
      level.addEventListener("change", () => void this.choose({ sounds: { ...desk.state.me.preferences.sounds, [kind]: Number(level.value) } }).then(() => play(kind, true)));
    });
    const [from, to] = [part(this, "from"), part(this, "to")];
    [from.value, to.value] = desk.state.me.preferences.quiet_hours ?? ["", ""];
    for (const one of [from, to]) one.addEventListener("change", () => { if (Boolean(from.value) === Boolean(to.value)) void this.choose({ quiet_hours: from.value ? [from.value, to.value] : [] }); });
    const mail = part(this, "mail");
    mail.checked = desk.state.me.preferences.notice_mail === true;
    mail.addEventListener("change", () => void this.choose({ notice_mail: mail.checked }));
  }

  /** @param {Record<string, unknown>} wish */
  async choose(wish) {
    await desk.api.post("/account/preferences", wish);
    desk.apply((state) => ({ ...state, me: { ...state.me, preferences: { ...state.me.preferences, ...wish } } }));
  }

  draw() {
    if (!this.isSet) this.setUp();
    const list = all(desk.state, "notice").sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    each(part(this, "list"), list, (one) => one.id, () => clone("t-notice"), (node, one) => {
      const row = part(node, "row");
      attr(row, "data-notice", one.id);
      row.classList.toggle("is-new", !one.read);
      row.classList.toggle("is-urgent", one.urgent);
      text(part(node, "text"), noticeText(one));
      text(part(node, "when"), desk.format.dayAndTime(one.at, desk.now()));
    });
    show(part(this, "none"), !list.length);
    show(part(this, "all"), list.some((one) => !one.read));
    const can = "Notification" in window;
    show(part(this, "desktop"), can && Notification.permission === "default");
    text(part(this, "desktop-s"), !can || Notification.permission === "denied" ? desk.t("notices.desktop_denied") : Notification.permission === "granted" && flag("notices", false) ? desk.t("notices.desktop_on") : "");
  }
}

customElements.define("sb-bell", BellElement);
customElements.define("sb-notices", NoticesElement);
