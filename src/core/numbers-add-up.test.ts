import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeRandomCheckpoint } from '../engine/test-support/random-checkpoint.ts';
import { Session } from './test-support/random-session.ts';
import { randomSteps, type SessionStep } from './test-support/random-session-acts.ts';

const modelsDir = join(import.meta.dirname, '../../models');

/** Random weights behind the bundled model's words, with a window that a few sentences fill. */
function makeSmallWindow(): string {
  const modelDir = mkdtempSync(join(tmpdir(), 'palimpsest-small-window-'));
  writeRandomCheckpoint(modelDir, {
    config: { vocab_size: 4096, n_positions: 64, n_embd: 32, n_layer: 2, n_head: 2 },
    seed: 3,
    spread: 0.05,
  });
  for (const name of ['tokenizer.json', 'generation_config.json']) {
    copyFileSync(join(modelsDir, 'palimpsest-mini', name), join(modelDir, name));
  }
  return modelDir;
}

const models: readonly [name: string, make: () => string | undefined, numRuns: number][] = [
  ['the bundled model', () => undefined, 5],
  ['a window of 64 tokens', makeSmallWindow, 4],
];

/** Comes first, so that there is text to look at and something is forgotten and brought back, whatever the random ones do. */
const fullWindow: readonly SessionStep[] = [
  { act: { type: 'configure', settings: { usedWindowTokens: 128 } }, chat: 0 },
  ...Array.from({ length: 10 }, () => ({ act: { type: 'send', question: 2 }, chat: 0 }) as const),
  { act: { type: 'bringBack' }, chat: 0 },
  { act: { type: 'configure', settings: { maxReplyTokens: 12 } }, chat: 0 },
  { act: { type: 'send', question: 2 }, chat: 0 },
  { act: { type: 'continue' }, chat: 0 },
  { act: { type: 'continue' }, chat: 0 },
  { act: { type: 'form', form: { name: 'userAssistant' } }, chat: 0 },
  { act: { type: 'send', question: 1 }, chat: 0 },
  { act: { type: 'send', question: 1 }, chat: 1 },
  { act: { type: 'form', form: null }, chat: 0 },
  { act: { type: 'send', question: 1 }, chat: 0 },
];

describe('the numbers of a random session', () => {
  it.each(models)(
    'add up after each step and at each text event, with %s',
    { timeout: 3_600_000 },
    async (...given) => {
      const [, make, numRuns] = given;
      const modelDir = make();
      let checkedTexts = 0;
      let checkedForgets = 0;
      let checkedContinued = 0;
      let checkedMeasured = 0;
      await fc.assert(
        fc.asyncProperty(randomSteps, async (script) => {
          const session = new Session(modelDir);
          try {
            await session.begin();
            for (const step of script) {
              await session.do(step);
              await session.check();
            }
          } finally {
            checkedTexts += session.checkedTexts;
            checkedForgets += session.checkedForgets;
            checkedContinued += session.checkedContinued;
            checkedMeasured += session.checkedMeasured;
            await session.end();
          }
        }),
        {
          numRuns: 1 + Number(process.env.PALIMPSEST_TEST_RUNS_FACTOR ?? 1) * numRuns,
          examples: [[[...fullWindow]]],
          endOnFailure: true,
        },
      );
      // How many there are is no matter of the numbers: what is sampled within some milliseconds is one event.
      expect(checkedTexts).toBeGreaterThan(0);
      expect(checkedForgets).toBeGreaterThan(0);
      expect(checkedContinued).toBeGreaterThan(0);
      expect(checkedMeasured).toBeGreaterThan(0);
      if (modelDir) rmSync(modelDir, { recursive: true, force: true });
    },
  );
});
