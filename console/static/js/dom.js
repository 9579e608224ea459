// dom.js: the few operations on the document that every element uses. Writes only what differs, so that focus,
// selection and drafts survive; never HTML from text.

/** The part of `root` (or `root` itself) marked data-f="name". @param {ParentNode} root @param {string} name @returns {any} */
export function part(root, name) {
  const self = root instanceof Element && root.matches(`[data-f="${name}"]`);
  const found = self ? root : root.querySelector(`[data-f="${name}"]`);
  if (!found) throw new Error(`no part "${name}" in ${/** @type {Element} */ (root).tagName ?? "document"}`);
  return found;
}

/** A fresh copy of the one element in <template id>. @param {string} id @returns {any} */
export function clone(id) {
  const template = /** @type {HTMLTemplateElement|null} */ (document.getElementById(id));
  if (!template) throw new Error(`no template "${id}" in this page`);
  return document.importNode(/** @type {Element} */ (template.content.firstElementChild), true);
}

/** @param {Node} node @param {string|number|null|undefined} value */
export function text(node, value) {
  const words = String(value ?? "");
  if (node.textContent !== words) node.textContent = words;
}

/** Set an attribute, or take it away for null and false. @param {Element} node @param {string} name @param {unknown} value */
export function attr(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, String(value));
  }
}

/** @param {HTMLElement|SVGElement} node @param {unknown} on */
export function show(node, on) {
  attr(node, "hidden", on ? null : "");
}

/** Fill a part with text and hide it when there is none. @param {ParentNode} root @param {string} name @param {string} words */
export function fill(root, name, words) {
  const node = part(root, name);
  text(node, words);
  show(node, words !== "");
}

/** @param {Element} use @param {string} name */
export function icon(use, name) {
  attr(use, "href", `${document.body.dataset.sprite}#i-${name}`);
}

/** Make the children of `box` stand for `items`, keeping the nodes of those that stay.
 * @template T @param {Element} box @param {T[]} items @param {(item: T) => string} key
 * @param {(item: T) => Element} make @param {(node: any, item: T, index: number) => void} update */
export function each(box, items, key, make, update) {
  const focused = document.activeElement;
  const old = new Map([...box.children].map((node) => [/** @type {HTMLElement} */ (node).dataset.key ?? "", node]));
  const wanted = new Set(items.map(key));
  for (const [name, node] of old) if (!wanted.has(name)) node.remove();
  let at = box.firstElementChild;
  items.forEach((item, index) => {
    const name = key(item);
    let node = old.get(name);
    if (!node) {
      node = make(item);
      /** @type {HTMLElement} */ (node).dataset.key = name;
    }
    update(node, item, index);
    if (node === at) at = at.nextElementSibling;
    else box.insertBefore(node, at);
  });
  if (focused instanceof HTMLElement && focused !== document.activeElement && box.contains(focused)) focused.focus({ preventScroll: true });
}

/** The avatar colour of an id, 1 to 6: counted as the pages count it. @param {string} id @returns {number} */
export function tone(id) {
  let sum = 0;
  for (const letter of id) sum += letter.codePointAt(0) ?? 0;
  return (sum % 6) + 1;
}

/** What an avatar shows: the surname character, else up to two first letters. @param {string} name @returns {string} */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  if (!words[0]) return "?";
  if (/^[\u4e00-\u9fff]/.test(words[0])) return words[0][0];
  return (words[0][0] + (words.length > 1 ? words[words.length - 1][0] : "")).toUpperCase();
}

/** @param {HTMLElement} node @param {string} id @param {string} name */
export function avatar(node, id, name) {
  text(node, initials(name));
  const wanted = `av-${tone(id)}`;
  if (node.classList.contains(wanted)) return;
  for (const one of [...node.classList]) if (/^av-\d$/.test(one)) node.classList.remove(one);
  node.classList.add(wanted);
}

const CHANNEL_ICON = /** @type {Record<string, string>} */ ({
  chat: "chat", voice: "phone", call: "phone", phone: "phone", email: "mail", wechat: "wechat", order: "bag",
  note: "note", event: "flag", survey: "survey", form: "list", api: "code",
});

/** @param {HTMLElement} node @param {string} kind @param {string} label */
export function channel(node, kind, label) {
  const large = node.classList.contains("lg") ? " lg" : "";
  const wanted = `chan chan-${kind}${large}`;
  if (node.className !== wanted) node.className = wanted;
  attr(node, "aria-label", label);
  icon(part(node, "icon"), CHANNEL_ICON[kind] ?? "flag");
}

const BARS = /** @type {Record<string, number>} */ ({ low: 1, normal: 2, high: 3, urgent: 3 });

/** @param {HTMLElement} node @param {string} priority @param {string} label */
export function priority(node, priority, label) {
  node.className = `prio prio-${priority}`;
  node.querySelectorAll("rect").forEach((bar, n) => bar.classList.toggle("on", n < (BARS[priority] ?? 2)));
  text(part(node, "prio-t"), label);
}

/** @param {HTMLElement} box @param {number} used @param {number} most @param {string} kind */
export function pips(box, used, most, kind) {
  box.className = `pips pips-${kind}`;
  while (box.children.length > most) box.lastElementChild?.remove();
  while (box.children.length < most) box.append(document.createElement("i"));
  [...box.children].forEach((pip, n) => pip.classList.toggle("on", n < used));
}

/** Whether this key press belongs to an input method: an Enter that commits pinyin must not send. @param {KeyboardEvent} event */
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Say something to a screen reader. @param {string} words */
export function announce(words) {
  const box = document.getElementById("say");
  if (box) text(box, box.textContent === words ? `${words}\u200b` : words);
}
