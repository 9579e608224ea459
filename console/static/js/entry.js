// entry.js: one line of the thread: message, note, call, event. Draws into a clone of its template.

import { attr, avatar, clone, each, icon, part, show, text } from "./dom.js";
import { customer } from "./customers.js";
import { desk } from "./desk.js";
import { drawMark } from "./mood.js";
import { agentName, reached } from "./views.js";
import { actorName, eventIcon, sentence, writtenIn } from "./sentences.js";

/** What a thread shows: an entry, an echo, a day or the unread line. @typedef {any} Line */

/** @param {Line} line @returns {string} */
function shape(line) {
  if (line.day || line.mark) return line.day ? "t-day" : "t-unread";
  if (line.kind === "note") return "t-note";
  if (line.kind === "whisper") return "t-whisper";
  if (line.kind === "call") return "t-call";
  return line.kind === "message" && line.author_kind !== "system" ? "t-msg" : "t-event";
}

/** @param {Line} line @returns {Element} */
export function makeLine(line) {
  return clone(shape(line));
}

/** @param {any} node @param {Line} line */
export function drawLine(node, line) {
  if (line.day) return text(part(node, "day"), line.day);
  if (line.mark) return text(part(node, "text"), desk.t("thread.unread", { n: line.mark }));
  if (line.kind === "message" && line.author_kind !== "system") return drawMessage(node, line);
  if (line.kind === "note") return drawNote(node, line);
  if (line.kind === "whisper") return drawWhisper(node, line);
  if (line.kind === "call") return drawCall(node, line);
  drawEvent(node, line);
}

/** @param {any} node @param {any} line */
function drawMessage(node, line) {
  const ours = line.author_kind !== "customer";
  node.className = `msg${ours ? " me" : ""}${line.followed ? " followed" : ""}${line.stage ? ` is-${line.stage}` : ""}`;
  show(part(node, "av"), !ours);
  if (!ours) avatar(part(node, "av"), line.customer_id, line.author_name || line.shown_name || "");
  drawBody(node, line);
  text(part(node, "who"), desk.t("thread.from", { name: actorName(desk, line) }));
  text(part(node, "foot"), foot(line, ours));
  drawMark(node, line);
  drawResend(node, line);
}

/** @param {any} node @param {any} line */
function drawNote(node, line) {
  node.classList.toggle("is-failed", line.stage === "failed" || line.stage === "refused");
  text(part(node, "who"), desk.t("thread.note_by", { name: actorName(desk, line) }));
  text(part(node, "when"), desk.format.clock(line.at));
  drawBody(node, line);
  text(part(node, "foot"), line.stage ? stageText(line) : "");
  drawResend(node, line);
}

/** @param {any} node @param {any} line */
function drawWhisper(node, line) {
  const { t, state } = desk;
  const mine = line.from_id === state.me.id;
  text(part(node, "who"), mine ? t("supervise.you_whispered", { name: agentName(state, line.to_id) }) : t("supervise.whispered", { name: agentName(state, line.from_id) }));
  text(part(node, "when"), desk.format.clock(line.at));
  text(part(node, "text"), line.body);
}

/** @param {any} node @param {any} line */
function drawBody(node, line) {
  const words = line.erased ? desk.t("timeline.erased") : line.body;
  const body = part(node, "text");
  text(body, words);
  show(body, words);
  const tongue = writtenIn(words);
  attr(body, "lang", tongue && !document.documentElement.lang.startsWith(tongue.slice(0, 2)) ? tongue : null);
  each(part(node, "files"), line.attachments ?? [], (/** @type {any} */ file) => file.id, () => clone("t-file"), drawFile);
}

/** @param {any} node @param {any} file */
function drawFile(node, file) {
  const url = `/api/v1${file.url}`;
  attr(part(node, "link"), "href", file.url ? url : null);
  text(part(node, "name"), file.name);
  text(part(node, "size"), desk.format.size(file.size));
  const picture = file.url && /^image\/(png|jpeg|webp|gif)$/.test(file.media_type);
  const image = part(node, "img");
  show(image, picture);
  if (picture) attr(image, "src", url);
  attr(image, "alt", picture ? file.name : "");
}

/** When, by whom and how far it came. @param {any} line @param {boolean} ours @returns {string} */
function foot(line, ours) {
  const { t, format, state } = desk;
  if (line.stage) return stageText(line);
  const time = format.clock(line.at);
  if (!ours) return time;
  return t("thread.foot", { name: actorName(desk, line), time, reached: t(`reached.${reached(state, line)}`) });
}

/** @param {any} line @returns {string} */
function stageText(line) {
  const { t, line: wire } = desk;
  if (line.stage === "sending") return t(wire === "live" ? "thread.sending" : "thread.will_send");
  return line.why ? t("thread.refused", { why: line.why }) : t("thread.failed");
}

/** @param {any} node @param {any} line */
function drawResend(node, line) {
  const button = part(node, "resend");
  show(button, line.stage === "failed" || line.stage === "refused");
  attr(button, "data-client", line.client_id ?? null);
}

/** @param {any} node @param {any} line */
function drawCall(node, line) {
  const { format, state, t } = desk;
  const call = state.records.call[line.facts?.call_id];
  text(part(node, "title"), sentence(desk, line));
  text(part(node, "when"), callTimes(line, format.clock(line.at)));
  const kept = Boolean(call?.recording) && !line.erased;
  const agreed = customer(line.customer_id).data?.consents?.recording;
  text(part(node, "text"), kept ? t(agreed ? "call.recorded_agreed" : "call.recorded") : line.facts?.code ? line.body : "");
  const url = kept ? `/recordings/${call.id}` : "";
  for (const name of ["rec", "save"]) show(part(node, name), kept);
  if (!kept) return;
  attr(part(node, "save"), "href", url);
  part(node, "rec").onclick = () => play(node, url);
}

/** Play a recording here; where its keeper is not to be heard in this page, in a page of its own. @param {any} node @param {string} url */
function play(node, url) {
  const player = part(node, "player");
  show(player, true);
  show(part(node, "rec"), false);
  player.onerror = () => { show(player, false); show(part(node, "rec"), true); open(url, "_blank", "noopener"); };
  attr(player, "src", url);
  void player.play().catch(() => desk.changed());
}

/** @param {any} line @param {string} time @returns {string} */
function callTimes(line, time) {
  const call = desk.state.records.call[line.facts?.call_id];
  const from = call?.answered_at ?? line.facts?.answered_at;
  const to = call?.ended_at ?? line.facts?.ended_at;
  return from && to ? `${time} · ${desk.format.duration(to - from)}` : time;
}

/** What a customer said with a survey's answer. @param {any} line @returns {string} */
function quoted(line) {
  return line.kind === "survey" && line.body && !line.erased ? desk.t("timeline.survey_words", { text: line.body }) : "";
}

/** @param {any} node @param {any} line */
function drawEvent(node, line) {
  icon(part(node, "icon"), line.kind === "message" ? "clock" : eventIcon(line));
  text(part(node, "text"), line.kind === "message" ? desk.t("thread.desk_said", { text: line.body }) : sentence(desk, line) + quoted(line));
  text(part(node, "when"), desk.format.clock(line.at));
}
