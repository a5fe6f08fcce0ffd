import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePyTorchFile } from '../engine/test-support/write-pytorch-file.ts';
import { openTestCore, type TestCore } from './test-support/open-test-core.ts';
import { openTokenizer } from './text/read-tokenizer.ts';

const bundled = resolve(import.meta.dirname, '../../models/palimpsest-mini');
let modelDir: string;
let test: TestCore;

beforeEach(async () => {
  modelDir = mkdtempSync(join(tmpdir(), 'palimpsest-brought-'));
  cpSync(bundled, modelDir, { recursive: true });
  test = await openTestCore();
});
afterEach(async () => {
  await test.close();
  rmSync(modelDir, { recursive: true, force: true });
});

const engineNow = () => test.appEvents.flatMap((event) => ('engine' in event ? [event.engine] : [])).at(-1);

/** Chooses a model and waits until it answers. */
async function use(folder: string): Promise<void> {
  const before = test.appEvents.length;
  await test.page.call('model.use', { type: 'folder', folder });
  await test.until(() =>
    test.appEvents.slice(before).some((event) => 'engine' in event && ['ready', 'failed'].includes(event.engine.type)),
  );
  expect(engineNow()).toMatchObject({ type: 'ready' });
}

async function greedyAnswer(): Promise<string> {
  const chat = await test.newGreedyChat();
  const first = await chat.say('Hello! My name is Ada.');
  return `${first.text}\n${(await chat.say('What is my name?')).text}`;
}

describe('a model that a person brings', () => {
  it('as PyTorch saved it, or as one file of weights, says the very words that it says as safetensors', async () => {
    const expected = await greedyAnswer();
    expect(expected).toContain('Ada');
    await writePyTorchFile(join(modelDir, 'model.safetensors'), join(modelDir, 'pytorch_model.bin'));
    const single = join(modelDir, 'fine-tuned.safetensors');
    copyFileSync(join(modelDir, 'model.safetensors'), single);
    rmSync(join(modelDir, 'model.safetensors'));
    await use(modelDir);
    expect(await greedyAnswer()).toBe(expected);
    await use(single);
    expect(await greedyAnswer()).toBe(expected);
  });

  it('with a WordPiece vocabulary is talked to: its text is that of its ids, and its numbers add up', async () => {
    for (const name of [
      'tokenizer.json',
      'vocab.json',
      'merges.txt',
      'generation_config.json',
      'tokenizer_config.json',
    ]) {
      rmSync(join(modelDir, name), { force: true });
    }
    writeFileSync(join(modelDir, 'vocab.txt'), vocabularyOf(rowCount()));
    await use(modelDir);
    const tokenizer = openTokenizer(modelDir);
    const chat = await test.newGreedyChat();
    await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 20 } });
    const draft = '你好，世界 hello';
    const usage = await test.page.call('draft.measure', { chatId: chat.id, text: draft });
    expect(usage.draftTokens).toBe(tokenizer.encode(draft).length + 1);
    const answer = await chat.say(draft);
    expect(answer.state).toBe('done');
    const streamed = chat.events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
    expect(streamed).toBe(answer.text);
    // All that was said before is held, but for the answer's last token and what ends it.
    const { receipt } = await chat.say('再见');
    const [first] = chat.turns();
    expect(first?.name).toContain('你好');
    expect((receipt?.reusedTokens ?? 0) + (receipt?.prefilledTokens ?? 0)).toBe(
      (first?.tokenCount ?? 0) + tokenizer.encode('再见').length + 1,
    );
  });
});

function rowCount(): number {
  return JSON.parse(readFileSync(join(modelDir, 'config.json'), 'utf8')).vocab_size;
}

/** As many tokens as the model has rows: BERT's special ones, a few words, and Chinese characters. */
function vocabularyOf(count: number): string {
  const named = [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    '，',
    '。',
    'hello',
    'world',
    '##s',
    '你',
    '好',
    '世',
    '界',
  ];
  const rest = Array.from({ length: 20_000 }, (_, index) => String.fromCodePoint(0x4e00 + index));
  return [...new Set([...named, ...rest])].slice(0, count).join('\n');
}
