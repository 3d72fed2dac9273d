// Checks SM2 signatures (GB/T 32918.2) with SM3: loaded only when one is met. Not a
// certified module.
import { join, number, numbered, utf8 } from "./bytes.js";
import { curve, mod } from "./curve.js";
import { sm3 } from "./sm3.js";

// GB/T 32918.5, the recommended curve.
const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const g = [0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n, 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n, 1n];
const field = (v) => numbered(v, 32);

// The digest of the signer's name and key that goes before the message (5.5). The name
// is the one the standard takes when none was agreed on.
const before = (key) => {
  const name = utf8.encode("1234567812345678");
  return sm3(join([0, 8 * name.length], name, ...[p - 3n, b, g[0], g[1], key[0], key[1]].map(field)));
};

// verify says whether signature (r and s, 32 bytes each) is key's over message. key is
// x and y, 32 bytes each.
export function verify(x, y, signature, message) {
  const key = [number(x), number(y), 1n];
  const [r, s] = [number(signature.subarray(0, 32)), number(signature.subarray(32))];
  const { add, times, x: first, on } = curve(p, b);
  const t = mod(r + s, n);
  if (signature.length !== 64 || !on(key) || !r || !s || r >= n || s >= n || !t) return false;
  const point = add(times(s, g), times(t, key));
  if (!point[2]) return false;
  return mod(number(sm3(join(before(key), message))) + first(point), n) === r;
}
