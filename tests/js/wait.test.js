// What a customer who waits is told, in both languages.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formats, translator } from "../../console/static/js/i18n.js";
import { closedWords, placeWords, waitWords } from "../../console/static/js/widget/wait.js";

const texts = (lang) => JSON.parse(readFileSync(new URL(`../../console/locales/${lang}.json`, import.meta.url), "utf8"));

const NOW = Date.UTC(2026, 2, 20, 18, 0);
const OPENS = Date.UTC(2026, 2, 23, 9, 0);

function words(lang) {
  const t = translator(texts(lang), lang);
  return { t, formats: formats(t, lang, "UTC") };
}

test("the place is told with about how long it takes", () => {
  const { t, formats: f } = words("en");
  assert.equal(placeWords(t, f, NOW, { position: 3, wait_s: 170, opens_at: null }), "2 people are ahead of you · about 3 minutes");
  assert.equal(placeWords(t, f, NOW, { position: 1, wait_s: 20, opens_at: null }), "You are next · less than a minute");
});

test("nobody is told a number that nobody knows", () => {
  const { t, formats: f } = words("en");
  assert.equal(placeWords(t, f, NOW, { position: 1, wait_s: null, opens_at: null }), "You are next · we cannot say how long it will take");
  assert.equal(waitWords(words("zh").t, null), "暂时无法预计等候时间");
});

test("hours are told as hours", () => {
  assert.equal(waitWords(words("en").t, 5399), "about 90 minutes");
  assert.equal(waitWords(words("en").t, 7200), "about 2 hours");
  assert.equal(waitWords(words("zh").t, 7200), "预计等候约 2 小时");
});

test("a closed desk says when it opens and how soon it answers then", () => {
  const { t, formats: f } = words("en");
  assert.equal(closedWords(t, f, NOW, { opens_at: OPENS, reply_s: 120 }), "We are closed just now and open again: 23 Mar, 09:00. We aim to answer within 2 minutes of opening.");
  assert.match(placeWords(t, f, NOW, { position: 4, wait_s: null, opens_at: OPENS }), /We have your message. We open again: 23 Mar, 09:00/);
  assert.equal(closedWords(t, f, NOW, { opens_at: null, reply_s: 120 }), "");
  assert.match(closedWords(words("zh").t, words("zh").formats, NOW, { opens_at: OPENS, reply_s: 60 }), /恢复服务时间：3 月 23 日 09:00。开始服务后，我们力争在 1 分钟内答复。/);
});
