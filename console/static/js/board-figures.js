// board-figures.js: the day's figures, the list behind one of them, agents' days, the flight plan and falling moods, fetched for the
// board. Records come by themselves; these are asked for again soon after something happened, and now and then when nothing did.

import { desk } from "./desk.js";

const SOON_MS = 3_000;
const ANYWAY_MS = 30_000;
const QUIET = new Set(["notice.given", "notice.shown", "notice.marked", "config.changed"]);

/** @typedef {{figure: string, queueId: string, userId: string}} Shown */

class BoardFigures {
  constructor() {
    this.team = "";
    this.minutes = 30;
    this.add = 0;
    /** @type {any} */ this.figures = null;
    /** @type {any} */ this.list = null;
    /** @type {any} */ this.days = null;
    /** @type {any} */ this.ledger = null;
    /** @type {any} */ this.plan = null;
    /** @type {any[]} */ this.falling = [];
    /** @type {Shown|null} */ this.shown = null;
    this.panel = "now";
    this.due = 0;
    this.asking = false;
  }

  /** Begin: once now, then after what happens. */
  start() {
    desk.listeners.push((frame) => { if (frame.frame === "resync" || (frame.frame === "change" && !QUIET.has(frame.kind))) this.soon(SOON_MS); });
    setInterval(() => this.soon(0), ANYWAY_MS);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.soon(0); });
    this.soon(0);
  }

  /** @param {number} after */
  soon(after) {
    if (this.due || document.hidden) return;
    this.due = window.setTimeout(() => { this.due = 0; void this.ask(); }, after);
  }

  /** Everything that is on the screen now, one after the other; a desk that cannot be reached just now is asked again later. */
  async ask() {
    if (this.asking) return this.soon(SOON_MS);
    this.asking = true;
    try {
      this.figures = await this.get("/board/figures");
      if (this.shown) await this.askList();
      if (this.panel === "ledger") this.ledger = await this.get("/board/ledger");
      else this.days = await this.get("/board/agents");
      await this.askPlan();
      this.falling = (await desk.api.get("/moods?hours=1")).falling;
    } catch (error) {
      reportError(error);
    } finally {
      this.asking = false;
      desk.changed();
    }
  }

  async askPlan() {
    this.plan = await desk.api.get(`/flight-plan?minutes=${this.minutes}&add=${this.add}`);
  }

  async askList() {
    const { figure, queueId, userId } = /** @type {Shown} */ (this.shown);
    const more = `${queueId && `&queue_id=${queueId}`}${userId && `&user_id=${userId}`}`;
    const found = await this.get(`/board/lists/${figure}`, more);
    if (this.shown?.figure === figure && this.shown.queueId === queueId && this.shown.userId === userId) this.list = found;
  }

  /** @param {string} path @param {string} [more] @returns {Promise<any>} */
  get(path, more = "") {
    const asked = new URLSearchParams(`${this.team && `team_id=${this.team}`}${more}`).toString();
    return desk.api.get(asked ? `${path}?${asked}` : path);
  }

  /** Show what a figure counts. @param {string} figure @param {string} [queueId] @param {string} [userId] */
  open(figure, queueId = "", userId = "") {
    this.shown = { figure, queueId, userId };
    this.list = null;
    void this.askList().then(() => desk.changed());
    desk.changed();
  }

  close() {
    this.shown = null;
    this.list = null;
    desk.changed();
  }

  /** @param {Partial<{team: string, minutes: number, add: number, panel: string}>} choice */
  choose(choice) {
    Object.assign(this, choice);
    if ("team" in choice) { this.list = null; this.days = null; this.ledger = null; }
    clearTimeout(this.due);
    this.due = 0;
    this.soon(0);
    desk.changed();
  }

  /** The figures of one queue. @param {string} queueId @returns {any} */
  ofQueue(queueId) {
    return this.figures?.queues.find((/** @type {any} */ one) => one.queue_id === queueId);
  }
}

export const board = new BoardFigures();

/** @param {number|null|undefined} share @returns {string} */
export function percent(share) {
  return share === null || share === undefined ? "–" : String(Math.round(share * 1000) / 10);
}
