// Bytes and the ways they are written.
export const utf8 = new TextEncoder();
export const words = (b) => new TextDecoder("utf-8", { fatal: true }).decode(b);
export const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

export function join(...parts) {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) out.set(p, (at += p.length) - p.length);
  return out;
}

const binary = (b) => Array.from(b, (x) => String.fromCharCode(x)).join("");
export const base64url = (b) => btoa(binary(b)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// Strict: what would be written in another way than base64url does is refused.
export function unbase64url(s) {
  if (!/^[A-Za-z0-9_-]*$/.test(s)) throw new Error("base64url");
  const b = Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  if (base64url(b) !== s) throw new Error("base64url");
  return b;
}

export const number = (b) => b.reduce((n, x) => (n << 8n) | BigInt(x), 0n);
export function numbered(n, length) {
  const b = new Uint8Array(length);
  for (let i = length - 1; i >= 0; i--, n >>= 8n) b[i] = Number(n & 255n);
  return b;
}
