// What may be said of something that is shown: the same rules, in the same order, as
// Judge in internal/presentation.
import { credential, Forged, life, skew, status } from "./sdjwt.js";
import { unpack } from "./unpack.js";

// textOf is the credential's text in what somebody scanned, typed or pasted: an
// address whose fragment holds it, digits, or the text itself.
export function textOf(typed) {
  const s = typed.trim().replace(/\s+/g, "");
  const inside = s.includes("#") ? s.slice(s.indexOf("#") + 1) : s;
  return /^[0-9]+$/.test(inside) ? unpack(inside) : inside;
}

// judge answers what is to be said of text at now (seconds), by what is known: issuers
// and lists. verdict is one of the pages' words.
export async function judge(text, known, now) {
  let c;
  try {
    c = await credential(text, known.issuers);
  } catch (e) {
    return { verdict: e instanceof Forged ? "forged" : "unreadable" };
  }
  if (c.unknown !== undefined) return { verdict: "unknown", issuer: c.unknown };
  const out = { ...c, shown: c.claims["atonce.code"] };
  const from = c.bound ? c.bound.iat : out.shown && c.claims.iat;
  if (from !== undefined) {
    out.made = from;
    if (!(now <= from + life + skew)) return { ...out, verdict: "run-out" };
    if (!(now >= from - skew)) return { ...out, verdict: "early" };
  }
  out.until = out.shown ? out.shown.until : c.claims.exp;
  try {
    out.status = await status(c.claims, known.lists, known.issuers);
  } catch {
    out.status = undefined;
  }
  const s = out.status;
  out.verdict = "valid";
  if (s && s.value) out.verdict = s.value === 2 ? "suspended" : "revoked";
  else if (out.until && now >= out.until) out.verdict = "expired";
  else if (c.claims.iat > now + skew) out.verdict = "early";
  else if (!s) out.verdict = "no-status";
  else if (s.at && now > s.at + (s.ttl || 0) + skew) out.verdict = "as-of";
  return out;
}
