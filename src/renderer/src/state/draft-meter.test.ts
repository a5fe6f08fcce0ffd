import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../shared/usage-view.ts';
import { type MeasuredDraft, openDraftMeter } from './draft-meter.ts';

function openTestMeter() {
  const asked: string[] = [];
  const measured: string[] = [];
  const failed: unknown[] = [];
  const pauses: (() => void)[] = [];
  const answers: { resolve: (usage: Usage) => void; reject: (error: Error) => void }[] = [];
  const meter = openDraftMeter(
    (_chatId, text) => {
      asked.push(text);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    ({ text }: MeasuredDraft) => measured.push(text),
    (error) => failed.push(error),
    (work) => pauses.push(work),
  );
  const answerNext = async () => {
    answers.shift()?.resolve({} as Usage);
    await new Promise((resolve) => setTimeout(resolve));
  };
  const endPause = () => {
    for (const work of pauses.splice(0)) work();
  };
  return { meter, asked, measured, failed, answers, answerNext, pauses, endPause };
}

describe('the draft meter', () => {
  it('asks for the newest words only, one question at a time', async () => {
    const { meter, asked, measured, answerNext } = openTestMeter();
    for (const text of ['a', 'ab', 'abc', 'abcd']) meter.ask(1, text);
    expect(asked).toEqual(['a']);
    await answerNext();
    expect(asked).toEqual(['a', 'abcd']);
    await answerNext();
    expect(measured).toEqual(['a', 'abcd']);
  });

  it('counts long words that are typed once in a pause', async () => {
    const { meter, asked, measured, answerNext, pauses, endPause } = openTestMeter();
    const long = '語'.repeat(60_000);
    for (const end of ['a', 'ab', 'abc']) meter.askTyped(1, long + end);
    expect(asked).toEqual([]);
    expect(pauses).toHaveLength(1);
    endPause();
    meter.askTyped(1, `${long}abcd`);
    await answerNext();
    expect(measured).toEqual([`${long}abc`]);
    endPause();
    expect(asked.at(-1)).toBe(`${long}abcd`);
  });

  it('counts nothing of a pause that something newer has ended', () => {
    const { meter, asked, endPause } = openTestMeter();
    meter.askTyped(1, '語'.repeat(60_000));
    meter.askTyped(1, 'short');
    endPause();
    expect(asked).toEqual(['short']);
    meter.askTyped(1, '語'.repeat(60_000));
    meter.clear();
    endPause();
    expect(asked).toEqual(['short']);
  });

  it('goes on after a question that failed', async () => {
    const { meter, measured, failed, answers, answerNext } = openTestMeter();
    meter.ask(1, 'a');
    meter.ask(1, 'ab');
    answers.shift()?.reject(new Error('no engine'));
    await new Promise((resolve) => setTimeout(resolve));
    await answerNext();
    expect(failed).toHaveLength(1);
    expect(measured).toEqual(['ab']);
  });

  it('drops what comes late for a chat that was left', async () => {
    const { meter, asked, measured, answerNext } = openTestMeter();
    meter.ask(1, 'old');
    meter.clear();
    meter.ask(2, 'new');
    expect(asked).toEqual(['old', 'new']);
    await answerNext();
    await answerNext();
    expect(measured).toEqual(['new']);
  });
});
