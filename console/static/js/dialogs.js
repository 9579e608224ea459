// dialogs.js: questions over the page. Each is a form in the page (data-dialog="name"); `define` says how it begins and what it does.

import { Refusal, Unreachable } from "./api.js";
import { attr, avatar, clone, composing, each, fill, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { closeLayer, openLayer } from "./overlay.js";
import { refusalText } from "./outgoing.js";

/** @typedef {{begin?: (form: HTMLFormElement, about: any) => void, submit: (values: Record<string, string>, about: any, form: HTMLFormElement) => Promise<unknown>|void}} Kind */
/** @typedef {{id: string, name: string, meta?: string, dot?: string, face?: boolean}} Option */

/** @type {Map<string, Kind>} */
const kinds = new Map();
/** @type {WeakMap<HTMLFormElement, any>} */
const asked = new WeakMap();

/** A complaint about what was filled in, shown in the dialog. */
export class Amiss extends Error {}

/** @param {string} name @param {Kind} kind */
export function define(name, kind) {
  kinds.set(name, kind);
  const form = formOf(name);
  form?.addEventListener("submit", (event) => { event.preventDefault(); void submit(name, form); });
  form?.addEventListener("keydown", (event) => {
    const area = event.target instanceof HTMLTextAreaElement;
    if (event.key === "Enter" && composing(event)) event.preventDefault();
    else if (area && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

/** @param {string} name @returns {HTMLFormElement|null} */
function formOf(name) {
  return document.querySelector(`[data-dialog="${name}"]`);
}

/** Open a question about something. @param {string} name @param {any} about */
export function ask(name, about) {
  const form = formOf(name);
  const kind = kinds.get(name);
  if (!form || !kind) throw new Error(`no dialog "${name}" in this page`);
  form.reset();
  fill(form, "error", "");
  asked.set(form, about);
  kind.begin?.(form, about);
  openLayer(layerOf(form));
}

/** @param {HTMLFormElement} form @returns {HTMLElement} */
function layerOf(form) {
  return /** @type {HTMLElement} */ (form.closest(".overlay"));
}

/** @param {string} name @param {HTMLFormElement} form */
async function submit(name, form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]'));
  if (button.disabled) return;
  const wrong = /** @type {HTMLInputElement|null} */ (form.querySelector(":invalid:not(fieldset)"));
  if (wrong) {
    fill(form, "error", wrong.validationMessage);
    return wrong.focus();
  }
  button.disabled = true;
  try {
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    await kinds.get(name)?.submit(values, asked.get(form), form);
    if (!layerOf(form).hidden) closeLayer();
  } catch (error) {
    fill(form, "error", problem(error));
  } finally {
    button.disabled = false;
  }
}

/** What went wrong, in words. Bugs are thrown on. @param {unknown} error @returns {string} */
export function problem(error) {
  if (error instanceof Refusal) return refusalText(error);
  if (error instanceof Unreachable) return desk.t("live.offline");
  if (error instanceof Amiss) return error.message;
  throw error;
}

/** Fill a list of choices. @param {HTMLElement} box @param {Option[]} options @param {string} name @param {string} [chosen] */
export function options(box, options, name, chosen = "") {
  each(box, options, (one) => one.id, () => clone("t-option"), (node, one) => {
    const input = part(node, "input");
    input.name = name;
    input.value = one.id;
    if (one.id === chosen) input.checked = true;
    text(part(node, "name"), one.name);
    text(part(node, "meta"), one.meta ?? "");
    const face = part(node, "av");
    show(face, one.face);
    if (one.face) avatar(face, one.id, one.name);
    const dot = part(node, "dot");
    show(dot, one.dot);
    if (one.dot) dot.className = `pres pres-${one.dot}`;
  });
}

/** A list that narrows as one types. @param {HTMLFormElement} form @param {() => Option[]} all @param {string} name */
export function narrowing(form, all, name) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector('[data-find="target"]'));
  const draw = () => {
    const wanted = input.value.trim().toLowerCase();
    const found = all().filter((one) => `${one.name} ${one.meta ?? ""}`.toLowerCase().includes(wanted));
    options(part(form, "found"), found, name);
    text(part(form, "found-none"), found.length ? "" : desk.t("dialog.none", { query: input.value }));
  };
  input.oninput = draw;
  draw();
}

/** @param {HTMLElement} box @param {string} choice @param {string} value */
export function press(box, choice, value) {
  for (const one of box.querySelectorAll(`[data-${choice}]`)) {
    attr(one, "aria-pressed", String(/** @type {HTMLElement} */ (one).dataset[choice] === value));
  }
}
