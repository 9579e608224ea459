// api.js: commands and questions to the desk. A command carries a key, so that sending it twice does it once;
// what cannot be sent waits in order and goes when the line is back.

/** @typedef {{status: number, code: string, detail: Record<string, any>, message: string, title: string}} Problem */
/** @typedef {{fetch: typeof fetch, later: (fn: () => void, ms: number) => any, key: () => string, language: string}} World */

const RETRY_MS = [400, 1_000, 2_500, 5_000, 10_000];
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504]);
/** A desk that is away comes back; one that fails at this very command three times will go on failing. */
const MOST_500 = 2;

/** A refusal by the desk: nothing was changed. */
export class Refusal extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.message || problem.title || problem.code);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail ?? {};
  }
}

/** The desk could not be reached. */
export class Unreachable extends Error {}

/** An opaque key of 32 characters for one command. @returns {string} */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

export class Api {
  /** @param {World} world @param {(waiting: number) => void} onQueue */
  constructor(world, onQueue = () => {}) {
    this.world = world;
    this.onQueue = onQueue;
    /** @type {Map<string, Promise<unknown>>} */ this.lanes = new Map();
    this.waiting = 0;
    /** @type {Set<() => void>} */ this.sleepers = new Set();
  }

  /** Ask for something. @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
  async get(path, signal) {
    return this.answer(await this.reach(`/api/v1${path}`, { headers: this.headers(), signal }));
  }

  /** Do something, once. Commands of one lane (a ticket) keep their order; a lost answer is asked for again with the same key.
   * @param {string} path @param {Record<string, unknown>} [body] @param {{lane?: string, key?: string, patient?: boolean}} [options]
   * @returns {Promise<any>} */
  post(path, body = {}, { lane = "", key = this.world.key(), patient = true } = {}) {
    const before = (lane && this.lanes.get(lane)) || Promise.resolve();
    const sent = before.then(() => this.deliver(path, body, key, patient));
    if (lane) this.lanes.set(lane, sent.then(() => undefined, () => undefined));
    return sent;
  }

  /** Send a file as it is. @param {File} file @returns {Promise<any>} */
  async upload(file) {
    const headers = {
      ...this.headers(), "Content-Type": file.type || "application/octet-stream",
      "X-File-Name": encodeURIComponent(file.name), "Idempotency-Key": this.world.key(),
    };
    return this.answer(await this.reach("/api/v1/attachments", { method: "POST", headers, body: file }));
  }

  /** The line is back: what waits need not wait longer. */
  wake() {
    for (const go of [...this.sleepers]) go();
  }

  /** @param {string} path @param {Record<string, unknown>} body @param {string} key @param {boolean} patient @returns {Promise<any>} */
  async deliver(path, body, key, patient) {
    const request = {
      method: "POST", body: JSON.stringify(body),
      headers: { ...this.headers(), "Content-Type": "application/json", "Idempotency-Key": key },
    };
    this.count(1);
    try {
      for (let turn = 0; ; turn += 1) {
        const outcome = await this.attempt(path, request, turn);
        if (!outcome.again || (!patient && turn >= 1)) return await outcome.settle();
        await this.pause(RETRY_MS[Math.min(turn, RETRY_MS.length - 1)]);
      }
    } finally {
      this.count(-1);
    }
  }

  /** @param {string} path @param {RequestInit} request @param {number} turn
   * @returns {Promise<{again: boolean, settle: () => Promise<any>}>} */
  async attempt(path, request, turn) {
    try {
      const response = await this.reach(`/api/v1${path}`, request);
      const again = RETRIED.has(response.status) && !(response.status === 500 && turn >= MOST_500);
      return { again, settle: () => this.answer(response) };
    } catch (error) {
      if (error instanceof Unreachable) return { again: true, settle: () => Promise.reject(error) };
      throw error;
    }
  }

  /** @param {string} url @param {RequestInit} request @returns {Promise<Response>} */
  async reach(url, request) {
    try {
      return await this.world.fetch(url, { credentials: "same-origin", ...request });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Unreachable("the desk cannot be reached", { cause: error });
    }
  }

  /** @param {Response} response @returns {Promise<any>} */
  async answer(response) {
    if (response.ok) return response.status === 204 ? {} : response.json();
    const type = response.headers.get("Content-Type") ?? "";
    const body = type.includes("json") ? await response.json() : {};
    throw new Refusal({ status: response.status, code: body.code ?? `http.${response.status}`, detail: body.detail ?? {}, message: body.message ?? "", title: body.title ?? "" });
  }

  /** @returns {Record<string, string>} */
  headers() {
    return { Accept: "application/json", "Accept-Language": this.world.language };
  }

  /** @param {number} ms @returns {Promise<void>} */
  pause(ms) {
    return new Promise((resolve) => {
      const go = () => { this.sleepers.delete(go); resolve(); };
      this.sleepers.add(go);
      this.world.later(go, ms);
    });
  }

  /** @param {number} step */
  count(step) {
    this.waiting += step;
    this.onQueue(this.waiting);
  }
}
