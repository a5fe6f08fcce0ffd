import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fp32 } from '../engine/precision.ts';
import { temporaryFolder } from '../engine/test-support/temporary-folder.ts';
import { shippedId } from './models/model-id.ts';
import { writeOtherModel } from './test-support/other-model.ts';
import { type AskedAnswer, Life } from './test-support/random-life.ts';
import { eachOnce, randomLife } from './test-support/random-life-acts.ts';
import { idsOf, storedPromptOf } from './test-support/stored-prompt.ts';
import { openUncachedModel, type UncachedModel } from './test-support/uncached-model.ts';

const folder = temporaryFolder();
const otherModelDir = join(folder, 'other');
const uncached = new Map<string, UncachedModel>();
const counts = { told: 0, forgets: 0, logits: 0, takenOver: 0 };

beforeAll(async () => {
  writeOtherModel(otherModelDir);
  const shippedDir = join(import.meta.dirname, '../../models/palimpsest-mini');
  uncached.set(shippedId, await openUncachedModel(shippedDir, folder));
  uncached.set(otherModelDir, await openUncachedModel(otherModelDir, folder));
});
afterAll(async () => {
  for (const model of uncached.values()) await model.close();
});

describe('whatever happens to two chats and their application', () => {
  it('what is told before, what the engine is given, what is stored and what is told then are the same', {
    timeout: 3_600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(randomLife, async (steps) => {
        const life = new Life(otherModelDir);
        try {
          await life.begin();
          for (const step of steps) {
            await life.do(step);
            await life.untilIdle();
            for (const asked of life.asked.splice(0)) await check(life, asked);
            await life.checkAsReadAnew();
          }
        } finally {
          await life.end();
        }
      }),
      {
        numRuns: 1 + Number(process.env.PALIMPSEST_TEST_RUNS_FACTOR ?? 1) * 2,
        examples: [[eachOnce]],
        endOnFailure: true,
      },
    );
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
  });
});

async function check(life: Life, { messageId, modelId, promptIds }: AskedAnswer): Promise<void> {
  const { store, shelf } = life.test.app;
  const answer = store.messages.get(messageId);
  // Erased since.
  if (!answer) return;
  const { turnId, chatId, receipt, tokenIds } = answer;
  const model = shelf.read(modelId);
  const storedIds = storedPromptOf(store, messageId, model);
  const takenOverIds = promptIds.slice(storedIds.length);
  expect(promptIds).toEqual([...storedIds, ...takenOverIds]);
  if (takenOverIds.length > 0) {
    const tries = store.messages.children(chatId, turnId).filter(({ id }) => id < messageId);
    expect(tries.map((tried) => idsOf(tried, model))).toContainEqual(takenOverIds);
    counts.takenOver += 1;
  }
  if (receipt) {
    expect(receipt.takenOverTokens).toBe(takenOverIds.length);
    expect(receipt.reusedTokens + receipt.prefilledTokens + (receipt.unreadTokens ?? 0)).toBe(promptIds.length);
  }
  expect(model.tokenizer.decode(tokenIds)).toBe(answer.text);

  const told = life.told.get(turnId);
  // Asked again, it may be another prompt.
  if (told && life.told.delete(turnId)) {
    expect(promptIds).toHaveLength(told.promptTokens);
    expect(answer.forgotten).toEqual(told.forgets);
    counts.told += 1;
    counts.forgets += told.forgets.length;
  }
  const logits = store.messages.logits(messageId);
  if (!logits || tokenIds.length === 0) return;
  const measured = { ...logits, promptIds: storedIds, answerIds: tokenIds, takenOverTokens: takenOverIds.length };
  const found = await uncached.get(modelId)?.differenceOf(measured);
  expect(found?.difference).toBeLessThanOrEqual(fp32.equalTolerance);
  counts.logits += found?.compared ?? 0;
}
