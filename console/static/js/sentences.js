// sentences.js: what a fact of the timeline says, in the words of the catalog. Names are looked up here, so that the
// log itself need hold none.

import { agentName, queueName } from "./views.js";

const EVENT_ICON = /** @type {Record<string, string>} */ ({
  assigned: "user", unassigned: "user", queued: "route", moved: "transfer", transferred: "transfer", solved: "check-circle",
  reopened: "undo", snoozed: "snooze", woken: "bell", spam: "alert", priority: "flag", tagged: "tag", renamed: "edit",
  merged: "merge", order: "bag", delivery: "truck", payment: "bag", abandoned: "phone-x", survey: "survey", ended: "check", declined: "x",
});
const TRANSLATED = /** @type {Record<string, string>} */ ({
  status: "status", was_status: "status", priority: "priority", channel: "channel", state: "presence",
});

/** The values a sentence may use: the facts, with names for ids and words for codes.
 * @param {any} desk @param {any} entry @returns {Record<string, unknown>} */
export function values(desk, entry) {
  const out = /** @type {Record<string, unknown>} */ ({ actor: actorName(desk, entry), text: entry.body });
  for (const [name, value] of Object.entries(entry.facts ?? {})) {
    out[name] = value;
    if (TRANSLATED[name] && value) out[name] = desk.t(`${TRANSLATED[name]}.${value}`);
    if (name.endsWith("user_id")) out[name.replace(/_id$/, "")] = agentName(desk.state, value) || desk.t("timeline.someone");
    if (name.endsWith("queue_id")) out[name.replace(/_id$/, "")] = queueName(desk.state, value) || desk.t("timeline.a_queue");
    if (name.endsWith("team_id")) out[name.replace(/_id$/, "")] = desk.state.records.team[value]?.name ?? "";
    if (name.endsWith("_ms")) out[name.replace(/_ms$/, "")] = desk.format.duration(Number(value));
    if (name.endsWith("_at") || name === "until") out[name] = value ? desk.format.dayAndTime(Number(value), desk.now()) : "";
    if (Array.isArray(value)) out[name] = desk.format.list(value.map(String));
  }
  return out;
}

/** Who did it, as a reader knows them. @param {any} desk @param {any} entry @returns {string} */
export function actorName(desk, entry) {
  if (entry.author_kind === "user") {
    if (entry.author_id === desk.state.me.id) return desk.t("timeline.you");
    return entry.author_name || agentName(desk.state, entry.author_id) || desk.t("timeline.someone");
  }
  if (entry.author_kind === "customer") return entry.author_name || desk.t("timeline.customer");
  return entry.author_kind === "api" ? entry.author_name || desk.t("timeline.api") : desk.t("timeline.system");
}

/** The sentence of an entry that is not words of a person. Other systems may post codes nobody has words for: then their
 * own text stands, or the code. @param {any} desk @param {any} entry @returns {string} */
export function sentence(desk, entry) {
  const { code, direction, source } = entry.facts ?? {};
  const known = [`timeline.${code}_${direction}`, `timeline.${code}`].find((key) => desk.t.has(key));
  if (entry.erased && (!known || source)) return desk.t("timeline.erased");
  if (known) return desk.t(known, values(desk, entry));
  if (entry.body) return entry.body;
  return code ? desk.t("timeline.from_source", { source: source ?? desk.t("timeline.api"), code }) : desk.t(`channel.${entry.channel}`);
}

/** @param {any} entry @returns {string} */
export function eventIcon(entry) {
  const code = String(entry.facts?.code ?? entry.facts?.kind ?? "");
  const part = code.split(/[._]/).reverse().find((one) => EVENT_ICON[one]);
  return part ? EVENT_ICON[part] : "info";
}

/** The language a text is visibly written in, as a tag, or null when it cannot be told. @param {string} words @returns {string|null} */
export function writtenIn(words) {
  if (/[\u3040-\u30ff]/.test(words)) return "ja";
  if (/[\u4e00-\u9fff]/.test(words)) return "zh-CN";
  return /[a-z]{3}/i.test(words) ? "en" : null;
}
