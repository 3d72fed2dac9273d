// Checks a receipt here in the browser, so that nobody has to believe the office:
// the seal of every act, its place in the log, and the signature of the log's head.
// The same rules as "atonce verify receipt"; see docs/guide/check-the-log.md.
const box = document.querySelector("[data-receipt]");
const utf8 = new TextEncoder();

const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const join = (...parts) => {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) out.set(p, (at += p.length) - p.length);
  return out;
};
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const long = (n) => {
  const b = new Uint8Array(8);
  new DataView(b.buffer).setBigUint64(0, BigInt(n));
  return b;
};

// The seal of what was recorded: nobody can open it without the salt.
const commit = (salt, payload) =>
  sha256(utf8.encode("atonce/commit/1\0"), long(salt.length), salt, long(payload.length), payload);

// An entry of the log, version 1: six fields, each after its length.
function entry(b) {
  const fields = [];
  let at = 1;
  while (at < b.length) {
    const n = (b[at] << 8) | b[at + 1];
    fields.push(b.subarray(at + 2, at + 2 + n));
    at += 2 + n;
  }
  if (b[0] !== 1 || at !== b.length || fields.length !== 6) throw new Error("entry");
  const number = (f) => Number(new DataView(f.buffer, f.byteOffset, 8).getBigUint64(0));
  return { index: number(fields[0]), case: fields[2], seq: number(fields[3]), payload: fields[5] };
}

// RFC 9162 section 2.1.3.2: the root that a proof leads to.
async function rootOf(leaf, index, size, proof) {
  let [fn, sn, r] = [index, size - 1, leaf];
  if (index >= size) throw new Error("proof");
  for (const p of proof) {
    if (sn === 0) throw new Error("proof");
    if (fn % 2 === 1 || fn === sn) {
      r = await sha256([1], p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else {
      r = await sha256([1], r, p);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  if (sn !== 0) throw new Error("proof");
  return r;
}

// C2SP signed-note: the head's text, signed by the key. Says null where the browser
// has no Ed25519.
async function signed(receipt) {
  const cut = receipt.checkpoint.indexOf("\n\n");
  const text = receipt.checkpoint.slice(0, cut + 1);
  const [name, hash, ...rest] = receipt.key.split("+");
  const key = bytes(rest.join("+"));
  const id = (await sha256(utf8.encode(name + "\n"), key)).subarray(0, 4);
  if ([...id].map((x) => x.toString(16).padStart(2, "0")).join("") !== hash || key[0] !== 1) return false;
  if (text.split("\n")[0] !== name) return false;
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key.subarray(1), "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
  for (const line of receipt.checkpoint.slice(cut + 2).split("\n")) {
    const [dash, by, sig] = line.split(" ");
    if (dash !== "—" || by !== name || !sig) continue;
    const b = bytes(sig);
    if (same(b.subarray(0, 4), id) && (await crypto.subtle.verify("Ed25519", imported, b.subarray(4), utf8.encode(text)))) return true;
  }
  return false;
}

async function check(receipt) {
  const [, size, root] = receipt.checkpoint.split("\n");
  if (receipt.format !== "atonce-receipt/1" || receipt.acts.length === 0) return "bad";
  for (const act of receipt.acts) {
    const [raw, salt] = [bytes(act.entry), bytes(act.salt)];
    const e = entry(raw);
    const ok =
      e.index === act.index &&
      e.seq === JSON.parse(act.body).seq &&
      same(await commit(salt, utf8.encode(act.body)), e.payload) &&
      same(await commit(salt, utf8.encode(receipt.case)), e.case) &&
      same(await rootOf(await sha256([0], raw), act.index, Number(size), (act.proof || []).map(bytes)), bytes(root));
    if (!ok) return "bad";
  }
  const s = await signed(receipt);
  return s === null ? "unsigned" : s ? "good" : "bad";
}

if (box && globalThis.crypto?.subtle) {
  let result = "bad";
  try {
    const answer = await fetch(box.dataset.receipt);
    result = answer.ok ? await check(await answer.json()) : "unread";
  } catch (e) {
    result = e instanceof TypeError ? "unread" : "bad";
  }
  box.textContent = box.dataset[result];
  box.dataset.result = result;
}
