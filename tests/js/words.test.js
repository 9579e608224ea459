// Words, durations, dates, keys and times people mean: in both languages.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cityOf, duration, formats, translator } from "../../console/static/js/i18n.js";
import { actOf } from "../../console/static/js/keys.js";
import { fromField, snoozeTimes, toField } from "../../console/static/js/snooze.js";

const texts = (lang) => JSON.parse(readFileSync(new URL(`../../console/locales/${lang}.json`, import.meta.url), "utf8"));
const en = translator(texts("en"), "en");
const zh = translator(texts("zh"), "zh-CN");
const NOON = Date.UTC(2026, 10, 20, 12, 0);

test("a number chooses the plural form of its language", () => {
  assert.equal(en("thread.unread", { n: 1 }), "1 unread");
  assert.equal(en("live.unsent", { n: 2 }), "2 messages will send when you are back.");
  assert.equal(zh("live.unsent", { n: 1 }), "1 条消息将在恢复后发送。");
});

test("Chinese has a space where a value in Latin letters or digits meets Han", () => {
  assert.equal(zh("timeline.taken", { actor: "Lin" }), "Lin 接手");
  assert.equal(zh("timeline.taken", { actor: "林伟" }), "林伟接手");
});

test("durations are seconds below ten minutes, minutes below two hours, then hours, then days", () => {
  const minute = 60_000;
  assert.deepEqual([0, 220_000, 26 * minute, 312 * minute, 72 * 60 * minute].map((ms) => duration(en, ms)), ["0:00", "3:40", "26 min", "5 h 12 min", "3 d"]);
  assert.equal(duration(zh, 312 * minute), "5 小时 12 分");
  assert.equal(duration(en, -5), "0:00");
});

test("days are counted in the zone of the desk, not by 24 hours", () => {
  const shanghai = formats(en, "en", "Asia/Shanghai");
  const lateEvening = Date.UTC(2026, 10, 19, 15, 59); // 23:59 there
  const midnight = Date.UTC(2026, 10, 19, 16, 1); // 00:01 there
  assert.equal(shanghai.day(lateEvening, midnight), "Yesterday");
  assert.equal(shanghai.day(midnight, midnight), "Today");
  assert.equal(formats(zh, "zh-CN", "UTC").day(Date.UTC(2026, 8, 12), NOON), "9 月 12 日");
});

test("the clock on the customer's wall is theirs, and an unknown zone shows nothing", () => {
  const format = formats(en, "en", "UTC");
  assert.equal(format.wallClock("Australia/Brisbane", NOON), "22:00");
  assert.equal(format.wallClock("Nowhere/Land", NOON), "");
  assert.equal(cityOf("America/Argentina/Buenos_Aires"), "Buenos Aires");
});

const press = (more) => actOf({ key: "", code: "", ctrl: false, alt: false, typing: false, layer: false, single: true, afterG: false, ...more });

test("single keys act, but not while typing, in a dialog, or when turned off", () => {
  assert.equal(press({ key: "t" }), "transfer");
  for (const off of [{ typing: true }, { layer: true }, { single: false }, { ctrl: true }, { alt: true }]) assert.equal(press({ key: "t", ...off }), "");
});

test("a layout without Latin letters is read by the place of its keys", () => {
  assert.equal(press({ key: "е", code: "KeyT" }), "transfer");
  assert.equal(press({ key: "？", code: "Slash" }), "keys");
});

test("the palette and escape work everywhere, and G waits for its second key", () => {
  assert.equal(press({ key: "k", ctrl: true, typing: true }), "palette");
  assert.equal(press({ key: "Escape", typing: true, layer: true }), "close");
  assert.equal(press({ key: "g" }), "g");
  assert.equal(press({ key: "p", afterG: true }), "go-people");
  assert.equal(press({ key: "A" }), "presence");
});

test("later is a round quarter of an hour, tomorrow and Monday are at nine on the person's own wall", () => {
  const friday = Date.UTC(2026, 10, 20, 8, 52); // 16:52 in Shanghai
  const shown = (now, zone) => snoozeTimes(now, zone).map(([name, at]) => [name, toField(at, zone)]);
  assert.deepEqual(shown(friday, "Asia/Shanghai"), [["later", "2026-11-20T19:00"], ["tomorrow", "2026-11-21T09:00"], ["monday", "2026-11-23T09:00"]]);
  assert.deepEqual(snoozeTimes(Date.UTC(2026, 10, 22, 10), "UTC").map(([name]) => name), ["later", "tomorrow"]);
});

test("a field means the person's wall, also on the days the clock jumps", () => {
  assert.equal(fromField("2026-11-21T09:00", "Asia/Shanghai"), Date.UTC(2026, 10, 21, 1));
  assert.equal(fromField("2026-03-29T03:30", "Europe/Berlin"), Date.UTC(2026, 2, 29, 1, 30));
  assert.equal(toField(fromField("2026-10-25T04:00", "Europe/Berlin"), "Europe/Berlin"), "2026-10-25T04:00");
  assert.ok(Number.isNaN(fromField("", "UTC")));
});
