// socket.js: one listening line to the desk. Says hello with a cursor, notices holes and silence, comes back with jitter.
// Knows nothing of the document; time, sockets and randomness are given, so that a test can hold them.

/** @typedef {"connecting"|"live"|"behind"|"waiting"|"offline"|"ended"} Line */
/** @typedef {{open: (url: string) => WebSocket, now: () => number, later: (fn: () => void, ms: number) => any,
 *   cancel: (id: any) => void, random: () => number}} World */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const SILENT_BEATS = 2.5;
const DEFAULT_BEAT_S = 10;
const BEHIND_MS = 2_000;

export class Socket {
  /** @param {{url: string, world: World, cursor: () => number, watch: () => string[], device: string, active: () => boolean,
   *   onFrame: (frame: any) => void, onLine: (line: Line, retryAt: number|null) => void}} options */
  constructor(options) {
    this.options = options;
    this.world = options.world;
    /** @type {WebSocket|null} */ this.ws = null;
    /** @type {Line} */ this.line = "connecting";
    this.tries = 0;
    this.beatMs = DEFAULT_BEAT_S * 1000;
    this.heardAt = 0;
    this.behindSince = /** @type {number|null} */ (null);
    this.timer = null;
    this.retryAfter = /** @type {number|null} */ (null);
  }

  /** Open the line now, whatever waits. */
  connect() {
    this.world.cancel(this.timer);
    this.drop();
    this.tell("connecting", null);
    const ws = this.world.open(this.options.url);
    this.ws = ws;
    this.heardAt = this.world.now();
    ws.onopen = () => this.hello(ws);
    ws.onmessage = (event) => this.heard(ws, event.data);
    ws.onclose = () => { if (ws === this.ws) this.lost(); };
    this.watchSilence();
  }

  /** @param {WebSocket} ws */
  hello(ws) {
    const { cursor, watch, device } = this.options;
    ws.send(JSON.stringify({ say: "hello", cursor: cursor(), watch: watch(), device }));
  }

  /** @param {WebSocket} ws @param {string} text */
  heard(ws, text) {
    if (ws !== this.ws) return;
    this.heardAt = this.world.now();
    const frame = JSON.parse(text);
    if (frame.frame === "welcome") this.welcomed(frame);
    if (frame.frame === "bye") this.dismissed(frame);
    this.options.onFrame(frame);
    if (frame.frame === "beat") this.beat(frame);
    else if (frame.frame === "change" || frame.frame === "resync") this.caughtUp();
  }

  /** @param {any} frame */
  welcomed(frame) {
    this.tries = 0;
    this.retryAfter = null;
    this.beatMs = frame.heartbeat_s * 1000;
    this.tell(this.options.cursor() < frame.cursor ? "behind" : "live", null);
  }

  /** A beat tells the newest change of this stream: if we lack it for long, something was lost. @param {any} frame */
  beat(frame) {
    this.say({ say: "alive", active: this.options.active() });
    if (frame.last <= this.options.cursor()) return this.caughtUp();
    const now = this.world.now();
    this.behindSince ??= now;
    if (now - this.behindSince >= BEHIND_MS) this.resume();
    else this.tell("behind", null);
  }

  caughtUp() {
    this.behindSince = null;
    if (this.ws) this.tell("live", null);
  }

  /** A hole was seen: ask again from the cursor. */
  resume() {
    this.behindSince = null;
    this.connect();
  }

  /** @param {any} frame */
  dismissed(frame) {
    if (frame.retry_after_ms === null) {
      this.drop();
      this.tell("ended", null);
    } else {
      this.retryAfter = frame.retry_after_ms;
    }
  }

  lost() {
    this.ws = null;
    if (this.line === "ended") return;
    const wait = this.waitMs();
    this.tries += 1;
    this.tell("waiting", this.world.now() + wait);
    this.world.cancel(this.timer);
    this.timer = this.world.later(() => this.connect(), wait);
  }

  /** How long to wait: what the server asked for, else doubling with full jitter, so that a thousand screens spread out.
   * @returns {number} */
  waitMs() {
    const top = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    const own = FIRST_WAIT_MS / 2 + this.world.random() * (top - FIRST_WAIT_MS / 2);
    const asked = this.retryAfter;
    this.retryAfter = null;
    return asked === null ? own : asked + this.world.random() * FIRST_WAIT_MS;
  }

  /** A line that says nothing for long is dead even if nobody closed it. */
  watchSilence() {
    this.world.cancel(this.timer);
    this.timer = this.world.later(() => {
      if (!this.ws) return;
      if (this.world.now() - this.heardAt < this.beatMs * SILENT_BEATS) return this.watchSilence();
      this.drop();
      this.lost();
    }, this.beatMs);
  }

  /** @param {Record<string, unknown>} words @returns {boolean} whether they left */
  say(words) {
    if (this.ws?.readyState !== 1) return false;
    this.ws.send(JSON.stringify(words));
    return true;
  }

  drop() {
    const ws = this.ws;
    this.ws = null;
    ws?.close();
  }

  /** @param {Line} line @param {number|null} retryAt */
  tell(line, retryAt) {
    this.line = line;
    this.options.onLine(line, retryAt);
  }
}
