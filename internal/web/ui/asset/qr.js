// Draws a QR code (ISO/IEC 18004): an address and then digits, at level L, for a phone
// that shows a licence without a network. The same as internal/qrcode, whose codes the
// server draws.
const perBlock = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30];
const blocksOf = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25];

// The field of 256 elements that the repair bytes are counted in.
const exp = new Uint8Array(255);
const log = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  exp[i] = x;
  log[x] = i;
  x = (x << 1) ^ (x & 128 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? exp[(log[a] + log[b]) % 255] : 0);

function repair(data, n) {
  let g = [1];
  for (let i = 0; i < n; i++) {
    const next = [...g, 0];
    g.forEach((c, j) => (next[j + 1] ^= times(c, exp[i])));
    g = next;
  }
  const rest = new Array(n).fill(0);
  for (const d of data) {
    const lead = d ^ rest.shift();
    rest.push(0);
    for (let i = 0; i < n; i++) rest[i] ^= times(g[i + 1], lead);
  }
  return rest;
}

const marksOf = (v) => {
  if (v === 1) return [];
  const n = Math.floor(v / 7) + 2;
  const step = v === 32 ? 26 : Math.ceil((v * 4 + 4) / (n * 2 - 2)) * 2;
  return [6, ...Array.from({ length: n - 1 }, (_, i) => v * 4 + 10 - (n - 2 - i) * step)];
};

// How many bytes a version holds in all (annex of the standard, counted).
function room(v) {
  const n = marksOf(v).length;
  let bits = (16 * v + 128) * v + 64;
  if (n) bits -= (25 * n - 10) * n - 55;
  return (v >= 7 ? bits - 36 : bits) >> 3;
}

function bitsOf(bytes, digits, v) {
  const out = [];
  const put = (value, n) => {
    for (let i = n - 1; i >= 0; i--) out.push((value >> i) & 1);
  };
  put(4, 4);
  put(bytes.length, v < 10 ? 8 : 16);
  for (const b of bytes) put(b, 8);
  put(1, 4);
  put(digits.length, v < 10 ? 10 : v < 27 ? 12 : 14);
  for (let i = 0; i < digits.length; i += 3) {
    const part = digits.slice(i, i + 3);
    put(Number(part), part.length * 3 + 1);
  }
  return out;
}

// code draws address, then digits: {size, path} as an SVG path of dark runs.
export function code(address, digits) {
  const bytes = new TextEncoder().encode(address);
  let v = 1;
  let bits;
  const data = () => room(v) - perBlock[v - 1] * blocksOf[v - 1];
  for (; ; v++) {
    if (v > 40) throw new Error("too long");
    bits = bitsOf(bytes, digits, v);
    if (bits.length <= 8 * data()) break;
  }
  for (let i = 0; i < 4 && bits.length < 8 * data(); i++) bits.push(0);
  while (bits.length % 8) bits.push(0);
  const words = [];
  for (let i = 0; i < bits.length; i += 8) words.push(parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; words.length < data(); pad ^= 0xec ^ 0x11) words.push(pad);

  const [blocks, n] = [blocksOf[v - 1], perBlock[v - 1]];
  const short = Math.floor(words.length / blocks);
  const parts = [];
  for (let i = 0, at = 0; i < blocks; i++) {
    const long = short + (i >= blocks - (words.length % blocks) ? 1 : 0);
    parts.push(words.slice(at, (at += long)));
  }
  const repairs = parts.map((p) => repair(p, n));
  const all = [];
  for (let i = 0; i <= short; i++) for (const p of parts) if (i < p.length) all.push(p[i]);
  for (let i = 0; i < n; i++) for (const r of repairs) all.push(r[i]);

  const size = 17 + 4 * v;
  const grid = Array.from({ length: size }, () => new Array(size));
  const set = (x, y, dark) => {
    if (grid[y] && x >= 0 && x < size) grid[y][x] = dark ? 1 : 0;
  };
  const square = (x, y, r, dark) => {
    for (let i = -r; i <= r; i++) for (let j = -r; j <= r; j++) set(x + i, y + j, dark(Math.max(Math.abs(i), Math.abs(j))));
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, (d) => d !== 2 && d !== 4);
  const marks = marksOf(v);
  const last = marks.length - 1;
  marks.forEach((x, i) => marks.forEach((y, j) => (i === 0 && (j === 0 || j === last)) || (i === last && j === 0) || square(x, y, 2, (d) => d !== 1)));
  // The format: level L and mask 0 (columns and rows that add up to an even number).
  const format = 0x77c4;
  const bit = (value, i) => (value >> i) & 1;
  for (let i = 0; i < 15; i++) {
    const dark = bit(format, i);
    set(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, dark);
    set(i < 8 ? size - 1 - i : i < 9 ? 15 - i : 14 - i, 8, dark);
  }
  set(8, size - 8, 1);
  if (v >= 7) {
    let rest = v;
    for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const version = (v << 12) | rest;
    for (let i = 0; i < 18; i++) {
      const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
      set(a, b, bit(version, i));
      set(b, a, bit(version, i));
    }
  }
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = (right + 1) & 2 ? step : size - 1 - step;
      for (const x of [right, right - 1]) {
        if (grid[y][x] !== undefined) continue;
        const dark = at < all.length * 8 ? bit(all[at >> 3], 7 - (at & 7)) : 0;
        at++;
        grid[y][x] = dark ^ ((x + y) % 2 === 0 ? 1 : 0);
      }
    }
  }
  let path = "";
  grid.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      let run = 0;
      while (row[x + run] === 1) run++;
      if (run) path += `M${x} ${y}h${run}v1h-${run}z`;
      x += run;
    }
  });
  return { size, path };
}
