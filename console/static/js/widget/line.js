// line.js: news of one chat. A socket when there is one; where sockets are cut, a long poll says the same a little later.
// Knows nothing of the document; time, sockets and requests are given.

/** @typedef {"connecting"|"live"|"polling"|"lost"} State */
/** @typedef {{open: (conversationId: string, token: string) => WebSocket, later: (fn: () => void, ms: number) => any,
 *   cancel: (id: any) => void, random: () => number, now: () => number}} World */
/** @typedef {{conversation: () => string|null, token: () => string|null, seen: () => number, newest: () => number,
 *   poll: (signal: AbortSignal) => Promise<boolean>, onChat: (chat: any) => void, onTyping: (on: boolean) => void,
 *   onState: (state: State) => void}} Options */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const TRIES_BEFORE_POLLING = 2;
const SILENT_MS = 40_000;

export class Line {
  /** @param {World} world @param {Options} options */
  constructor(world, options) {
    this.world = world;
    this.options = options;
    /** @type {WebSocket|null} */ this.ws = null;
    /** @type {AbortController|null} */ this.polling = null;
    /** @type {State} */ this.state = "connecting";
    this.tries = 0;
    this.heardAt = 0;
    this.timer = null;
    this.silence = null;
    this.over = false;
  }

  /** Listen to the chat there is now. */
  start() {
    this.over = false;
    this.tries = 0;
    this.connect();
  }

  stop() {
    this.over = true;
    this.world.cancel(this.timer);
    this.world.cancel(this.silence);
    this.polling?.abort();
    this.polling = null;
    this.drop();
  }

  connect() {
    this.world.cancel(this.timer);
    this.drop();
    const conversation = this.options.conversation();
    const token = this.options.token();
    if (this.over || !conversation || !token) return;
    if (!this.polling) this.tell("connecting");
    const ws = this.world.open(conversation, token);
    this.ws = ws;
    ws.onopen = () => this.say({ say: "widget_hello", conversation_id: conversation, cursor: this.options.newest() });
    ws.onmessage = (event) => { if (ws === this.ws) this.heard(JSON.parse(event.data)); };
    ws.onclose = () => { if (ws === this.ws) this.lost(null); };
    this.heardAt = this.world.now();
    this.watch();
  }

  /** @param {any} frame */
  heard(frame) {
    this.heardAt = this.world.now();
    if (frame.frame === "bye") return this.lost(frame.retry_after_ms);
    if (frame.frame === "refused") return;
    this.tries = 0;
    this.polling?.abort();
    this.polling = null;
    this.tell("live");
    if (frame.frame === "chat") this.options.onChat(frame.chat);
    else if (frame.frame === "typing") this.options.onTyping(frame.on && frame.who === "user");
  }

  /** @param {number|null} askedMs */
  lost(askedMs) {
    this.drop();
    if (this.over) return;
    const top = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    const wait = askedMs ?? FIRST_WAIT_MS / 2 + this.world.random() * (top - FIRST_WAIT_MS / 2);
    this.tries += 1;
    if (this.tries >= TRIES_BEFORE_POLLING) void this.poll();
    else this.tell("lost");
    this.world.cancel(this.timer);
    this.timer = this.world.later(() => this.connect(), wait);
  }

  /** Ask again and again, each answer waiting for news at the desk, until a socket is there. */
  async poll() {
    if (this.polling) return;
    const turn = new AbortController();
    this.polling = turn;
    while (!this.over && !turn.signal.aborted) {
      const reached = await this.options.poll(turn.signal);
      if (turn.signal.aborted || this.over) return;
      this.tell(reached ? "polling" : "lost");
      if (!reached) await this.pause(FIRST_WAIT_MS + this.world.random() * LONGEST_WAIT_MS / 4);
    }
  }

  /** @param {Record<string, unknown>} words @returns {boolean} whether they left */
  say(words) {
    if (this.ws?.readyState !== 1) return false;
    this.ws.send(JSON.stringify(words));
    return true;
  }

  /** A socket that says nothing for long is dead even if nobody closed it. */
  watch() {
    this.world.cancel(this.silence);
    this.silence = this.world.later(() => {
      if (!this.ws) return;
      if (this.world.now() - this.heardAt < SILENT_MS) this.watch();
      else this.lost(null);
    }, SILENT_MS / 2);
  }

  /** @param {number} ms @returns {Promise<void>} */
  pause(ms) {
    return new Promise((resolve) => { this.world.later(() => resolve(), ms); });
  }

  drop() {
    const ws = this.ws;
    this.ws = null;
    ws?.close();
  }

  /** @param {State} state */
  tell(state) {
    if (state === this.state) return;
    this.state = state;
    this.options.onState(state);
  }
}
