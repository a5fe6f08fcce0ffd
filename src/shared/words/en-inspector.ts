import { enModel } from './en-model.ts';
import { openFormats } from './formats.ts';
import type { InspectorWords } from './inspector-words.ts';

const { count, bytes } = openFormats('en');

const tokens = (value: number) => `${count(value)} ${value === 1 ? 'token' : 'tokens'}`;

/** Kept on one line. */
const together = (text: string) => text.replaceAll(' ', '\u00a0');

const kinds: InspectorWords['kinds'] = {
  reused: 'reused',
  read: 'read',
  written: 'written',
  prepared: 'prepared',
  shared: 'shared',
  toRead: 'to read',
  free: 'free',
};

/** The inspector's words, in English. */
export const enInspector: InspectorWords = {
  name: 'Inspector',
  tabs: { window: 'Window', cache: 'Cache' },
  places: (windowTokens) => `The window: ${tokens(windowTokens)}`,
  placesSay: 'One place for each token. A token is a word or a piece of one.',
  whatIsToken: 'What is a token?',
  kinds,
  kindsSay: {
    reused: 'held already when the last message was sent',
    read: 'read for the last message (prefilled)',
    written: 'written by the model (decoded)',
    prepared: 'read ahead for your next message',
    shared: 'held for another chat that begins in the same way',
    toRead: 'not held yet: read with the next message',
    free: 'free',
  },
  map: (counts) => counts.map(({ kind, tokens: value }) => `${count(value)} ${kinds[kind]}`).join(', '),
  heldOfUsed: (held, used) => `${count(held)} held of ${count(used)} used`,
  unknownPlaces: 'The model is not running: nothing is held now.',
  memory: 'Memory of this cache',
  factors: {
    keysAndValues: {
      words: count,
      says: 'A key and a value: what the model compares by, and what it takes from there.',
    },
    layers: {
      words: (value) => `${count(value)} ${value === 1 ? 'layer' : 'layers'}`,
      says: 'Each layer keeps its own.',
    },
    tokens: {
      words: (value) => `${tokens(value)} held`,
      says: 'A row for each token that has gone through the model.',
    },
    heads: {
      words: (value) => `${count(value)} ${value === 1 ? 'head' : 'heads'}`,
      says: 'Attention heads: each looks back at the tokens in its own way.',
    },
    headSize: { words: count, says: 'Numbers in a key, and in a value, of one head.' },
    valueBytes: { words: (value) => `${count(value)} B`, says: 'Bytes that a number takes.' },
  },
  computed: (value) => `= ${bytes(value)}`,
  measured: (usedBytes, heldBytes, capacity) =>
    `measured: ${bytes(usedBytes)} used of ${bytes(heldBytes)} set aside ${together(`(room for ${tokens(capacity)})`)}`,
  measuredLater: 'measured again when the answer has ended',
  prepared: (value) => `${tokens(value)} prepared for your next message`,
  lastTurn: 'Last turn',
  turnBefore: 'The turn before this one',
  noTurn: 'No answer yet.',
  rows: {
    reused: 'reused',
    prepared: 'of these, prepared ahead',
    shared: 'of these, shared with another chat',
    read: 'read',
    unread: 'not read, since it was stopped',
    reread: 'of these, read again',
    takenOver: 'taken over of the try before',
    written: 'written',
    prefill: 'time to read',
    firstToken: 'first token',
    speed: 'speed',
    endedBy: 'ended by',
    seed: 'seed',
    form: 'turns written as',
    device: 'computed on',
  },
  deviceIs: (provider, precision) => `${provider.toUpperCase()} · ${enModel.precisionSays(precision)}`,
  rowsSay: {
    reused: 'What the cache held already: these tokens did not go through the model again.',
    read: 'What went through the model before it could answer (prefill).',
    written: 'What the model said, token by token (decode).',
    firstToken: 'From Send to the first token of the answer.',
  },
  endedBy: {
    endToken: 'the model',
    length: 'the maximum reply',
    stopText: 'a stop text',
    user: 'you',
    failure: 'a failure',
  },
  since: (because) => `, since ${because}`,
  lostBecause: {
    windowMoved: 'the window moved',
    turnsChanged: 'turns were changed',
    askedAgain: 'it was asked again',
    otherBranch: 'it was held for another branch',
    unanswered: 'the turn before it has no answer',
    modelChanged: 'another model was loaded',
    formChanged: 'turns are written in another form',
    engineRestarted: 'the engine restarted',
    evicted: 'its room was needed',
  },
  nothing: '—',
  caches: 'Caches in memory',
  columns: { chat: 'chat', tokens: 'tokens', held: 'set aside' },
  total: 'total',
  cacheKinds: {
    main: 'this is what the chat stands on',
    prepared: 'made ahead for the next message',
    shown: 'shown in the Window tab',
    deleted: 'deleted',
  },
  noCaches: 'No cache is held yet.',
  cacheExplained:
    'A cache keeps what the model computed for each token it has read. While it is there, the next message is all that has to be read. These are the caches of all chats; the Window tab shows one, place by place.',
};
