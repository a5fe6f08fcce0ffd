import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../shared/usage-view.ts';
import { type MeasuredDraft, openDraftMeter } from './draft-meter.ts';

function openTestMeter() {
  const asked: string[] = [];
  const measured: string[] = [];
  const failed: unknown[] = [];
  const answers: { resolve: (usage: Usage) => void; reject: (error: Error) => void }[] = [];
  const meter = openDraftMeter(
    (_chatId, text) => {
      asked.push(text);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    ({ text }: MeasuredDraft) => measured.push(text),
    (error) => failed.push(error),
  );
  const answerNext = async () => {
    answers.shift()?.resolve({} as Usage);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { meter, asked, measured, failed, answers, answerNext };
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
