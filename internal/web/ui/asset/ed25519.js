// Checks Ed25519 signatures (RFC 8032, 5.1.7) where the browser itself cannot: loaded
// only then.
import { join, number, same } from "./bytes.js";
import { inverse, mod } from "./curve.js";

const p = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const m = (a) => mod(a, p);
const d = m(-121665n * inverse(121666n, p));
const little = (b) => number(Uint8Array.from(b).reverse());

function power(a, e) {
  let out = 1n;
  for (const bit of e.toString(2)) {
    out = m(out * out);
    if (bit === "1") out = m(out * a);
  }
  return out;
}

// Points are [x, y, z, xy/z]; the one formula serves for doubling too (5.1.4).
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const [a, b] = [m((y1 - x1) * (y2 - x2)), m((y1 + x1) * (y2 + x2))];
  const [c, e] = [m(2n * t1 * d * t2), m(2n * z1 * z2)];
  const [h, i, j, k] = [b - a, e - c, e + c, b + a];
  return [m(h * i), m(j * k), m(i * j), m(h * k)];
}

function times(k, point) {
  let out = [0n, 1n, 1n, 0n];
  for (const bit of k.toString(2)) {
    out = add(out, out);
    if (bit === "1") out = add(out, point);
  }
  return out;
}

// point reads a point, or gives undefined when the bytes are none (5.1.3).
function point(bytes) {
  const b = Uint8Array.from(bytes);
  const sign = BigInt(b[31] >> 7);
  b[31] &= 127;
  const y = little(b);
  if (y >= p) return undefined;
  const square = m((y * y - 1n) * inverse(d * y * y + 1n, p));
  let x = power(square, (p + 3n) / 8n);
  if (m(x * x) !== square) x = m(x * power(2n, (p - 1n) / 4n));
  if (m(x * x) !== square || (!x && sign)) return undefined;
  if ((x & 1n) !== sign) x = p - x;
  return [x, y, 1n, m(x * y)];
}

const base = () => point([0x58, ...new Array(31).fill(0x66)]);

// verify says whether signature is the key's over message.
export async function verify(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const [a, r, s] = [point(key), point(signature.subarray(0, 32)), little(signature.subarray(32))];
  if (!a || !r || s >= order) return false;
  const hash = await crypto.subtle.digest("SHA-512", join(signature.subarray(0, 32), key, message));
  const left = times(s, base());
  const right = add(r, times(mod(little(new Uint8Array(hash)), order), a));
  return same([m(left[0] * right[2]), m(left[1] * right[2])], [m(right[0] * left[2]), m(right[1] * left[2])]);
}
