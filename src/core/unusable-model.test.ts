import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../shared/test-support/saying.ts';
import { openTestCore, type TestCore, type WatchedChat } from './test-support/open-test-core.ts';

const bundledModel = join(import.meta.dirname, '../../models/palimpsest-mini');
let test: TestCore;
let chat: WatchedChat;

beforeEach(async () => {
  test = await openTestCore();
  chat = await test.newChat();
});
afterEach(() => test.close());

describe('a model that cannot be used', () => {
  it.each([
    ['cut short', 'is cut short', (dir: string) => truncateSync(join(dir, 'model.safetensors'), 100_000)],
    ['of another kind', 'llama', (dir: string) => writeFileSync(join(dir, 'config.json'), '{"model_type":"llama"}')],
  ])('because it is %s is refused with a sentence; what was said is readable, what is typed kept', async (...given) => {
    const [, words, damage] = given;
    const answer = await chat.say('Hello! My name is Marlene.');
    const { dataDir } = test;
    await test.core.close();
    const modelDir = mkdtempSync(join(tmpdir(), 'palimpsest-unusable-'));
    cpSync(bundledModel, modelDir, { recursive: true });
    damage(modelDir);

    const refused = await openTestCore({ dataDir, modelDir });
    const failed = await refused.until(() => {
      const told = refused.appEvents.map((event) => 'engine' in event && event.engine);
      return told.find((engine) => engine && engine.type === 'failed');
    });
    expect(failed).toMatchObject({ code: 'badModel' });
    expect(failed).toEqual(saying(words));
    // Where the vocabulary can be read, words are still counted; they are kept in any case.
    const typed = { chatId: chat.id, text: 'unsent' };
    await refused.page.call('draft.keep', typed);
    await refused.page.call('draft.measure', typed).catch((error) => expect(error.code).toBe('badModel'));
    const again = await refused.watch(chat.id);
    const view = again.events.find((event) => event.type === 'snapshot')?.chat;
    expect(view?.messages.map((message) => message.text)).toEqual(['Hello! My name is Marlene.', answer.text]);
    expect(view?.draft).toBe('unsent');
    // What was said can be taken along, without an engine.
    const { text } = await refused.page.call('export.text', {
      ...{ selection: { type: 'chats', chatIds: [chat.id] }, format: 'markdown', language: 'en' },
      options: { otherBranches: false, receipts: true, forgetting: true },
    });
    expect(text).toContain('Hello! My name is Marlene.');
    expect(text).toContain(answer.text);
    await refused.close();
    rmSync(modelDir, { recursive: true });
  });
});
