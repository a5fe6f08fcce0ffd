import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../../shared/views.ts';
import { blocksOf, type TurnBlocks, withMessages } from '../state/turn-blocks.ts';
import { FindSession, type Found } from './find-session.ts';
import type { TextRange } from './text-marks.ts';

const said = (id: number, text: string): MessageView => ({
  ...{ id, turnId: id, text, role: 'user', state: 'done', tokenCount: 1 },
  ...{ createdAtMs: 0, receipt: null, failure: null, answeredBy: null },
});

function chatOf(texts: readonly string[]): TurnBlocks {
  return blocksOf({ messages: texts.map((text, index) => said(index + 1, text)), turns: [] });
}

/** Reading a message takes 1 ms; what is scheduled waits until it is let go on. */
function openTestSession(sightId = 1) {
  let nowMs = 0;
  const waiting: (() => void)[] = [];
  const pieces: number[] = [];
  const shown: TextRange[] = [];
  const told: Found[] = [];
  const session = new FindSession({
    textOf: ({ text }) => {
      nowMs += 1;
      return text;
    },
    firstInSight: () => sightId,
    onShow: (hit) => shown.push(hit),
    onFound: (found) => told.push(found),
    schedule: (work) => {
      waiting.push(work);
      return () => waiting.splice(waiting.indexOf(work), waiting.includes(work) ? 1 : 0);
    },
    nowMs: () => nowMs,
  });
  const timed = (work: () => void) => {
    const startMs = nowMs;
    work();
    pieces.push(nowMs - startMs);
  };
  return {
    ...{ shown, told, pieces, waiting },
    look: (words: string, blocks: TurnBlocks, chatId = 1) => timed(() => session.look(words, chatId, blocks)),
    move: (step: 1 | -1) => timed(() => session.move(step)),
    goOn: () => timed(() => waiting.shift()?.()),
    untilDone: () => {
      while (waiting.length > 0) timed(() => waiting.shift()?.());
    },
    now: () => told.at(-1) as Found,
  };
}

describe('finding while one types', () => {
  it('holds the page for some ms at a time, and tells how many places there are as they grow', () => {
    const test = openTestSession();
    test.look('e', chatOf(Array.from({ length: 1_000 }, () => 'everywhere')));
    expect(test.now().isCounting).toBe(true);
    test.untilDone();
    // Reading some messages again for what is shown of them is part of a piece.
    expect(Math.max(...test.pieces)).toBeLessThanOrEqual(8);
    const counts = test.told.map(({ count }) => count);
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
    expect(test.now()).toMatchObject({ at: 1, count: 4_000, isCounting: false });
  });

  it('is led to the first place behind what one reads before all is counted, and once only', () => {
    const test = openTestSession(500);
    test.look('e', chatOf(Array.from({ length: 1_000 }, () => 'everywhere')));
    while (test.shown.length === 0) test.goOn();
    expect(test.shown).toEqual([{ messageId: 500, start: 0, end: 1 }]);
    expect(test.now().isCounting).toBe(true);
    test.untilDone();
    expect(test.shown).toHaveLength(1);
    expect(test.now()).toMatchObject({ at: 499 * 4 + 1 });
  });

  it('makes a step once it is known where it leads', () => {
    const texts = Array.from({ length: 300 }, (_, index) => (index % 200 === 0 ? 'needle' : 'straw'));
    const test = openTestSession();
    test.look('needle', chatOf(texts));
    while (test.shown.length === 0) test.goOn();
    test.move(1);
    expect(test.shown.map(({ messageId }) => messageId)).toEqual([1]);
    test.untilDone();
    expect(test.shown.map(({ messageId }) => messageId)).toEqual([1, 201]);
    expect(test.now()).toMatchObject({ at: 2, count: 2 });
    test.move(1);
    expect(test.now()).toMatchObject({ at: 1 });
  });

  it('looks for the newest words alone', () => {
    const test = openTestSession();
    const blocks = chatOf(Array.from({ length: 100 }, () => 'one two'));
    test.look('o', blocks);
    test.look('one', blocks);
    expect(test.waiting).toHaveLength(1);
    test.untilDone();
    expect(test.now()).toMatchObject({ count: 100 });
  });

  it('is moved by nobody but who types or goes on', () => {
    const test = openTestSession();
    const blocks = chatOf(['a word', 'none', 'a word']);
    test.look('word', blocks);
    test.look('word', withMessages(blocks, [said(4, 'word')]));
    test.untilDone();
    expect(test.shown).toHaveLength(1);
    expect(test.now()).toMatchObject({ at: 1, count: 3 });
    test.look('word', chatOf(['another chat', 'one word']), 2);
    expect(test.shown).toHaveLength(1);
    expect(test.now()).toMatchObject({ at: 1, count: 1 });
  });

  it('says that nothing is found, and finds nothing where no words are', () => {
    const test = openTestSession();
    test.look('nowhere', chatOf(['a word']));
    expect(test.now()).toMatchObject({ at: 0, count: 0, isCounting: false, hit: null });
    test.look('', chatOf(['a word']));
    expect(test.now()).toMatchObject({ at: 0, count: 0, isCounting: false, hit: null });
    expect(test.shown).toEqual([]);
  });
});
