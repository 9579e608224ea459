// outbox.js: what was written and has not arrived. Kept in this browser, sent in order, each once: the desk knows a message by its
// client id, so one whose answer was lost is simply sent again.
import { Refusal, Unreachable } from "./desk.js";

/** @typedef {import("./chat.js").Waiting} Waiting */
/** @typedef {{get: (key: string) => string|null, set: (key: string, value: string|null) => void}} Store */
/** @typedef {{store: Store, later: (fn: () => void, ms: number) => any, cancel: (id: any) => void, random: () => number}} World */

const KEY = "switchboard.outbox";
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];

export class Outbox {
  /** @param {World} world @param {(one: Waiting) => Promise<void>} send @param {(waiting: Waiting[]) => void} changed */
  constructor(world, send, changed) {
    this.world = world;
    this.send = send;
    this.changed = changed;
    this.tries = 0;
    this.timer = null;
    this.busy = false;
    /** @type {Waiting[]} */ this.waiting = read(world.store);
  }

  /** @param {Waiting} one */
  add(one) {
    this.waiting.push(one);
    this.keep();
    return this.drain();
  }

  /** Try a message again that was refused. @param {string} clientId */
  retry(clientId) {
    this.waiting = this.waiting.map((one) => (one.client_id === clientId ? { ...one, failed: undefined } : one));
    this.keep();
    return this.drain();
  }

  /** What arrived needs no place here. @param {Iterable<string|null>} clientIds */
  arrived(clientIds) {
    const gone = new Set(clientIds);
    const left = this.waiting.filter((one) => !gone.has(one.client_id));
    if (left.length !== this.waiting.length) {
      this.waiting = left;
      this.keep();
    }
  }

  /** The line is back: do not wait longer. */
  wake() {
    this.tries = 0;
    return this.drain();
  }

  async drain() {
    if (this.busy) return;
    this.busy = true;
    this.world.cancel(this.timer);
    try {
      for (let one = this.next(); one; one = this.next()) if (!(await this.attempt(one))) break;
    } finally {
      this.busy = false;
    }
  }

  /** The first that is not refused; nothing overtakes the start of a chat. @returns {Waiting|undefined} */
  next() {
    const first = this.waiting.find((one) => !one.failed);
    const blocked = this.waiting.find((one) => one.failed && one.start);
    return blocked ? undefined : first;
  }

  /** @param {Waiting} one @returns {Promise<boolean>} whether to go on with the next */
  async attempt(one) {
    try {
      await this.send(one);
      this.tries = 0;
      this.arrived([one.client_id]);
      return true;
    } catch (error) {
      if (error instanceof Refusal && !error.passing) {
        this.refuse(one, error.message);
        return true;
      }
      if (error instanceof Refusal || error instanceof Unreachable) {
        this.rest(error instanceof Refusal ? error.retryAfterS : null);
        return false;
      }
      throw error;
    }
  }

  /** @param {Waiting} one @param {string} why */
  refuse(one, why) {
    this.waiting = this.waiting.map((other) => (other.client_id === one.client_id ? { ...other, failed: why } : other));
    this.keep();
  }

  /** @param {number|null} afterS */
  rest(afterS) {
    const own = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] * (0.5 + this.world.random());
    this.tries += 1;
    this.timer = this.world.later(() => void this.drain(), afterS === null ? own : afterS * 1000);
  }

  keep() {
    this.world.store.set(KEY, this.waiting.length ? JSON.stringify(this.waiting) : null);
    this.changed(this.waiting);
  }
}

/** @param {Store} store @returns {Waiting[]} */
function read(store) {
  const text = store.get(KEY);
  if (!text) return [];
  try {
    const kept = JSON.parse(text);
    return Array.isArray(kept) ? kept : [];
  } catch (error) {
    if (error instanceof SyntaxError) return []; // somebody else's text under our name
    throw error;
  }
}
