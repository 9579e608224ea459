// surveys.js: surveys at the console: what a customer answered last, asking now, and closing a follow-up with its record.

import { fill, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { ask, define } from "./dialogs.js";
import { onTicket } from "./ask-ticket.js";
import { toast } from "./toasts.js";

const FOLLOW_UP = "follow-up";

/** @param {any} survey @returns {string} */
export function surveyWords(survey) {
  return desk.t("survey.last_value", { kind: desk.t(`survey.short.${survey.kind}`), score: survey.score, best: survey.best });
}

/** The last answer, in the customer's pane. @param {HTMLElement} node @param {any} survey */
export function drawSurvey(node, survey) {
  show(node, survey);
  if (!survey) return;
  text(part(node, "survey-t"), surveyWords(survey));
  text(part(node, "survey-at"), `#${survey.ticket_number} · ${desk.format.day(survey.at, desk.now())}`);
  node.classList.toggle("is-low", survey.low);
}

/** Whether solving it wants a record. @param {any} ticket */
export function isFollowUp(ticket) {
  return ticket.channel === "desk" && ticket.tags.includes(FOLLOW_UP);
}

/** Ask the customer of the open ticket now. */
async function askNow() {
  const ticket = desk.ticket;
  if (!ticket) return;
  const asked = await onTicket(ticket.id, "survey");
  const later = asked.planned_for > desk.now() + 60_000;
  toast(later ? desk.t("survey.asked_later", { time: desk.format.dayAndTime(asked.planned_for, desk.now()) }) : desk.t("survey.asked", { number: ticket.number }));
}

define(FOLLOW_UP, {
  begin(form, ticket) { fill(form, "what", `#${ticket.number} ${ticket.subject}`); },
  async submit(values, ticket) {
    const { contact, cause, why, remedy, told } = values;
    await onTicket(ticket.id, "follow-up", { contact, cause, why, remedy, told });
    toast(desk.t("follow_up.done", { number: ticket.number }));
  },
});

/** @type {Record<string, () => unknown>} */
export const SURVEY_ACTS = {
  survey: askNow,
  "follow-up": () => desk.ticket && isFollowUp(desk.ticket) && ask(FOLLOW_UP, desk.ticket),
};
