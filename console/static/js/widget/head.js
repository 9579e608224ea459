// head.js: what stands above and around a talk: who is there, the place in the queue, how the line is.
import { avatar, fill, part, show, text } from "../dom.js";
import { placeWords } from "./wait.js";

/** @param {HTMLElement} root @param {import("./app.js").Widget} widget */
export function drawHead(root, widget) {
  const { t, front, talk } = widget;
  const chat = talk.chat;
  const desk = root.dataset.desk ?? "";
  text(part(root, "start-sub"), t(front.online ? "widget.online" : "widget.offline"));
  part(root, "start-dot").classList.toggle("off", !front.online);
  text(part(root, "chat-who"), chat?.agent ?? desk);
  const joined = chat?.state === "open" ? chat.supervisors ?? [] : [];
  text(part(root, "chat-sub"), joined.length ? t("widget.joined", { names: joined.join(t("list.join")) }) : t(chat?.state === "ended" ? "widget.over" : chat?.agent ? "widget.with_you" : front.online ? "widget.online" : "widget.offline"));
  part(root, "chat-dot").classList.toggle("off", !chat?.agent && !front.online);
  if (chat?.agent) avatar(part(root, "typing-av"), chat.agent, chat.agent);
  fill(root, "place", place(widget));
  fill(root, "line", line(widget));
  show(/** @type {HTMLElement} */ (root.querySelector('[data-act="end"]')), Boolean(chat) && chat?.state !== "ended");
}

/** @param {import("./app.js").Widget} widget @returns {string} */
function place({ t, front, talk, world }) {
  const chat = talk.chat;
  if (!chat || chat.state !== "waiting") return "";
  if (!front.online && chat.opens_at === null) return t("widget.left");
  return placeWords(t, world.formats, Date.now(), chat);
}

/** Nothing while all is well; otherwise what is wrong and what will happen. @param {import("./app.js").Widget} widget @returns {string} */
function line({ t, talk, line }) {
  const waiting = talk.waiting.filter((one) => !one.failed).length;
  if (line.state !== "lost" && navigator.onLine) return "";
  if (!talk.chat && !waiting) return "";
  return waiting ? t("widget.line_waiting", { n: waiting }) : t("widget.line_lost");
}
