// wait.js: what a customer who waits is told: their place, about how long, when a closed desk opens. Pure; never more than is known.

/** @typedef {{wait_s: number|null, opens_at: number|null}} Wait */
/** @typedef {(key: string, values?: Record<string, unknown>) => string} Say */
/** @typedef {{dayAndTime: (at: number, now: number) => string}} Formats */

const MINUTE_S = 60;
const HOUR_S = 3600;
const MINUTES_UPTO_S = 5400;

/** The place in the queue with the wait, in one line. @param {Say} t @param {Formats} formats @param {number} now
 * @param {Wait & {position: number|null}} chat @returns {string} */
export function placeWords(t, formats, now, chat) {
  if (chat.opens_at !== null) return t("widget.opens_keep", { time: formats.dayAndTime(chat.opens_at, now) });
  if (chat.position === null) return t("widget.waiting");
  const place = chat.position === 1 ? t("widget.next") : t("widget.place", { n: chat.position - 1 });
  return `${place} · ${waitWords(t, chat.wait_s)}`;
}

/** About how long; an honest word when nobody can say. @param {Say} t @param {number|null} seconds @returns {string} */
export function waitWords(t, seconds) {
  if (seconds === null) return t("widget.wait_unknown");
  if (seconds < MINUTE_S) return t("widget.wait_short");
  if (seconds < MINUTES_UPTO_S) return t("widget.wait", { n: Math.ceil(seconds / MINUTE_S) });
  return t("widget.wait_hours", { n: Math.round(seconds / HOUR_S) });
}

/** What a desk that is closed promises. @param {Say} t @param {Formats} formats @param {number} now
 * @param {{opens_at: number|null, reply_s: number|null}} front @returns {string} */
export function closedWords(t, formats, now, front) {
  if (front.opens_at === null) return "";
  const opens = t("widget.opens", { time: formats.dayAndTime(front.opens_at, now) });
  if (!front.reply_s || front.reply_s >= MINUTES_UPTO_S) return opens;
  return together(opens, t("widget.reply_after", { n: Math.ceil(front.reply_s / MINUTE_S) }));
}

/** Two sentences after each other; Chinese ones stand without a space. @param {string} first @param {string} second @returns {string} */
export function together(first, second) {
  return first.endsWith("。") ? first + second : `${first} ${second}`;
}
