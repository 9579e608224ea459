// snooze.js: when "later" is, on the wall of the person who asks. Pure: the time and the zone are given.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const QUARTER = HOUR / 4;
const DAY_BEGINS_H = 9;

/** Times people mean, each with its name, soonest first. @param {number} now @param {string} zone @returns {[string, number][]} */
export function snoozeTimes(now, zone) {
  const later = Math.ceil((now + 2 * HOUR) / QUARTER) * QUARTER;
  const tomorrow = morning(now, 1, zone);
  const monday = morning(now, (8 - new Date(wall(now, zone)).getUTCDay()) % 7 || 7, zone);
  const list = /** @type {[string, number][]} */ ([["later", later], ["tomorrow", tomorrow]]);
  return monday === tomorrow ? list : [...list, ["monday", monday]];
}

/** @param {number} now @param {number} days @param {string} zone @returns {number} */
function morning(now, days, zone) {
  const day = new Date(wall(now, zone));
  return instant(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + days, DAY_BEGINS_H), zone);
}

/** What the wall of a zone shows at an instant, as if it were UTC. @param {number} at @param {string} zone @returns {number} */
function wall(at, zone) {
  const shown = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(at);
  const part = (/** @type {string} */ type) => Number(shown.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** The instant a wall shows this; where the clock jumps over it, the instant after the jump. @param {number} shown @param {string} zone @returns {number} */
function instant(shown, zone) {
  const first = shown - (wall(shown, zone) - shown);
  return shown - (wall(first, zone) - first);
}

/** The value of a datetime-local field. @param {number} at @param {string} zone @returns {string} */
export function toField(at, zone) {
  return new Date(wall(at, zone)).toISOString().slice(0, 16);
}

/** The instant a datetime-local field means; NaN when it is empty. @param {string} value @param {string} zone @returns {number} */
export function fromField(value, zone) {
  const shown = value ? Date.parse(`${value}:00Z`) : NaN;
  return Number.isNaN(shown) ? NaN : instant(shown, zone);
}
