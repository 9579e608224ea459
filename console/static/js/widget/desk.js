// desk.js: the widget's requests to the desk. A browser is known by a secret it got once; nothing else identifies it.

/** @typedef {{fetch: typeof fetch, language: string, store: {get: (key: string) => string|null, set: (key: string, value: string|null) => void}}} World */

const TOKEN = "switchboard.visitor";

/** The desk refused. */
export class Refusal extends Error {
  /** @param {number} status @param {{code?: string, message?: string, detail?: Record<string, any>}} body @param {number|null} retryAfterS */
  constructor(status, body, retryAfterS) {
    super(body.message || body.code || String(status));
    this.status = status;
    this.code = body.code ?? `http.${status}`;
    this.retryAfterS = retryAfterS;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 401 || this.status === 408 || this.status === 425 || this.status === 429 || this.status >= 500;
  }
}

/** The desk could not be reached. */
export class Unreachable extends Error {}

/** What was asked for, or null when the desk refuses or cannot be reached: for what may as well be missing.
 * @template T @param {Promise<T>} asked @returns {Promise<T|null>} */
export async function maybe(asked) {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreachable || (error instanceof DOMException && error.name === "AbortError")) return null;
    throw error;
  }
}

export class Desk {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    this.token = world.store.get(TOKEN);
    /** @type {Promise<string>|null} */ this.arriving = null;
  }

  /** The secret of this browser; asked for when there is none yet. @returns {Promise<string>} */
  async secret() {
    if (this.token) return this.token;
    this.arriving ??= this.arrive().finally(() => { this.arriving = null; });
    return this.arriving;
  }

  async arrive() {
    const here = await this.ask("/visitor", { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } }, false);
    this.keep(here.token);
    return here.token;
  }

  /** @param {string|null} token */
  keep(token) {
    this.token = token;
    this.world.store.set(TOKEN, token);
  }

  /** What the desk says to everybody. @returns {Promise<any>} */
  front() {
    return this.ask("/desk", {}, false);
  }

  /** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
  get(path, signal) {
    return this.ask(path, { signal }, true);
  }

  /** @param {string} path @param {Record<string, unknown>} body @param {string} [key] @returns {Promise<any>} */
  post(path, body, key) {
    const headers = { "Content-Type": "application/json", ...(key ? { "Idempotency-Key": key } : {}) };
    return this.ask(path, { method: "POST", body: JSON.stringify(body), headers }, true);
  }

  /** @param {string} chat @param {File} file @param {string} key @returns {Promise<any>} */
  upload(chat, file, key) {
    const headers = { "Content-Type": file.type || "application/octet-stream", "X-File-Name": encodeURIComponent(file.name), "Idempotency-Key": key };
    return this.ask(`/chats/${chat}/attachments`, { method: "POST", body: file, headers }, true);
  }

  /** @param {string} url below /api/widget @returns {Promise<Blob>} */
  async file(url) {
    return (await this.reach(url, {}, true)).blob();
  }

  /** @param {string} path @param {RequestInit} request @param {boolean} known @returns {Promise<any>} */
  async ask(path, request, known) {
    return (await this.reach(path, request, known)).json();
  }

  /** @param {string} path @param {RequestInit} request @param {boolean} known @returns {Promise<Response>} */
  async reach(path, request, known) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json", "Accept-Language": this.world.language, .../** @type {Record<string, string>} */ (request.headers ?? {}) };
    if (known) headers.Authorization = `Bearer ${await this.secret()}`;
    let response;
    try {
      response = await this.world.fetch(`/api/widget${path}`, { ...request, headers, credentials: "omit" });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Unreachable("the desk cannot be reached", { cause: error });
    }
    if (response.ok) return response;
    if (response.status === 401) this.keep(null); // nobody knows this browser any more: the next request asks anew
    const body = (response.headers.get("Content-Type") ?? "").includes("json") ? await response.json() : {};
    const after = Number(response.headers.get("Retry-After"));
    throw new Refusal(response.status, body, after > 0 ? after : null);
  }
}
