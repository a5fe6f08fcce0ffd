/** The same numbers for the same seed, from 0 to below 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const deep = (open: string, close: string) => open.repeat(3_000) + close.repeat(3_000);

/** JSON that a field may be given instead of its own. */
const values = [
  ...[
    'null',
    'true',
    '0',
    '-1',
    '1.5',
    '1e308',
    '-1e-320',
    '9007199254740993',
    '4294967296',
    '1e400',
    '""',
    '"x"',
    '[]',
    '{}',
  ],
  ...['[[]]', '[1,2,3]', '[null]', '"\\ud800"', '"\\u0000"', `"${'長い'.repeat(20_000)}"`, `[${'7,'.repeat(50_000)}7]`],
  ...[deep('[', ']'), deep('{"a":', '}').replace('}', '1}'), `[${'{},'.repeat(40_000)}{}]`, '{"__proto__":{"a":1}}'],
  // Objects of very many fields, none of which is as it must be.
  `{${Array.from({ length: 60_000 }, (_, index) => `"k${index}":null`).join(',')}}`,
];

/** Changes a file at some places, as a disk, a transfer or somebody might have: its bytes, its lines, or what stands in them. */
export function mutated(text: string, random: () => number): Buffer {
  let bytes = Buffer.from(text);
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
    const mutate = mutations[Math.floor(random() * mutations.length)] as Mutation;
    bytes = mutate(bytes, (below) => Math.floor(random() * Math.max(1, below)));
  }
  return bytes;
}

type Draw = (below: number) => number;
type Mutation = (bytes: Buffer, draw: Draw) => Buffer<ArrayBuffer>;

const joined = (...parts: readonly Uint8Array[]) => Buffer.concat(parts);

function onLines(change: (lines: string[], draw: Draw) => void): Mutation {
  return (bytes, draw) => {
    const lines = bytes.toString('utf8').split('\n');
    change(lines, draw);
    return Buffer.from(lines.join('\n'));
  };
}

/** Where values of fields stand in a line. */
function changeValue(line: string, value: string, draw: Draw): string {
  const places = [...line.matchAll(/:("(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|null|true|false|\[[^[\]{}]*\])/g)];
  const place = places[draw(places.length)];
  if (!place) return value;
  const start = place.index + 1;
  return line.slice(0, start) + value + line.slice(start + (place[1] as string).length);
}

/** In the place of a whole object that stands in a line. */
function changeObject(line: string, value: string, draw: Draw): string {
  const places = [...line.matchAll(/:(\{[^{}]*\})/g)];
  const place = places[draw(places.length)];
  if (!place) return line;
  const start = place.index + 1;
  return line.slice(0, start) + value + line.slice(start + (place[1] as string).length);
}

const mutations: readonly Mutation[] = [
  (bytes, draw) => {
    const copy = Buffer.from(bytes);
    for (let count = 1 + draw(8); count > 0 && copy.length > 0; count--) copy[draw(copy.length)] = draw(256);
    return copy;
  },
  (bytes, draw) => Buffer.from(bytes.subarray(0, draw(bytes.length))),
  (bytes, draw) => {
    const start = draw(bytes.length);
    return joined(bytes.subarray(0, start), bytes.subarray(start + draw(200)));
  },
  (bytes, draw) => {
    const [start, length] = [draw(bytes.length), draw(2_000)];
    return joined(bytes.subarray(0, start), bytes.subarray(start, start + length), bytes.subarray(start));
  },
  onLines((lines, draw) => void lines.splice(draw(lines.length), 1)),
  onLines((lines, draw) => void lines.splice(draw(lines.length), 0, lines[draw(lines.length)] ?? '')),
  onLines((lines, draw) => {
    const [one, two] = [draw(lines.length), draw(lines.length)];
    [lines[one], lines[two]] = [lines[two] ?? '', lines[one] ?? ''];
  }),
  ...Array.from({ length: 4 }, () =>
    onLines((lines, draw) => {
      const index = draw(lines.length);
      lines[index] = changeValue(lines[index] ?? '', values[draw(values.length)] as string, draw);
    }),
  ),
  onLines((lines, draw) => {
    const index = draw(lines.length);
    lines[index] = changeObject(lines[index] ?? '', values[draw(values.length)] as string, draw);
  }),
  // A value of one field in another one's place: what is of the right kind is the hardest to tell.
  ...Array.from({ length: 3 }, () =>
    onLines((lines, draw) => {
      const [index, from] = [draw(lines.length), draw(lines.length)];
      const found = [...(lines[from] ?? '').matchAll(/:("(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|null)/g)];
      lines[index] = changeValue(lines[index] ?? '', found[draw(found.length)]?.[1] ?? '1', draw);
    }),
  ),
];
