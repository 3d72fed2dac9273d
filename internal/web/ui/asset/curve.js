// Points on curves y² = x³ - 3x + b over a prime field, as SM2 and P-256 use them. For
// checking signatures only: nothing secret is computed here, so time may tell.
export const mod = (a, n) => ((a % n) + n) % n;

export function inverse(a, n) {
  let [r, s, x, y] = [n, mod(a, n), 0n, 1n];
  while (s) {
    const q = r / s;
    [r, s, x, y] = [s, r - q * s, y, x - q * y];
  }
  if (r !== 1n) throw new Error("inverse");
  return mod(x, n);
}

// A point is [x, y, z] in Jacobian form; z is 0 at infinity.
export function curve(p, b) {
  const m = (a) => mod(a, p);
  const double = ([x, y, z]) => {
    const [zz, yy] = [m(z * z), m(y * y)];
    const s = m(4n * x * yy);
    const t = m(3n * (x - zz) * (x + zz));
    const u = m(t * t - 2n * s);
    return [u, m(t * (s - u) - 8n * yy * yy), m(2n * y * z)];
  };
  const add = (p1, p2) => {
    if (!p1[2]) return p2;
    if (!p2[2]) return p1;
    const [z1, z2] = [m(p1[2] * p1[2]), m(p2[2] * p2[2])];
    const [u1, u2] = [m(p1[0] * z2), m(p2[0] * z1)];
    const [s1, s2] = [m(p1[1] * z2 * p2[2]), m(p2[1] * z1 * p1[2])];
    if (u1 === u2) return s1 === s2 ? double(p1) : [1n, 1n, 0n];
    const [h, r] = [m(u2 - u1), m(s2 - s1)];
    const hh = m(h * h);
    const [hhh, v] = [m(hh * h), m(u1 * hh)];
    const x = m(r * r - hhh - 2n * v);
    return [x, m(r * (v - x) - s1 * hhh), m(h * p1[2] * p2[2])];
  };
  // times is k·P.
  const times = (k, point) => {
    let out = [1n, 1n, 0n];
    for (const bit of k.toString(2)) {
      out = double(out);
      if (bit === "1") out = add(out, point);
    }
    return out;
  };
  // x is a point's first coordinate.
  const x = (point) => {
    const i = inverse(point[2], p);
    return m(point[0] * i * i);
  };
  const on = ([x, y]) => x < p && y < p && m(y * y - x * x * x + 3n * x - b) === 0n;
  return { add, times, x, on };
}
