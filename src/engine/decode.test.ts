import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerateEvent, Sampling } from '../shared/engine-contract.ts';
import { openChooser } from './chooser.ts';
import { type DecodeOptions, decode } from './decode.ts';
import type { KvCache } from './kv-cache.ts';
import { openPlainStepper } from './plain-stepper.ts';
import { openStepper, type Stepper } from './stepper.ts';
import { openDraftedStepper } from './test-support/drafted-stepper.ts';
import { openSmallModel, smallShape } from './test-support/small-model.ts';

const model = openSmallModel();
const promptIds = [3, 14, 15];

interface Told {
  readonly ids: number[];
  /** Of each message: the rows held, and the tokens known with it, the prompt's included. */
  readonly held: [number, number][];
}

/** Decodes over a cache that holds the prompt, from the first token that a chooser takes; with what was sent. */
async function decodeBehindPrompt(
  openStepperFor: (cache: KvCache, chooser: ReturnType<typeof openChooser>) => Stepper,
  sampling: Sampling,
  options: Pick<DecodeOptions, 'maxTokens' | 'endTokenIds'> & { readonly onSend?: () => void; signal?: AbortSignal },
) {
  const { session } = model.current;
  const cache = session.openCache();
  const chooser = openChooser(sampling, promptIds);
  const first = chooser.choose((await session.run(cache, promptIds, { logitsAt: 'last' })).last);
  const stepper = openStepperFor(cache, chooser);
  const told: Told = { ids: [], held: [] };
  const send = (event: GenerateEvent) => {
    if (event.type !== 'tokens') return;
    told.ids.push(...event.ids);
    told.held.push([event.heldTokens, promptIds.length + told.ids.length]);
    options.onSend?.();
  };
  const signal = options.signal ?? new AbortController().signal;
  const { tokens, reason } = await decode(stepper, cache, first, { ...options, send, signal });
  const { ids, chosenLogits } = tokens.all();
  return { ids, chosenLogits, reason, told, stepper, cache };
}

const samplings = fc.record({
  isGreedy: fc.boolean(),
  temperature: fc.constantFrom(0.6, 1, 2),
  topK: fc.constantFrom(0, 5),
  topP: fc.constantFrom(1, 0.8),
  repetitionPenalty: fc.constantFrom(1, 1.4),
  seed: fc.nat(),
});

describe('decoding with steps that give several tokens', () => {
  it('gives, holds and tells what plain steps do, in fewer steps, wherever it ends', async () => {
    const drafts = fc.record({ right: fc.integer({ min: 0, max: 5 }), wrong: fc.integer({ min: 0, max: 2 }) });
    const endings = fc.record({ maxTokens: fc.integer({ min: 1, max: 40 }), endId: fc.nat(smallShape.vocab_size - 1) });
    const property = fc.asyncProperty(samplings, drafts, endings, async (sampling, { right, wrong }, ending) => {
      const options = { maxTokens: ending.maxTokens, endTokenIds: [ending.endId] };
      const openPlain = (cache: KvCache, chooser: ReturnType<typeof openChooser>) =>
        openPlainStepper(model.current.session, cache, chooser);
      // What will be chosen is known from an answer without an ending, so that drafts are right as far as they shall be.
      const text = [
        ...promptIds,
        ...(await decodeBehindPrompt(openPlain, sampling, { maxTokens: 60, endTokenIds: [] })).ids,
      ];
      const plain = await decodeBehindPrompt(openPlain, sampling, options);
      const draft = (ids: readonly number[]) => {
        const next = text.slice(ids.length, ids.length + right + wrong);
        return next.map((id, index) => (index < right ? id : (id + 1) % smallShape.vocab_size));
      };
      const drafted = await decodeBehindPrompt(
        (cache, chooser) => openDraftedStepper(model.current.session, cache, chooser, draft),
        sampling,
        options,
      );
      expect(drafted.ids).toEqual(plain.ids);
      expect(drafted.reason).toBe(plain.reason);
      expect(drafted.told.ids).toEqual(plain.ids);
      for (const [index, logit] of plain.chosenLogits.entries())
        expect(drafted.chosenLogits[index]).toBeCloseTo(logit, 3);
      for (const [heldTokens, tokenCount] of drafted.told.held) expect(heldTokens).toBeLessThanOrEqual(tokenCount);
      const answered = [...promptIds, ...plain.ids];
      expect(drafted.cache.ids).toEqual(answered.slice(0, drafted.cache.length));
      expect(drafted.cache.length).toBeGreaterThanOrEqual(plain.cache.length);
      expect(drafted.stepper.steps).toBe(Math.ceil(plain.stepper.steps / (right + 1)));
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('gives nothing behind a cancel, and keeps no rows of what it did not give', async () => {
    const cancel = new AbortController();
    const token = (id: number) => ({ id, logit: 0, largestLogit: 0 });
    const openFour = (cache: KvCache) =>
      openStepper(async (id) => {
        await cache.reserve(cache.length + 4);
        cache.append([id, 1, 2, 3]);
        return [1, 2, 3, 4].map(token);
      });
    const greedy = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
    let sent = 0;
    const onSend = () => ++sent === 2 && cancel.abort();
    const options = { maxTokens: 50, endTokenIds: [], onSend, signal: cancel.signal };
    // Each message is sent at once: the clock of the batch is set far ahead by waiting in the step.
    const openSlow = (cache: KvCache) => {
      const four = openFour(cache);
      return openStepper(async (id) => {
        await new Promise((resolve) => setTimeout(resolve, 15));
        return four.next(id);
      });
    };
    const { ids, reason, cache } = await decodeBehindPrompt(openSlow, greedy, options);
    expect(reason).toBe('cancelled');
    expect(ids.slice(1)).toEqual([1]);
    expect(cache.ids).toEqual([...promptIds, ...ids]);
  });
});

describe('a stepper', () => {
  it('counts and times the steps that were finished', async () => {
    let fails = false;
    const stepper = openStepper(async (id) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (fails) throw new Error('This step failed.');
      return [{ id, logit: 0, largestLogit: 0 }];
    });
    await stepper.next(1);
    await stepper.next(2);
    const { stepsMs } = stepper;
    expect(stepsMs).toBeGreaterThan(8);
    fails = true;
    await expect(stepper.next(3)).rejects.toThrow('This step failed.');
    expect([stepper.steps, stepper.stepsMs]).toEqual([2, stepsMs]);
  });
});
