// Checks signatures of the three suites: in the browser where it can, else in modules
// of our own that are loaded only then.
import { join, unbase64url } from "./bytes.js";

const { subtle } = globalThis.crypto || {};
const able = { ES256: { kty: "EC", crv: "P-256" }, EdDSA: { kty: "OKP", crv: "Ed25519" }, SM2: { kty: "EC", crv: "SM2" } };

// verified says whether signature is the key's (a JSON Web Key) over message. A key of
// another suite than the algorithm names signs nothing (RFC 8725, 3.1).
export async function verified(algorithm, jwk, signature, message) {
  const suite = Object.hasOwn(able, algorithm) && able[algorithm];
  if (!suite || jwk.kty !== suite.kty || jwk.crv !== suite.crv || (jwk.alg && jwk.alg !== algorithm)) return false;
  const x = unbase64url(jwk.x);
  if (algorithm === "SM2") return (await import("./sm2.js")).verify(x, unbase64url(jwk.y), signature, message);
  if (algorithm === "ES256") {
    const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await subtle.importKey("raw", join([4], x, unbase64url(jwk.y)), how, false, ["verify"]);
    return subtle.verify(how, key, signature, message);
  }
  let key;
  try {
    key = await subtle.importKey("raw", x, "Ed25519", false, ["verify"]);
  } catch {
    return (await import("./ed25519.js")).verify(x, signature, message);
  }
  return subtle.verify("Ed25519", key, signature, message);
}
