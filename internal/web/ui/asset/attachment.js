// Finds the credential that is attached inside a PDF. A stream always stands in the
// file itself, never in another stream, so a walk over the file finds every attached
// one, also after another program has saved it anew.
import { words } from "./bytes.js";
import { unzip } from "./inflate.js";

const most = 64 << 10;
const shape = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+~[A-Za-z0-9_.~-]*$/;

// credential gives the text of an attached credential, or undefined.
export function credential(file) {
  const text = Array.from(file, (x) => String.fromCharCode(x)).join("");
  let left = 100; // no file may take long
  for (let at = text.indexOf("/EmbeddedFile"); at >= 0 && left--; at = text.indexOf("/EmbeddedFile", at + 1)) {
    if (/[A-Za-z]/.test(text[at + 13] || "")) continue;
    const start = text.indexOf("stream", at);
    const end = text.indexOf("endstream", start);
    if (start < 0 || end < 0) continue;
    const entries = text.slice(Math.max(0, at - 4096), start).split(" obj").pop();
    const from = start + (text[start + 6] === "\r" ? 8 : 7);
    try {
      const packed = file.subarray(from, end);
      const found = words(/\/FlateDecode/.test(entries) ? unzip(packed, most) : packed).trim();
      if (shape.test(found)) return found;
    } catch {
      continue; // another attached file
    }
  }
  return undefined;
}
