// files.js: the files chosen for the next message: sent to the desk at once, named in the message when it leaves.
import { Refusal } from "./desk.js";

/** @typedef {{key: string, file: File, name: string, id: string|null, problem: string|null}} Chosen */

const MOST = 10;

export class Files {
  /** @param {(file: File, key: string) => Promise<{attachment_id: string}>} upload @param {() => string} newKey
   * @param {{mostBytes: number, tooLarge: string, failed: string}} limits @param {() => void} changed */
  constructor(upload, newKey, limits, changed) {
    this.upload = upload;
    this.newKey = newKey;
    this.limits = limits;
    this.changed = changed;
    /** @type {Chosen[]} */ this.chosen = [];
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      if (this.chosen.length >= MOST) break;
      const one = { key: this.newKey(), file, name: file.name, id: null, problem: file.size > this.limits.mostBytes ? this.limits.tooLarge : null };
      this.chosen.push(one);
      if (!one.problem) void this.send(one);
    }
    this.changed();
  }

  /** @param {Chosen} one */
  async send(one) {
    try {
      one.id = (await this.upload(one.file, one.key)).attachment_id;
    } catch (error) {
      one.problem = error instanceof Refusal ? error.message : this.limits.failed;
    }
    this.changed();
  }

  /** @param {string} key */
  drop(key) {
    this.chosen = this.chosen.filter((one) => one.key !== key);
    this.changed();
  }

  /** Whether a message may leave now: nothing is still on its way. */
  get settled() {
    return this.chosen.every((one) => one.id !== null || one.problem !== null);
  }

  /** Take what can be sent; what failed stays to be seen. @returns {{id: string, name: string}[]} */
  take() {
    const ready = this.chosen.flatMap((one) => (one.id === null ? [] : [{ id: one.id, name: one.name }]));
    this.chosen = this.chosen.filter((one) => one.id === null);
    this.changed();
    return ready;
  }
}
