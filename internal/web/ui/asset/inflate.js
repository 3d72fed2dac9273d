// Unpacks deflate (RFC 1951): credentials in digits, status lists, files in a PDF.
// Ours, because many phones have no DecompressionStream and none takes a dictionary.
const lengths = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const ways = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const bad = () => new Error("deflate");

// A code as RFC 1951 section 3.2.2 numbers it: how many codes have each length, and
// the symbols in the order of their codes.
function code(sizes) {
  const count = new Uint16Array(16);
  for (const n of sizes) count[n]++;
  count[0] = 0;
  const at = new Uint16Array(17);
  for (let i = 1; i <= 15; i++) at[i + 1] = at[i] + count[i];
  const symbols = [];
  sizes.forEach((n, s) => n && (symbols[at[n]++] = s));
  return { count, symbols };
}

const repeat = (...runs) => runs.flatMap(([n, v]) => new Array(n).fill(v));
const fixed = () => [code(repeat([144, 8], [112, 9], [24, 7], [8, 8])), code(repeat([30, 5]))];

// inflate unpacks b, at most most bytes. before is what references may reach back to.
export function inflate(b, most, before = new Uint8Array()) {
  const out = Array.from(before);
  const limit = before.length + most;
  let at = 0;
  let held = 0;
  let n = 0;
  const bits = (need) => {
    while (n < need) {
      if (at >= b.length) throw bad();
      held |= b[at++] << n;
      n += 8;
    }
    const v = held & ((1 << need) - 1);
    held >>>= need;
    n -= need;
    return v;
  };
  const symbol = ({ count, symbols }) => {
    let v = 0;
    let first = 0;
    let index = 0;
    for (let size = 1; size <= 15; size++) {
      v |= bits(1);
      if (v - first < count[size]) return symbols[index + v - first];
      index += count[size];
      first = (first + count[size]) << 1;
      v <<= 1;
    }
    throw bad();
  };
  const put = (x) => {
    if (out.length >= limit) throw bad();
    out.push(x);
  };
  const described = () => {
    const [literals, distances, used] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const sizes = new Array(19).fill(0);
    for (let i = 0; i < used; i++) sizes[order[i]] = bits(3);
    const how = code(sizes);
    const all = [];
    while (all.length < literals + distances) {
      const s = symbol(how);
      if (s === undefined || (s === 16 && !all.length)) throw bad();
      if (s < 16) all.push(s);
      else if (s === 16) all.push(...repeat([3 + bits(2), all[all.length - 1]]));
      else all.push(...repeat([s === 17 ? 3 + bits(3) : 11 + bits(7), 0]));
    }
    if (all.length > literals + distances) throw bad();
    return [code(all.slice(0, literals)), code(all.slice(literals))];
  };
  for (let last = 0; !last; ) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) {
      held = n = 0;
      const long = b[at] | (b[at + 1] << 8);
      if ((long ^ 0xffff) !== (b[at + 2] | (b[at + 3] << 8)) || at + 4 + long > b.length) throw bad();
      for (const x of b.subarray(at + 4, at + 4 + long)) put(x);
      at += 4 + long;
      continue;
    }
    if (kind === 3) throw bad();
    const [literal, distance] = kind === 1 ? fixed() : described();
    for (let s = symbol(literal); s !== 256; s = symbol(literal)) {
      if (s < 256) put(s);
      else {
        const long = lengths[s - 257] + bits(lengthBits[s - 257]);
        const d = symbol(distance);
        const back = ways[d] + bits(d < 2 ? 0 : (d >> 1) - 1);
        if (!(back <= out.length) || !long) throw bad();
        for (let i = 0; i < long; i++) put(out[out.length - back]);
      }
    }
  }
  return Uint8Array.from(out.slice(before.length));
}

// unzip unpacks zlib's wrapping (RFC 1950). Its checksum is left alone: what is packed
// here is signed.
export function unzip(b, most) {
  if ((b[0] & 15) !== 8 || ((b[0] << 8) | b[1]) % 31 || b[1] & 32) throw bad();
  return inflate(b.subarray(2), most);
}
