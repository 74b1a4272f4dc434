/**
 * SHA-256 in plain TypeScript.
 *
 * What lives in this folder: pure hash functions over text and bytes. What must not: platform modules, anything that
 * knows of gates or users.
 *
 * Why not `node:crypto`: `createHash('sha256')` costs 2.5 µs for the short inputs of bucketing, most of it for crossing
 * into native code; this costs about 0.3 µs a block, and the blocks that a salt fills can be prepared once
 * (`SaltedHash`). It also keeps evaluation free of platform modules.
 */

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2). */
const roundConstants = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

/** First 32 bits of the fractional parts of the square roots of the first 8 primes (FIPS 180-4 §5.3.3). */
const initialState = Int32Array.from([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** Bytes in one message block. */
export const blockBytes = 64;

/** The state before the first block: a fresh copy that the caller may change. */
export function newState(): Int32Array {
  return initialState.slice();
}

/**
 * The message schedule of the block being compressed. Scratch space: no value in it outlives a call, and hashing never
 * yields, so one array serves the process.
 */
const schedule = new Int32Array(64);

/** Mixes one block (16 big-endian words) into `state`, in place (FIPS 180-4 §6.2.2). */
export function compress(state: Int32Array, block: Int32Array): void {
  const w = schedule;
  for (let i = 0; i < 16; i++) w[i] = block[i] as number;
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }

  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;

  for (let i = 0; i < 64; i++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + sum1 + (g ^ (e & (f ^ g))) + (roundConstants[i] as number) + (w[i] as number)) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (sum0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }

  state[0] = ((state[0] as number) + a) | 0;
  state[1] = ((state[1] as number) + b) | 0;
  state[2] = ((state[2] as number) + c) | 0;
  state[3] = ((state[3] as number) + d) | 0;
  state[4] = ((state[4] as number) + e) | 0;
  state[5] = ((state[5] as number) + f) | 0;
  state[6] = ((state[6] as number) + g) | 0;
  state[7] = ((state[7] as number) + h) | 0;
}

/**
 * Feeds bytes into a hash that is under way.
 *
 * `block` holds the `used` bytes that did not fill a block yet, and zeros behind them; whole blocks are compressed into
 * `state`. Returns how many bytes of `block` are used now.
 */
export function absorb(state: Int32Array, block: Int32Array, used: number, bytes: Uint8Array): number {
  let at = used;
  for (let i = 0; i < bytes.length; i++) {
    block[at >> 2] = (block[at >> 2] as number) | ((bytes[i] as number) << (24 - ((at & 3) << 3)));
    if (++at === blockBytes) {
      compress(state, block);
      block.fill(0);
      at = 0;
    }
  }
  return at;
}

/** Pads and compresses the last block (FIPS 180-4 §5.1.1); `totalBytes` is the length of the whole message. */
export function finish(state: Int32Array, block: Int32Array, used: number, totalBytes: number): void {
  block[used >> 2] = (block[used >> 2] as number) | (0x80 << (24 - ((used & 3) << 3)));
  if (used >= 56) {
    compress(state, block);
    block.fill(0);
  }
  block[14] = Math.floor(totalBytes / 0x2000_0000);
  block[15] = totalBytes << 3;
  compress(state, block);
}

const encoder = new TextEncoder();

/** The SHA-256 digest of a text's UTF-8 bytes: 32 bytes. Lone surrogates count as U+FFFD, as in every UTF-8 encoder. */
export function sha256(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  const state = newState();
  const block = new Int32Array(16);
  finish(state, block, absorb(state, block, 0, bytes), bytes.length);
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = (state[i >> 2] as number) >>> (24 - ((i & 3) << 3));
  return digest;
}
