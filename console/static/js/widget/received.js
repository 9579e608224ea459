// received.js: files that came from the desk. They need this browser's secret, so they are fetched, never linked.
import { maybe } from "./desk.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** An address in this page for a file, "" when it cannot be had now. @param {Desk} desk @param {string} url @returns {Promise<string>} */
export async function pictureOf(desk, url) {
  const file = await maybe(desk.file(url));
  return file ? URL.createObjectURL(file) : "";
}

/** @param {Desk} desk @param {string} url @param {string} name */
export async function download(desk, url, name) {
  const address = await pictureOf(desk, url);
  if (!address) return;
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
