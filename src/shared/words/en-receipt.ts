import { enInspector } from './en-inspector.ts';
import { openFormats } from './formats.ts';
import type { ReceiptWords } from './words.ts';

const { count, duration } = openFormats('en');

const tokens = (value: number) => `${count(value)} ${value === 1 ? 'token' : 'tokens'}`;

/** What an answer cost, in English. */
export const enReceipt: ReceiptWords = {
  reused: {
    words: (value) => `reused ${count(value)}`,
    says: 'Tokens that the model held already and did not have to read again.',
  },
  shared: {
    words: (value) => `shared ${count(value)}`,
    says: 'A beginning that another chat has too: it was read for that one, and not again for this one.',
  },
  read: {
    words: (value) => `read ${count(value)}`,
    says: 'Tokens that were read after you pressed Send (prefilled).',
  },
  unread: {
    words: (value) => `${count(value)} not read`,
    says: 'The turn was stopped before these tokens were read.',
  },
  written: {
    words: (value) => `wrote ${count(value)}`,
    says: 'Tokens that the model wrote (decoded).',
  },
  preparedSays: (value) => ` Of these, ${tokens(value)} had been read ahead for this message.`,
  by: (name, precision, device) => `by ${name} (${device.toUpperCase()}, ${precision})`,
  firstToken: (milliseconds) => `first token ${duration(milliseconds)}`,
  speed: (tokensPerSecond) => `${count(tokensPerSecond)} tok/s`,
  readAgain: (value, because) =>
    `read again: ${count(value)}${because === null ? '' : enInspector.since(enInspector.lostBecause[because])}`,
  readAgainSays: 'Part of what was read: these tokens had been held for this chat before.',
};
