// The hash SM3 (GB/T 32905).
const left = (x, n) => (x << n) | (x >>> (32 - n));
const p0 = (x) => x ^ left(x, 9) ^ left(x, 17);
const p1 = (x) => x ^ left(x, 15) ^ left(x, 23);

export function sm3(message) {
  const padded = new Uint8Array(((message.length + 72) >> 6) << 6);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(padded.length - 4, message.length << 3);
  const state = new Int32Array([0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]);
  const w = new Int32Array(68);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 68; i++) {
      w[i] = i < 16 ? view.getInt32(at + 4 * i) : p1(w[i - 16] ^ w[i - 9] ^ left(w[i - 3], 15)) ^ left(w[i - 13], 7) ^ w[i - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const turned = left(a, 12);
      const ss1 = left((turned + e + left(i < 16 ? 0x79cc4519 : 0x7a879d8a, i % 32)) | 0, 7);
      const ff = i < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = i < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ turned) + (w[i] ^ w[i + 4])) | 0;
      const tt2 = (gg + h + ss1 + w[i]) | 0;
      [a, b, c, d, e, f, g, h] = [tt1, a, left(b, 9), c, p0(tt2), e, left(f, 19), g];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => (state[i] ^= x));
  }
  const out = new Uint8Array(32);
  state.forEach((x, i) => new DataView(out.buffer).setInt32(4 * i, x));
  return out;
}
