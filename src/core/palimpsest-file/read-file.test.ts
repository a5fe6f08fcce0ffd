import { describe, expect, it } from 'vitest';
import { cpuMs, leastCpuMs } from '../../shared/test-support/cpu-ms.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ArchivedMessage } from '../store/archive.ts';
import { openStore } from '../store/store.ts';
import { writeTrees } from '../store/write-trees.ts';
import { emptyChat } from '../test-support/archived-chats.ts';
import { palimpsestText } from '../test-support/palimpsest-text.ts';
import { makeTurn, receipt, say } from '../test-support/stored-turns.ts';
import { mostLineBytes } from './format.ts';
import { MessageTree } from './message-tree.ts';
import { readPalimpsestFile } from './read-file.ts';

async function* pieces(text: string | Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(text: string | Uint8Array, size?: number) {
  const messages: ArchivedMessage[] = [];
  const titles: string[] = [];
  for await (const item of readPalimpsestFile(pieces(text, size))) {
    if (item.type === 'chat') titles.push(item.chat.title);
    else messages.push(...item.messages);
  }
  return { titles, messages };
}

async function whyRefused(text: string | Uint8Array, size?: number): Promise<object | undefined> {
  const error = await read(text, size).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CoreError)) throw new Error('It was read.', { cause: error });
  return error.details;
}

const header = { type: 'palimpsest', version: 1 };
const [chatUid, uid] = ['ab'.repeat(16), (index: number) => String(index).padStart(32, '0')];
const chat = {
  ...{ type: 'chat', uid: chatUid, title: 'A', isTitleGiven: false, createdAtMs: 1, updatedAtMs: 2, shows: null },
  settings: {},
};
const message = (index: number, more: object = {}) => ({
  ...{ type: 'message', uid: uid(index), parent: index === 1 ? null : index - 1 },
  ...{ role: index % 2 === 1 ? 'user' : 'assistant', text: 'x', ids: [1], tokenizer: 'h', state: 'done' },
  ...{ createdAtMs: 1, endedAtMs: null, ...more },
});
const { sampling, seed, ...cost } = receipt;
const madeWith = { sampling, seed };
const end = (chats: number, messages: number) => ({ type: 'end', chats, messages });
const file = (...records: readonly (object | string)[]) =>
  records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('');

describe('a file', () => {
  it('is read the same in pieces of any size, with other ends of lines, and without the last one', async () => {
    const text = file(header, chat, message(1, { text: '長い' }), message(2), end(1, 2));
    const whole = await read(text, 100_000);
    expect(whole.messages.map(({ parentId, text: words }) => [parentId, words])).toEqual([
      [null, '長い'],
      [1, 'x'],
    ]);
    for (const size of [1, 7, 100]) expect(await read(text, size)).toEqual(whole);
    expect(await read(text.replaceAll('\n', '\r\n').trimEnd())).toEqual(whole);
  });

  it('has no line longer than it may be, and a message that is longer comes back whole', async () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(1);
    const text = '"\\永\u{1f4dc}'.repeat(45_000);
    const tokenIds = Array.from({ length: 700_000 }, (_, index) => index);
    store.turns.begin(makeTurn(chatId, text, { tokenIds }));
    say(store, store.chats.create(2), 'short');
    const exported = palimpsestText(store);
    const lines = exported.split('\n');
    expect(lines.length).toBeGreaterThan(8);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line) + 1))).toBeLessThanOrEqual(mostLineBytes);
    const { messages } = await read(exported, 256 * 1024);
    expect(messages[0]?.text === text).toBe(true);
    expect(messages[0]?.tokenIds.length).toBe(700_000);
    expect(messages).toHaveLength(4);
  });

  it('names only what stands on the way to a message, whatever a store says', async () => {
    const store = openStore(':memory:');
    const one = (id: number, parentId: number | null, more: object = {}) =>
      ({
        ...{ id, uid: uid(id), parentId, role: parentId === null ? 'user' : 'assistant', text: 'x', sendKey: null },
        ...{ tokenIds: [1], tokenizerHash: 'h', state: 'done', failure: null, createdAtMs: 1, endedAtMs: 1 },
        ...{
          answeredBy: null,
          promptTurnIds: null,
          used: null,
          receipt: null,
          windowStartId: null,
          forgottenAtMs: null,
        },
        ...{ forgotten: [], unseenTurnId: null, isEdited: false, logits: null, acts: [], ...more },
      }) as ArchivedMessage;
    const acts = [{ kind: 'pinned', turnId: 1, value: true, atMs: 1 }];
    const batches = [[one(1, null), one(2, null), one(3, 2, { windowStartId: 1, acts })]];
    await writeTrees(store.archive, 'one', [{ chat: emptyChat, batches }]);
    const { messages } = await read(palimpsestText(store));
    expect(messages[2]).toMatchObject({ parentId: 2, windowStartId: null, acts: [] });
  });
});

const manyDetails = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`detail ${index}`, value]));

describe('a file that is refused', () => {
  const deep = (depth: number) => `{"type":"chat","settings":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  it.each<[string, string | Uint8Array, object]>([
    ['that is empty', '', { reason: 'empty' }],
    ['of something else', 'Dear diary,\n', { reason: 'foreign' }],
    ['of JSON of something else', '{"type":"conversation"}\n', { reason: 'foreign' }],
    ['of bytes', Uint8Array.of(0x89, 0x50, 0xff, 0x0a, 0x0a), { reason: 'foreign' }],
    ['of a newer version', file({ ...header, version: 2 }), { reason: 'newer', version: 2, newestVersion: 1 }],
    ['that was cut short', file(header, chat, message(1)), { reason: 'cutShort', line: 3 }],
    ['that goes on', file(header, end(0, 0), chat), { reason: 'misplaced', line: 3, kind: 'chat' }],
    ['with messages of no chat', file(header, message(1)), { reason: 'misplaced', line: 2, kind: 'message' }],
    [
      'that lacks a message',
      file(header, chat, message(1), end(1, 2)),
      { line: 4, field: 'messages', problem: 'count' },
    ],
    ['with a line of no JSON', file(header, chat, '{"type":'), { reason: 'notJson', line: 3 }],
    [
      'with a line of another kind',
      file(header, { type: 'secret' }),
      { reason: 'unknownKind', line: 2, kind: 'secret' },
    ],
    ['that is deep', file(header, deep(100_000)), { reason: 'tooDeep', line: 2 }],
    ['that holds too much', file(header, `{"a":[${'[],'.repeat(600_000)}1]}`), { reason: 'tooMuch', line: 2 }],
    ['with a long line', file(header, `{"a":"${'x'.repeat(4_000_001)}"}`), { reason: 'lineTooLong', line: 2 }],
    [
      'with a part that is missing',
      file(header, { type: 'part', part: 2, of: 2, json: '' }),
      { reason: 'partMissing', line: 2 },
    ],
    [
      'with parts without end',
      file(
        header,
        ...Array.from({ length: 51 }, (_, index) => ({
          type: 'part',
          part: index + 1,
          of: 99,
          json: 'x'.repeat(999_999),
        })),
      ),
      { reason: 'tooMuch', line: 52 },
    ],
    [
      'with a failure of very many details, none of which is one',
      file(
        header,
        chat,
        message(1),
        message(2, { state: 'failed', failure: { code: 'internal', details: manyDetails(40_000, null) } }),
      ),
      { line: 4, field: 'failure.details', problem: 'value' },
    ],
    [
      'with a failure of more details than there are for any',
      file(
        header,
        chat,
        message(1),
        message(2, { state: 'failed', failure: { code: 'internal', details: manyDetails(51, 'x') } }),
      ),
      { line: 4, field: 'failure.details', problem: 'value' },
    ],
    ['with a chat twice', file(header, chat, chat), { line: 3, field: 'uid', problem: 'twice' }],
    [
      'that shows what is not there',
      file(header, { ...chat, shows: 2 }, message(1), end(1, 1)),
      { line: 2, field: 'shows' },
    ],
    ['with an answer to nothing', file(header, chat, message(1, { role: 'assistant' })), { line: 3, field: 'parent' }],
    ['with a parent to come', file(header, chat, message(1), message(2, { parent: 3 })), { line: 4, field: 'parent' }],
    ['with half an id', file(header, chat, message(1, { ids: [1.5] })), { line: 3, field: 'ids', problem: 'value' }],
    [
      'that forgot less than nothing',
      file(header, chat, message(1), message(2, { forgotten: [{ turn: 1, tokens: -1 }] })),
      { line: 4, field: 'forgotten.0.tokens', problem: 'value' },
    ],
    ...[-1, 1e308].map((prefillMs): [string, string, object] => [
      `whose receipt cannot be (${prefillMs} ms)`,
      file(header, chat, message(1), message(2, { answer: { ...madeWith, receipt: { ...cost, prefillMs } } })),
      { line: 4, field: 'answer.receipt.prefillMs', problem: 'value' },
    ]),
    [
      'whose receipt has fewer tokens than none',
      file(header, chat, message(1), message(2, { answer: { ...madeWith, receipt: { ...cost, reusedTokens: -1 } } })),
      { line: 4, field: 'answer.receipt.reusedTokens', problem: 'value' },
    ],
    [
      'with an act on itself',
      file(header, chat, message(1), message(2, { acts: [{ kind: 'start', turn: 2, atMs: 1 }] })),
      { line: 4, field: 'acts.0.turn' },
    ],
    [
      'with logits of other ids',
      file(header, chat, message(1), message(2, { chosenLogits: 'AAAA', largestLogits: 'AAAA' })),
      { line: 4, field: 'chosenLogits' },
    ],
  ])('is one %s', async (_, text, details) => {
    const tookMs = await cpuMs(async () => expect(await whyRefused(text, 100_000)).toMatchObject(details));
    expect(tookMs).toBeLessThan(2_000);
  });
});

describe('the tree of a file', () => {
  it('knows in few steps whether a turn stands on the way to a message, in a chat that is one long way', () => {
    const tree = new MessageTree();
    for (let message = 1; message <= 200_000; message++) tree.add(message === 1 ? 0 : message - 1, message % 2 === 1);
    const aside = tree.add(100_000, true);
    const askMs = leastCpuMs(1, () => {
      for (let turn = 1; turn < 200_000; turn += 2) {
        expect(tree.isTurnOf(turn, 200_000)).toBe(true);
        if (turn % 1_999 === 0) expect(tree.isTurnOf(turn, aside)).toBe(turn < 100_000);
      }
    });
    expect([tree.isTurnOf(2, 200_000), tree.isTurnOf(aside, 200_000), tree.isTurnOf(aside, aside)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(askMs).toBeLessThan(5_000);
  });
});
