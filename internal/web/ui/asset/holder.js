// The holder's own key: made on this device, never to leave it, and what it signs when a
// licence is shown (RFC 9901, 4.3).
import { base64url, join, number, unbase64url, utf8 } from "./bytes.js";

const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const hash = async (s) => base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(s))));

// store opens the device's drawer of keys, one for each licence.
const store = (mode, use) =>
  new Promise((done, failed) => {
    const open = indexedDB.open("keys", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("keys");
    open.onerror = () => failed(open.error);
    open.onsuccess = () => {
      const asked = use(open.result.transaction("keys", mode).objectStore("keys"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    };
  });

const keyOf = (licence) => store("readonly", (keys) => keys.get(licence));

// make makes a key for a licence and answers its public half.
export async function make(licence) {
  const pair = await crypto.subtle.generateKey(how, false, ["sign"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  await store("readwrite", (keys) => keys.put({ key: pair.privateKey, x, y }, licence));
  return { kty, crv, x, y };
}

// boundTo is the public key that a credential is bound to.
const boundTo = (text) => JSON.parse(new TextDecoder().decode(unbase64url(text.split(".")[1]))).cnf?.jwk;

// show is text with only the named claims and the holder's signature, made now; undefined
// when this device does not have the key that the licence is bound to.
export async function show(licence, text, names, nonce, audience) {
  const kept = await keyOf(licence);
  const jwk = boundTo(text);
  if (!kept || jwk?.x !== kept.x || jwk.y !== kept.y) return undefined;
  const [jwt, ...disclosures] = text.split("~").slice(0, -1);
  const name = (d) => JSON.parse(new TextDecoder().decode(unbase64url(d)))[1];
  const shown = [jwt, ...disclosures.filter((d) => names.includes(name(d))), ""].join("~");
  const json = (v) => base64url(utf8.encode(JSON.stringify(v)));
  const claims = { iat: Math.floor(Date.now() / 1000), aud: audience, nonce, sd_hash: await hash(shown) };
  const signed = json({ alg: "ES256", typ: "kb+jwt" }) + "." + json(claims);
  const signature = new Uint8Array(await crypto.subtle.sign(how, kept.key, utf8.encode(signed)));
  return shown + signed + "." + base64url(signature);
}

// digits packs a credential as unpack.js reads it. Nothing is made shorter where the
// browser cannot: then it is wrapped as it is (RFC 1951, 3.2.4).
export async function digits(text) {
  const long = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...long(n >> 7)]);
  const parts = text.split("~").map((part) => part.split(".").map(unbase64url));
  const raw = join(long(parts.length), ...parts.flatMap((pieces) => [long(pieces.length), ...pieces.flatMap((p) => [long(p.length), p])]));
  let packed;
  try {
    const stream = new Blob([raw]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    packed = new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    const n = raw.length;
    packed = join([1, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255], raw);
  }
  let out = "1";
  for (let at = 0; at < packed.length; at += 7) {
    const part = packed.subarray(at, at + 7);
    out += number(part).toString().padStart([0, 3, 5, 8, 10, 13, 15, 17][part.length], "0");
  }
  return out;
}
