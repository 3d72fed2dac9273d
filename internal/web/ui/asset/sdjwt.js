// Reads and checks a credential as issuers write it: SD-JWT (RFC 9901) with the claims
// of SD-JWT VC, its key binding, and Token Status Lists.
import { base64url, unbase64url, utf8, words } from "./bytes.js";
import { unzip } from "./inflate.js";
import { verified } from "./signature.js";

// The life of what a holder shows, and how far two clocks may be apart, in seconds: as
// in internal/presentation.
export const life = 60;
export const skew = 30;

const hash = async (s) => base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(s))));
const json = (s) => JSON.parse(words(unbase64url(s)));

// Forged is the error of what no issuer known here can have made.
export class Forged extends Error {}
const forged = (ok, why) => {
  if (!ok) throw new Forged(why);
};

// token reads a signed token of a type; its keys are asked for by issuer and key id.
async function token(text, types, keysFor) {
  const pieces = text.split(".");
  if (pieces.length !== 3) throw new Error("token");
  const [header, claims] = [json(pieces[0]), json(pieces[1])];
  if (!types.includes(header.typ) || header.crit || typeof claims !== "object") throw new Error("token");
  const keys = keysFor(header, claims);
  const signature = unbase64url(pieces[2]);
  const message = utf8.encode(pieces[0] + "." + pieces[1]);
  for (const key of keys) {
    if ((!header.kid || !key.kid || key.kid === header.kid) && (await verified(header.alg, key, signature, message))) return claims;
  }
  throw new Forged("signature");
}

// disclose puts what the disclosures say in the place of their digests, at any depth.
function disclose(value, known, used) {
  if (Array.isArray(value)) {
    return value.flatMap((v) => {
      if (v === null || typeof v !== "object" || !("..." in v)) return [disclose(v, known, used)];
      const d = known.get(v["..."]);
      if (!d) return [];
      forged(d.length === 2 && !used.has(v["..."]), "disclosure");
      used.add(v["..."]);
      return [disclose(d[1], known, used)];
    });
  }
  if (value === null || typeof value !== "object") return value;
  const out = {};
  for (const [name, v] of Object.entries(value)) if (name !== "_sd" && name !== "_sd_alg") out[name] = disclose(v, known, used);
  for (const digest of value._sd || []) {
    const d = known.get(digest);
    if (!d) continue;
    forged(d.length === 3 && !used.has(digest) && !Object.hasOwn(out, d[1]) && !["_sd", "..."].includes(d[1]), "disclosure");
    used.add(digest);
    out[d[1]] = disclose(d[2], known, used);
  }
  return out;
}

// credential checks text against issuers, a list of {issuer, keys}. It answers the
// claims that are shown and, when the holder's key signed, that token's claims. It
// throws Forged, or another error when text is no credential at all.
export async function credential(text, issuers) {
  const parts = text.split("~");
  if (parts.length < 2) throw new Error("credential");
  const binding = parts.pop();
  const issuer = json(parts[0].split(".")[1] || "").iss;
  const from = issuers.find((i) => i.issuer === issuer);
  if (!from) return { unknown: String(issuer) };
  const claims = await token(parts[0], ["dc+sd-jwt"], () => from.keys);
  forged((claims._sd_alg || "sha-256") === "sha-256", "hash");
  const known = new Map();
  for (const d of parts.slice(1)) {
    const digest = await hash(d);
    forged(!known.has(digest), "disclosure");
    known.set(digest, json(d));
  }
  const used = new Set();
  const shown = disclose(claims, known, used);
  forged(used.size === known.size, "disclosure");
  let bound;
  if (binding) {
    forged(claims.cnf?.jwk, "binding");
    bound = await token(binding, ["kb+jwt"], () => [claims.cnf.jwk]);
    forged(bound.sd_hash === (await hash(text.slice(0, text.length - binding.length))), "binding");
  }
  return { claims: shown, bound };
}

// status looks claims up in lists, a list of {uri, token}: {value, at} where at is when
// the issuer made the list. It answers undefined when the list is not among them.
export async function status(claims, lists, issuers) {
  const place = claims.status?.status_list;
  if (!place) return { value: 0 };
  const list = lists.find((l) => l.uri === place.uri);
  if (!list) return undefined;
  const said = await token(list.token, ["statuslist+jwt"], () => issuers.find((i) => i.issuer === claims.iss).keys);
  if (said.sub !== place.uri) throw new Error("status");
  const { bits, lst } = said.status_list;
  const packed = unbase64url(lst);
  const bytes = unzip(packed, 1 << 20);
  const at = place.idx * bits;
  if (![1, 2, 4, 8].includes(bits) || !(at >= 0) || at / 8 >= bytes.length) throw new Error("status");
  return { value: (bytes[Math.floor(at / 8)] >> at % 8) & ((1 << bits) - 1), at: said.iat, until: said.exp, ttl: said.ttl };
}
