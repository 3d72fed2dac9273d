// A credential comes back from the digits of a QR code: the same as Unpack in
// internal/presentation, with the same words.
import { base64url, join, numbered, utf8 } from "./bytes.js";
import { inflate } from "./inflate.js";

const likely =
  `"confirmation""exp":"nbf":"nonce":"aud":"sd_hash":"{"typ":"kb+jwt","alg":"EdDSA"SM2{"alg":"ES256","kid":"","typ":"dc+sd-jwt"}` +
  `{"_sd":["],"_sd_alg":"sha-256","cnf":{"jwk":{"crv":"P-256","kty":"EC","x":"","y":""}},"iat":17,"exp":18,"iss":"https://","status":{"status_list":{"idx":,"uri":"https:///credentials/status/"}},"vct":"https://"}`;
const digitsFor = [0, 3, 5, 8, 10, 13, 15, 17];
const most = 64 << 10;

function undigits(s) {
  const out = [];
  for (; s; s = s.slice(17)) {
    const chunk = s.slice(0, 17);
    const size = digitsFor.indexOf(chunk.length);
    const v = BigInt(chunk);
    if (size < 1 || v >> BigInt(8 * size)) throw new Error("digits");
    out.push(numbered(v, size));
  }
  return join(...out);
}

export function unpack(s) {
  if (!/^1[0-9]+$/.test(s)) throw new Error("digits");
  const raw = inflate(undigits(s.slice(1)), most, utf8.encode(likely));
  let at = 0;
  const count = () => {
    let n = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= raw.length || shift > 21) throw new Error("digits");
      const x = raw[at++];
      n |= (x & 127) << shift;
      if (x < 128) return n;
    }
  };
  const each = (one) => Array.from({ length: Math.min(count(), raw.length) }, one);
  const piece = () => {
    const n = count();
    if (at + n > raw.length) throw new Error("digits");
    return base64url(raw.subarray(at, (at += n)));
  };
  const text = each(() => each(piece).join(".")).join("~");
  if (at !== raw.length) throw new Error("digits");
  return text;
}
