import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnswerText } from '../text/answer-text.ts';
import { openTokenizer } from '../text/read-tokenizer.ts';
import { AnswerWriter, type WrittenAnswer } from './answer-writer.ts';

const tokenizer = openTokenizer(join(import.meta.dirname, '../../../models/palimpsest-mini'));
const ids = tokenizer.encode('Once upon a time there was a boat. It had a name.');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function open(stopTexts: readonly string[] = []) {
  const saved: WrittenAnswer[] = [];
  const failures: unknown[] = [];
  const disk = { isFull: false };
  const writer = new AnswerWriter(new AnswerText(tokenizer, stopTexts), {
    onText: () => {},
    onStopText: () => {},
    save: (answer) => {
      if (disk.isFull) throw new Error('full');
      saved.push(answer);
    },
    onSaveFailed: (error) => failures.push(error),
  });
  const push = (id: number) =>
    writer.push({ ids: [id], chosenLogits: Float32Array.of(id), largestLogits: Float32Array.of(id + 1) });
  return { writer, saved, failures, disk, push };
}

describe('an answer under way', () => {
  it('is saved soon after it is shown, also when the clock is set back by an hour', () => {
    const { saved, push } = open();
    for (const [index, id] of ids.entries()) {
      if (index === 3) vi.setSystemTime(Date.now() - 3_600_000);
      push(id);
      vi.advanceTimersByTime(150);
      expect(saved.at(-1)?.ids).toEqual(ids.slice(0, index + 1));
    }
  });

  it('is saved again when a save has failed, and tells each failure', () => {
    const { saved, failures, disk, push } = open();
    disk.isFull = true;
    push(ids[0] as number);
    vi.advanceTimersByTime(150);
    expect(failures).toHaveLength(1);
    push(ids[1] as number);
    vi.advanceTimersByTime(1_000);
    expect(failures).toHaveLength(2);
    disk.isFull = false;
    vi.advanceTimersByTime(1_000);
    expect(saved.at(-1)?.ids).toEqual(ids.slice(0, 2));
  });

  it('keeps the logits of what was sampled, and none for what was encoded anew behind a stop text', () => {
    const { writer, push } = open(['at']);
    for (const id of ids) push(id);
    const { ids: kept, sampledCount, chosenLogits, largestLogits, text } = writer.finish();
    expect(text).toBe('Once upon a time there was a bo');
    expect([...chosenLogits.slice(0, sampledCount)]).toEqual(ids.slice(0, sampledCount));
    expect([...largestLogits.slice(0, sampledCount)]).toEqual(ids.slice(0, sampledCount).map((id) => id + 1));
    expect(kept.length).toBeGreaterThan(sampledCount);
    expect([...chosenLogits.slice(sampledCount)].every(Number.isNaN)).toBe(true);
    expect(chosenLogits).toHaveLength(kept.length);
  });

  it('saves nothing once it has ended', () => {
    const { writer, saved, push } = open();
    push(ids[0] as number);
    writer.finish();
    vi.advanceTimersByTime(5_000);
    expect(saved).toEqual([]);
  });
});
