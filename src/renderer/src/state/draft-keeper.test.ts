import { describe, expect, it } from 'vitest';
import { openDraftKeeper } from './draft-keeper.ts';

function openTestKeeper(mayPass?: (error: unknown) => boolean) {
  const asked: [number, string][] = [];
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const waiting: (() => void)[] = [];
  const pauses: (() => void)[] = [];
  const keeper = openDraftKeeper({
    store: (chatId, text) => {
      asked.push([chatId, text]);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    onChange: () => {},
    later: (work) => waiting.push(work),
    pause: (work) => pauses.push(work),
    ...(mayPass ? { mayPass } : {}),
  });
  const settle = async (error?: Error) => {
    const answer = answers.shift();
    if (error) answer?.reject(error);
    else answer?.resolve();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const pass = () => {
    for (const work of waiting.splice(0)) work();
  };
  const endPause = () => {
    for (const work of pauses.splice(0)) work();
  };
  return { keeper, asked, settle, pass, waiting, pauses, endPause };
}

const long = 'word 語 '.repeat(8000);

describe('the keeper of drafts', () => {
  it('stores the newest words, one question at a time', async () => {
    const { keeper, asked, settle } = openTestKeeper();
    for (const text of ['a', 'ab', 'abc']) keeper.keep(1, text);
    expect(asked).toEqual([[1, 'a']]);
    await settle();
    expect(asked).toEqual([
      [1, 'a'],
      [1, 'abc'],
    ]);
    await settle();
    expect(asked).toHaveLength(2);
  });

  it('asks for all that is not stored at once when it may be the last chance', () => {
    const { keeper, asked } = openTestKeeper();
    keeper.keep(1, 'a');
    keeper.keep(1, 'ab');
    keeper.keep(2, 'other');
    keeper.flush();
    expect(asked).toEqual([
      [1, 'a'],
      [1, 'ab'],
      [2, 'other'],
    ]);
  });

  it('tells why words are not stored, tries them again by itself, and forgets it when that works', async () => {
    const { keeper, asked, settle, pass } = openTestKeeper();
    const full = new Error('The disk is full.');
    keeper.keep(1, 'a');
    await settle(full);
    expect(keeper.failureOf(1)).toBe(full);
    pass();
    expect(asked).toHaveLength(2);
    await settle(full);
    expect(keeper.failureOf(1)).toBe(full);
    pass();
    await settle();
    expect(keeper.failureOf(1)).toBeNull();
    pass();
    expect(asked).toHaveLength(3);
  });

  it('tries again with the next words, and still tells of it until they are stored', async () => {
    const { keeper, asked, settle } = openTestKeeper();
    keeper.keep(1, 'a');
    await settle(new Error('no'));
    keeper.keep(1, 'ab');
    expect(asked.at(-1)).toEqual([1, 'ab']);
    expect(keeper.failureOf(1)).not.toBeNull();
    await settle();
    expect(keeper.failureOf(1)).toBeNull();
  });

  it('hands over a long draft once in a pause, not at each key, and does not put that off', async () => {
    const { keeper, asked, settle, pauses, endPause } = openTestKeeper();
    for (const end of ['a', 'ab', 'abc']) keeper.keep(1, long + end);
    expect(asked).toEqual([]);
    expect(pauses).toHaveLength(1);
    endPause();
    expect(asked).toEqual([[1, `${long}abc`]]);
    keeper.keep(1, `${long}abcd`);
    await settle();
    expect(asked).toHaveLength(1);
    endPause();
    expect(asked.at(-1)).toEqual([1, `${long}abcd`]);
  });

  it('does not wait for the pause when a long draft may be lost, or has become short', () => {
    const { keeper, asked, endPause } = openTestKeeper();
    keeper.keep(1, long);
    keeper.flush();
    expect(asked).toEqual([[1, long]]);
    endPause();
    expect(asked).toHaveLength(1);
    const other = openTestKeeper();
    other.keeper.keep(1, long);
    other.keeper.keep(1, '');
    other.endPause();
    expect(other.asked).toEqual([[1, '']]);
  });

  it('does not try by itself what has to change first', async () => {
    const { keeper, asked, settle, waiting } = openTestKeeper(() => false);
    keeper.keep(1, 'a');
    await settle(new Error('too long'));
    expect(waiting).toHaveLength(0);
    keeper.retry();
    expect(asked).toHaveLength(2);
  });

  it('does not bring back words that are no draft any more', async () => {
    const { keeper, asked, settle, pass } = openTestKeeper();
    keeper.keep(1, 'sent');
    keeper.forget(1);
    await settle(new Error('no'));
    pass();
    keeper.flush();
    expect(asked).toHaveLength(1);
    expect(keeper.failureOf(1)).toBeNull();
  });
});
