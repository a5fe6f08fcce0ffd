import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelCard, ModelsView } from '../shared/models-view.ts';
import { saying } from '../shared/test-support/saying.ts';
import { keepCopy } from './test-support/library-model.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

let dataDir: string;
let test: TestApplication;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-damaged-facts-'));
  test = openTestApplication({ dataDir });
});
afterEach(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function cardOf(modelId: string): Promise<ModelCard> {
  const views: ModelsView[] = [];
  const watching = test.page.stream('models.watch', {}, (view) => views.push(view));
  watching.result.catch(() => {});
  await until(() => views.length > 0);
  watching.cancel();
  return views.at(-1)?.models.find((card) => card.modelId === modelId) as ModelCard;
}

/** Puts something in the place of what the library knows of a model, and starts again. */
async function startWithFacts(folder: string, facts: string): Promise<void> {
  await test.close();
  writeFileSync(join(folder, 'palimpsest-model.json'), facts);
  test = openTestApplication({ dataDir });
}

describe('a model of which the library cannot read any more what it knew', () => {
  it.each([
    ['is cut short', '{"version": 1, "name": "Ano', 'palimpsest-model.json'],
    ['is empty', '', 'empty'],
    ['is another file’s', '{"model_type": "gpt2"}', 'palimpsest-model.json'],
  ])('because it %s is listed with why, is not used, and can be removed', async (_, facts, words) => {
    const { folder } = await keepCopy(test.app.library);
    await startWithFacts(folder, facts);
    const card = await cardOf('another-mini');
    const told = { name: 'another-mini', origin: { type: 'unknown' }, canBeRemoved: true, isChanged: false };
    expect(card).toMatchObject(told);
    expect(card.problem).toEqual(saying(words));
    await expect(test.page.call('models.use', { modelId: 'another-mini' })).rejects.toMatchObject({ code: 'badModel' });
    expect(await test.page.call('models.remove', { modelId: 'another-mini' })).toEqual({ isRemoved: true });
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves the chat that goes on with it readable, and lets it go on with another', async () => {
    const { folder } = await keepCopy(test.app.library);
    const chat = await test.newChat();
    await test.page.call('chat.useModel', { chatId: chat.id, modelId: 'another-mini' });
    const answer = await chat.say('Hello!');
    await startWithFacts(folder, 'nothing of it');
    const again = await test.watch(chat.id);
    const view = again.events.find((event) => event.type === 'snapshot')?.chat;
    expect(view?.messages.map(({ text }) => text)).toEqual(['Hello!', answer.text]);
    await test.page.call('chat.useModel', { chatId: chat.id, modelId: 'shipped' });
    expect((await again.say('And now?')).state).toBe('done');
  });
});
