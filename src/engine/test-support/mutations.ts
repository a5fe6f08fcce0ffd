/** Numbers from 0 to below `limit`, the same ones for a seed. */
export type Draw = (limit: number) => number;

/** xorshift32, so that what a seed damages is the same everywhere. */
export function openDraw(seed: number): Draw {
  let state = (seed * 0x9e3779b1) | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** How many damaged files a test tries: 2,000, and 10,000 where there is time for more. */
export const damagedFileCount = Number(process.env.PALIMPSEST_TEST_RUNS_FACTOR ?? 1) > 1 ? 10_000 : 2_000;

/** Made anew each time, since what is put in may be damaged, too. */
const makeOdd = (): readonly unknown[] => [
  ...[null, true, false, 0, 1, -1, 0.5, 1e300, 2 ** 31, 2 ** 53, -(2 ** 53)],
  ...['', '..', '../../x', '/', '\0', 'x'.repeat(5_000), '\ud800', '[UNK]', '__proto__'],
  ...[[], {}, [[]], { a: null }, [0, 0], { __proto__: null }, nested(200), nested(20_000)],
];

/** Stands for lists within lists, which take too long to make. */
function nested(depth: number): string {
  return `${depthMark}${depth}`;
}

const depthMark = '\u0001nested ';

/** JSON with something of it changed: a value replaced, taken away, put elsewhere or twice, or its text damaged. */
export function damageJson(text: string, draw: Draw): string {
  if (draw(5) === 0) return damageBytes(Buffer.from(text), draw).toString('utf8');
  const json: unknown = JSON.parse(text);
  const changes = 1 + draw(3);
  for (let change = 0; change < changes; change++) damageValue(json, draw);
  return JSON.stringify(json).replace(/"\\u0001nested (\d+)"/g, (_, depth) => {
    return '['.repeat(Number(depth)) + ']'.repeat(Number(depth));
  });
}

function damageValue(json: unknown, draw: Draw): void {
  let parent = json as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(parent);
    if (keys.length === 0) return;
    const key = keys[draw(keys.length)] as string;
    const value = parent[key];
    if (typeof value === 'object' && value !== null && draw(4) > 0) {
      parent = value as Record<string, unknown>;
      continue;
    }
    const other = parent[keys[draw(keys.length)] as string];
    const way = draw(6);
    if (way === 0) delete parent[key];
    else if (way === 1) parent[key] = other;
    else if (way === 2 && typeof value === 'number') parent[key] = value + draw(5) - 2;
    else if (way === 3) parent[`${key}${draw(3)}`] = value;
    else {
      const odd = makeOdd();
      parent[key] = odd[draw(odd.length)];
    }
    return;
  }
}

/** Bytes with some changed: flipped, set to what counts and signs are made of, cut off, taken out, or there twice. */
export function damageBytes(bytes: Buffer, draw: Draw): Buffer {
  let damaged: Buffer = Buffer.from(bytes);
  const changes = 1 + draw(3);
  for (let change = 0; change < changes; change++) damaged = damageOnce(damaged, draw);
  return damaged;
}

function damageOnce(bytes: Buffer, draw: Draw): Buffer {
  if (bytes.length === 0) return bytes;
  const at = draw(bytes.length);
  const length = 1 + draw(Math.min(16, bytes.length - at));
  switch (draw(7)) {
    case 0:
      bytes[at] = (bytes[at] as number) ^ (1 << draw(8));
      return bytes;
    case 1:
      bytes[at] = draw(256);
      return bytes;
    case 2:
      return bytes.fill([0x00, 0xff, 0x7f, 0x80][draw(4)] as number, at, at + length);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 5:
      bytes.copy(bytes, draw(bytes.length), at, at + length);
      return bytes;
    default:
      return draw(4) === 0 ? bytes.subarray(0, at) : bytes.fill(draw(256), at, at + 1);
  }
}
