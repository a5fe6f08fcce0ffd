import { openFormats } from './formats.ts';
import type { InspectorWords } from './words.ts';

const { count, bytes } = openFormats('en');

const tokens = (value: number) => `${count(value)} ${value === 1 ? 'token' : 'tokens'}`;

/** Kept on one line. */
const together = (text: string) => text.replaceAll(' ', '\u00a0');

/** The inspector's words, in English. */
export const enInspector: InspectorWords = {
  name: 'Inspector',
  tabs: { window: 'Window', cache: 'Cache' },
  places: (windowTokens) => `${count(windowTokens)} places, as the engine holds them`,
  kinds: { reused: 'reused', prefilled: 'prefilled', decoded: 'decoded', free: 'free' },
  map: (reused, prefilled, decoded, free) =>
    `${tokens(reused)} reused, ${count(prefilled)} prefilled, ${count(decoded)} decoded, ${count(free)} free`,
  memory: 'Memory of this cache',
  formula: (layers, cached, heads, headSize) =>
    `2 × ${count(layers)} layers × ${tokens(cached)} ${together(`× ${count(heads)} heads × ${count(headSize)} × 4 B`)}`,
  computed: (value) => `= ${bytes(value)}`,
  measured: (usedBytes, heldBytes, capacity) =>
    `measured ${bytes(usedBytes)} of ${bytes(heldBytes)} held ${together(`(capacity ${count(capacity)})`)}`,
  prepared: (value) => `${tokens(value)} prepared for your next message`,
  lastTurn: 'Last turn',
  noTurn: 'No answer yet.',
  rows: {
    counts: 'reused / prefilled / decoded',
    prefill: 'prefill',
    firstToken: 'first token',
    speed: 'speed',
    endedBy: 'ended by',
    seed: 'seed',
    device: 'computed on',
    lostBecause: 'cache lost because',
  },
  endedBy: {
    endToken: 'the model',
    length: 'the maximum reply',
    stopText: 'a stop text',
    user: 'you',
    failure: 'a failure',
  },
  lostBecause: {
    windowMoved: 'the window moved',
    turnsChanged: 'turns were changed',
    engineRestarted: 'the engine restarted',
    evicted: 'room was needed',
  },
  nothing: '—',
  caches: 'Caches in memory',
  columns: { chat: 'chat', tokens: 'tokens', held: 'held' },
  noCaches: 'The engine holds no cache yet.',
  cacheExplained:
    'A cache keeps what the model computed for each token it has read. While it is there, the next message is all that has to be read.',
};
