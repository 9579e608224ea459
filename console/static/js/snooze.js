// snooze.js: when "later" is. Pure: the time is given.

const HOUR = 3_600_000;

/** Times people mean, each with its name, soonest first. @param {Date} now @returns {[string, Date][]} */
export function snoozeTimes(now) {
  const later = new Date(Math.ceil((now.getTime() + 2 * HOUR) / (HOUR / 4)) * (HOUR / 4));
  const tomorrow = at(now, 1, 9);
  const days = (8 - now.getDay()) % 7 || 7;
  const monday = at(now, days, 9);
  const list = /** @type {[string, Date][]} */ ([["later", later], ["tomorrow", tomorrow]]);
  return monday.getTime() === tomorrow.getTime() ? list : [...list, ["monday", monday]];
}

/** @param {Date} now @param {number} days @param {number} hour @returns {Date} */
function at(now, days, hour) {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  day.setHours(hour, 0, 0, 0);
  return day;
}

/** The value of a datetime-local field, in the browser's zone. @param {Date} at @returns {string} */
export function toLocalField(at) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
