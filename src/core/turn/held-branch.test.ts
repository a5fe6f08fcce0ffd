import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundledModelDir } from '../models/catalog.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { readModel } from '../models/model-host.ts';
import { openStore, type Store } from '../store/store.ts';
import { insertLongChat } from '../test-support/long-chat.ts';
import { HeldBranch, NEWEST_MESSAGES } from './held-branch.ts';

const dir = bundledModelDir(resolve(import.meta.dirname, '../../../models'));
const found = { modelId: 'shipped', dir, form: null } as const;
const model = readModel(found, () => {});
const turnCount = 100;

let store: Store;
let chatId: number;
let told: string[];
let isStarting: boolean;
let present: ModelHandle;

beforeEach(() => {
  store = openStore(':memory:');
  chatId = insertLongChat(store, model.tokenizer, { title: 'Long one', turnCount }, 1_000);
  told = [];
  isStarting = false;
  present = model;
});

afterEach(() => store.close());

function hold(messages: Store['messages'] = store.messages): HeldBranch {
  return new HeldBranch({
    ...{ chatId, store: { messages, acts: store.acts }, model: () => present, isStarting: () => isStarting },
    onRead: (read) => told.push(`read ${read.length}`),
    onEarlier: () => told.push('earlier'),
    onOtherModel: () => told.push('other model'),
    onChanged: () => told.push('changed'),
  });
}

it('holds the newest messages at once, and all of them when somebody wants them', async () => {
  const held = hold();
  expect(held.get().messages).toHaveLength(NEWEST_MESSAGES);
  await held.readWhole();
  expect(held.get().isWhole).toBe(true);
  expect(held.get().messages.map(({ id }) => id)).toEqual(store.messages.path(chatId).map(({ id }) => id));
  expect(told.slice(0, 3)).toEqual([expect.stringMatching(/^read \d+$/), 'changed', 'earlier']);
});

it('reads on when it is asked again after a disk that failed', async () => {
  let failures = 1;
  const failing: Store['messages'] = {
    ...store.messages,
    before: (...asked) => {
      if (failures-- > 0) throw new Error('The disk is away.');
      return store.messages.before(...asked);
    },
  };
  const held = hold(failing);
  await expect(held.readWhole()).rejects.toThrow('The disk is away.');
  expect(held.get().messages).toHaveLength(NEWEST_MESSAGES);
  await held.readWhole();
  expect(held.get().messages).toHaveLength(2 * turnCount);
});

it('knows nothing more where what stands beside the messages could not be read', async () => {
  const held = new HeldBranch({
    ...{ chatId, store, model: () => present, isStarting: () => false },
    onRead: () => {
      throw new Error('The disk is away.');
    },
    ...{ onEarlier: () => {}, onOtherModel: () => {}, onChanged: () => {} },
  });
  expect(() => held.readEarlier()).toThrow('The disk is away.');
  expect(held.get().messages).toHaveLength(NEWEST_MESSAGES);
});

it('is counted by the model that a turn was planned with until that is stored, then by the other one', async () => {
  const held = hold();
  await held.readWhole();
  const planned = held.get();
  told = [];
  isStarting = true;
  present = readModel(found, () => {});
  expect(held.get()).toBe(planned);
  isStarting = false;
  expect(held.get().messages).toHaveLength(NEWEST_MESSAGES);
  expect(told).toEqual(['other model', 'changed']);
  await held.readWhole();
  expect(held.get().messages).toEqual(planned.messages);
});
