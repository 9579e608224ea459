// draw.js: a talk on the screen. Reads the state, writes the document; decides nothing.
import { attr, avatar, clone, each, part, show, text } from "../dom.js";

/** @typedef {import("./chat.js").Line} Line */
/** @typedef {{t: (key: string, values?: Record<string, unknown>) => string, clock: (at: number) => string, size: (bytes: number) => string,
 *   language: string, open: (url: string, name: string) => void, picture: (url: string) => Promise<string>, retry: (key: string) => void}} Words */

const HAN = /[\u3400-\u9fff]/;

/** @param {Element} box @param {Line[]} lines @param {Words} words */
export function drawLines(box, lines, words) {
  each(box, lines, (line) => line.key, (line) => clone(line.system ? "t-said" : line.mine ? "t-mine" : "t-theirs"), (node, line) => drawLine(node, line, words));
}

/** @param {HTMLElement} node @param {Line} line @param {Words} words */
function drawLine(node, line, words) {
  const body = part(node, "body");
  text(body, line.body);
  show(body, line.body);
  attr(body, "lang", tongue(line.body, words.language));
  if (line.system) return;
  node.classList.toggle("waits", line.waits);
  node.classList.toggle("failed", line.failed !== null);
  if (!line.mine) {
    avatar(part(node, "av"), line.author ?? "", line.author ?? "");
    text(part(node, "author"), line.author ? words.t("widget.says", { name: line.author }) : "");
  }
  const files = /** @type {Element} */ (part(node, "files"));
  each(files, line.files, (file) => file.id, () => clone("t-file"), (item, file) => drawFile(item, file, words));
  drawMark(part(node, "mark"), line, words);
}

/** What stands below a message: its time, and how far one's own has come. @param {HTMLElement} mark @param {Line} line @param {Words} words */
function drawMark(mark, line, words) {
  if (line.failed !== null) return drawFailed(mark, line, words);
  const time = words.clock(line.at);
  if (line.waits) text(mark, words.t("widget.sending"));
  else if (line.mine && line.last) text(mark, words.t(line.seen ? "widget.seen" : "widget.sent", { time }));
  else text(mark, line.last ? time : "");
  show(mark, mark.textContent);
}

/** @param {HTMLElement} mark @param {Line} line @param {Words} words */
function drawFailed(mark, line, words) {
  if (!mark.querySelector('[data-act="retry"]')) {
    const offer = clone("t-failed");
    part(offer, "why");
    offer.querySelector('[data-act="retry"]').addEventListener("click", () => words.retry(line.key));
    mark.replaceChildren(offer);
  }
  text(part(mark, "why"), line.failed);
  show(mark, true);
}

/** @param {HTMLElement} item @param {import("./chat.js").File_} file @param {Words} words */
function drawFile(item, file, words) {
  text(part(item, "name"), file.name);
  text(part(item, "size"), file.size ? words.size(file.size) : "");
  const button = /** @type {HTMLButtonElement} */ (item.querySelector("button"));
  button.disabled = !file.url;
  if (!file.url || item.dataset.url === file.url) return;
  item.dataset.url = file.url;
  button.addEventListener("click", () => words.open(file.url, file.name));
  if (file.media_type.startsWith("image/")) void drawPicture(part(item, "picture"), file, words);
}

/** @param {HTMLImageElement} picture @param {import("./chat.js").File_} file @param {Words} words */
async function drawPicture(picture, file, words) {
  const url = await words.picture(file.url);
  if (!url) return;
  picture.src = url;
  picture.alt = file.name;
  show(picture, true);
}

/** The language of a text when it is not the page's, so that it is spoken and drawn right. @param {string} body @param {string} language */
function tongue(body, language) {
  const han = HAN.test(body);
  if (han && language !== "zh") return "zh";
  return !han && language === "zh" && /[a-z]{3}/i.test(body) ? "en" : null;
}

/** @param {Element} list @param {{key: string, name: string, state: string, ready: boolean}[]} files @param {(key: string) => void} drop
 * @param {Words["t"]} t */
export function drawChosen(list, files, drop, t) {
  each(list, files, (file) => file.key, (file) => {
    const item = clone("t-chosen");
    item.querySelector("button").addEventListener("click", () => drop(file.key));
    return item;
  }, (item, file) => {
    text(part(item, "name"), file.name);
    text(part(item, "state"), file.state);
    attr(item.querySelector("button"), "aria-label", t("widget.remove", { name: file.name }));
  });
  show(/** @type {HTMLElement} */ (list), files.length > 0);
}
