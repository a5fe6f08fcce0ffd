import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from './store.ts';

/** Answers in words, saves after each, says how many words are saved, and never comes to an end. */
const writerScript = (file: string) => `
  const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, 'store.ts'))});
  const store = openStore(${JSON.stringify(file)});
  const chatId = store.chats.create(1);
  let parentId = null;
  const begin = (text) => store.turns.begin({
    chatId, parentId, text, tokenIds: [1, 2, 3], tokenizerHash: 'hash', windowStartId: null, forgottenAtMs: null, forgotten: [], nowMs: 2,
    sendKey: null, again: null, acts: [], promptTurnIds: [], seed: 12,
    answeredBy: { modelHash: 'a1', modelName: 'mini', precision: 'fp32', device: 'cpu' },
    sampling: {
      isGreedy: false, temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1, seed: null, maxReplyTokens: 96,
      stopTexts: [], policy: 'dropOldest', telling: 'show', usedWindowTokens: null,
    },
  }).assistant.id;
  const logits = (count) => Float32Array.from({ length: count }, (_, index) => index);
  parentId = begin('The first question');
  store.turns.finish({
    messageId: parentId, text: 'The first answer', tokenIds: [4], chosenLogits: logits(1), largestLogits: logits(1), state: 'done',
    receipt: null, nowMs: 3,
  });
  const messageId = begin('The second question');
  store.drafts.save(chatId, 'A third, not sent yet');
  let words = 0;
  setInterval(() => {
    words++;
    const ids = Array.from({ length: words }, (_, index) => index);
    store.turns.savePartial(messageId, 'word '.repeat(words), ids, logits(words), logits(words));
    process.stdout.write(words + '\\n');
  }, 1);`;

describe('a process that is killed while it answers', () => {
  it('leaves everything that was said, and all of the answer that was saved', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'palimpsest-durability-')), 'palimpsest.sqlite');
    const args = ['--input-type=module', '-e', writerScript(file)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.split('\n').length > 100) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const savedWords = Number(said.trim().split('\n').at(-1));

    const store = openStore(file);
    expect(store.turns.recover(9_000)).toBe(1);
    const chatId = store.chats.list()[0]?.id as number;
    const [question, answer, nextQuestion, partial] = store.messages.path(chatId);
    expect([question?.text, answer?.text, nextQuestion?.text]).toEqual([
      ...['The first question', 'The first answer', 'The second question'],
    ]);
    expect(nextQuestion?.tokenIds).toEqual([1, 2, 3]);
    expect(partial?.state).toBe('stopped');
    expect(partial?.text.split(' ').length).toBeGreaterThan(savedWords);
    expect(partial?.tokenIds.length).toBeGreaterThanOrEqual(savedWords);
    expect(partial?.answeredBy?.modelName).toBe('mini');
    expect(partial?.used?.seed).toBe(12);
    expect(store.messages.logits(partial?.id as number)?.chosenLogits.at(-1)).toBe((partial?.tokenIds.length ?? 0) - 1);
    expect(store.drafts.get(chatId)).toBe('A third, not sent yet');
    store.close();
  });
});
