// transcript.js: a talk as a text file that its customer keeps. Made here from what is on the screen; nothing is sent.

/** @param {import("./chat.js").Line[]} lines @param {{t: (key: string, values?: Record<string, unknown>) => string, formats: any}} world @param {string} desk @returns {string} */
export function transcript(lines, { t, formats }, desk) {
  const said = lines.filter((line) => !line.waits && line.failed === null).map((line) => {
    const who = line.mine ? t("widget.you") : line.author ?? desk;
    const files = line.files.map((file) => t("widget.file_named", { name: file.name }));
    return [`${formats.whole(line.at)}  ${who}`, ...[line.body, ...files].filter(Boolean)].join("\n");
  });
  return `${[t("widget.transcript_of", { desk }), ...said].join("\n\n")}\n`;
}

/** @param {string} words @param {string} name */
export function save(words, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
