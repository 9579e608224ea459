// i18n.js: words, numbers, dates and durations in the language of the page. Pure given a catalog; Intl does the rest.

/** @typedef {string | Record<string, string>} Text */
/** @typedef {((key: string, values?: Record<string, unknown>) => string) & {has: (key: string) => boolean}} Translate */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A translator over a catalog. `n` chooses the plural form; a missing text shows its key and is reported once.
 * @param {Record<string, Text>} texts @param {string} lang @returns {Translate} */
export function translator(texts, lang) {
  const plural = new Intl.PluralRules(lang);
  const missed = new Set();
  const translate = (/** @type {string} */ key, /** @type {Record<string, unknown>} */ values = {}) => {
    let text = texts[key];
    if (text === undefined) {
      if (!missed.has(key)) console.warn(`no text for ${key}`);
      missed.add(key);
      return key;
    }
    if (typeof text !== "string") text = text[plural.select(Number(values.n))] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (place, name, at, whole) => spaced(whole[at - 1], String(values[name] ?? ""), whole[at + place.length]));
  };
  return Object.assign(translate, { has: (/** @type {string} */ key) => key in texts });
}

const HAN = /[\u4e00-\u9fff]/;
const LATIN = /[A-Za-z0-9#£$¥€+]/;

/** A value with a space wherever Han meets Latin letters or digits, as Chinese is set.
 * @param {string|undefined} before @param {string} value @param {string|undefined} after @returns {string} */
function spaced(before, value, after) {
  const left = before && HAN.test(before) && LATIN.test(value[0] ?? "") ? " " : "";
  const right = after && HAN.test(after) && LATIN.test(value[value.length - 1] ?? "") ? " " : "";
  return left + value + right;
}

/** A Chinese date with the spaces it is set with: 11 月 18 日. @param {string} date @returns {string} */
function airy(date) {
  return date.replace(/(\d)([年月日])/g, "$1 $2").replace(/([年月日])(\d)/g, "$1 $2");
}

/** Formats for a language and a time zone. @param {Translate} t @param {string} lang @param {string} zone */
export function formats(t, lang, zone) {
  const locale = lang.startsWith("zh") ? "zh-CN" : "en-GB";
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: zone });
  const dated = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: zone });
  const whole = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone: zone });
  const names = new Intl.DisplayNames(locale, { type: "language" });
  const dayKey = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const number = new Intl.NumberFormat(locale);

  /** The day of an instant as one number, in the zone of this screen. @param {number} at */
  const dayOf = (at) => Date.parse(`${dayKey.format(at)}T00:00:00Z`) / DAY;

  /** @param {number} at @param {number} now */
  function day(at, now) {
    const back = dayOf(now) - dayOf(at);
    if (back === 0) return t("time.today");
    if (back === 1) return t("time.yesterday");
    if (back === -1) return t("time.tomorrow");
    return airy(Math.abs(back) < 200 ? date.format(at) : dated.format(at));
  }

  return {
    day,
    number: (/** @type {number} */ n) => number.format(n),
    clock: (/** @type {number} */ at) => clock.format(at),
    whole: (/** @type {number} */ at) => airy(whole.format(at)),
    dayOf,
    /** A clock time today, else the day: for cards and history. @param {number} at @param {number} now */
    when: (at, now) => (dayOf(at) === dayOf(now) ? clock.format(at) : day(at, now)),
    /** @param {number} at @param {number} now */
    dayAndTime: (at, now) => t("time.day_time", { day: day(at, now), time: clock.format(at) }),
    /** @param {number} ms */
    duration: (ms) => duration(t, ms),
    /** @param {string[]} items */
    list: (items) => items.join(t("list.join")),
    /** @param {string} code */
    language: (code) => languageName(names, code),
    /** What a clock on the customer's wall shows, or "" for a zone nobody knows. @param {string|null|undefined} where @param {number} now */
    wallClock: (where, now) => wallClock(locale, where, now),
    /** @param {number} bytes */
    size: (bytes) => size(number, bytes),
  };
}

/** 3:40 below ten minutes, then 26 min, 5 h 12 min, 3 d. @param {Translate} t @param {number} ms @returns {string} */
export function duration(t, ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  const minutes = Math.floor(s / 60);
  if (minutes < 120) return t("time.min", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t("time.h_min", { h: hours, m: minutes % 60 });
  return t("time.days", { n: Math.floor(hours / 24) });
}

/** @param {Intl.DisplayNames} names @param {string} code @returns {string} */
function languageName(names, code) {
  try {
    return names.of(code) ?? code;
  } catch (error) {
    if (error instanceof RangeError) return code; // not a language tag: show what was given
    throw error;
  }
}

/** @param {string} locale @param {string|null|undefined} zone @param {number} now @returns {string} */
function wallClock(locale, zone, now) {
  if (!zone) return "";
  try {
    return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(now);
  } catch (error) {
    if (error instanceof RangeError) return ""; // a zone this browser does not know
    throw error;
  }
}

/** @param {Intl.NumberFormat} number @param {number} bytes @returns {string} */
function size(number, bytes) {
  if (bytes < 1024) return `${number.format(bytes)} B`;
  if (bytes < 1024 * 1024) return `${number.format(Math.round(bytes / 1024))} KB`;
  return `${number.format(Math.round(bytes / 104857.6) / 10)} MB`;
}

/** The city of an IANA zone, as people say it. @param {string} zone @returns {string} */
export function cityOf(zone) {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}
