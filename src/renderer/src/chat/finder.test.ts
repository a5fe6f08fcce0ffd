import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldInPlace } from '../../../shared/fold.ts';
import type { MessageView } from '../../../shared/views.ts';
import { blocksOf, messagesOf, type TurnBlocks, withTurnViews } from '../state/turn-blocks.ts';
import { placesOf } from './find-in-text.ts';
import { Finder, type FindPlace } from './finder.ts';
import type { TextRange } from './text-marks.ts';

const message = (id: number, turnId: number, text: string): MessageView => ({
  ...{ id, turnId, text, role: id === turnId ? 'user' : 'assistant', state: 'done', tokenCount: 1 },
  ...{ createdAtMs: 0, receipt: null, failure: null, answeredBy: null },
});

const turnView = (id: number) => ({ id, name: '', tokenCount: 1, isPinned: false, isLeftOut: false, isSeen: true });

/** A chat of these turns, each a question and, where it has one, its answer. */
function chatOf(turns: readonly (readonly [string, string | null])[]): TurnBlocks {
  const messages = turns.flatMap(([question, answer], index) => {
    const id = 10 * (index + 1);
    return [message(id, id, question), ...(answer === null ? [] : [message(id + 1, id, answer)])];
  });
  return blocksOf({ messages, turns: turns.map((_, index) => turnView(10 * (index + 1))) });
}

const never = () => false;

function finderOf(words: string, blocks: TurnBlocks): Finder {
  const finder = new Finder(({ text }) => text);
  finder.begin(words, blocks);
  return finder;
}

/** All places, as somebody would find them who reads the chat from its beginning. */
function allPlaces(words: string, blocks: TurnBlocks): TextRange[] {
  return [...messagesOf(blocks)].flatMap(({ id, text }) =>
    placesOf(fold(words), foldInPlace(text)).map((place) => ({ messageId: id, ...place })),
  );
}

const text = fc.string({ unit: fc.constantFrom(...'aAáb 中か\u3099'), maxLength: 12 });
const chats = fc.array(fc.tuple(text, fc.option(text)), { minLength: 1, maxLength: 150 }).map(chatOf);
const words = fc.constantFrom('a', 'ab', 'aa', '中', 'か', 'が', 'nowhere');

describe('finding in a chat', () => {
  it('counts every place, wherever it begins and however small the pieces are', () => {
    fc.assert(
      fc.property(chats, words, fc.nat(1_600), (blocks, wanted, from) => {
        const finder = finderOf(wanted, blocks);
        let pieces = 1;
        while (!finder.goOn(from, () => true)) pieces += 1;
        expect(finder.total()?.all).toBe(allPlaces(wanted, blocks).length);
        // Each piece reads a turn; the last one of a block takes no piece of its own.
        const turns = blocks.reduce((sum, block) => sum + block.turns.length, 0);
        expect(pieces).toBeGreaterThanOrEqual(turns - blocks.length);
      }),
      { numRuns: 60 },
    );
  });

  it('goes from place to place in order, round at both ends, and knows which one it is', () => {
    fc.assert(
      fc.property(chats, words, fc.nat(1_600), (blocks, wanted, messageId) => {
        const finder = finderOf(wanted, blocks);
        finder.goOn(messageId, never);
        const places = allPlaces(wanted, blocks);
        const from: FindPlace = { messageId, start: 1 };
        const isBehind = (place: TextRange) =>
          place.messageId > messageId || (place.messageId === messageId && place.start >= from.start);
        expect(finder.nextFrom(from)).toEqual(places.find(isBehind) ?? places[0] ?? 'none');
        places.forEach((place, index) => {
          expect(finder.placeOf(place)).toBe(index + 1);
          expect(finder.beside(place, 1)).toEqual(places[(index + 1) % places.length]);
          expect(finder.beside(place, -1)).toEqual(places.at(index - 1));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('knows the next place before it has read all, and that it does not where something lies between', () => {
    const blocks = chatOf(
      Array.from({ length: 200 }, (_, turn) => [turn === 0 || turn === 199 ? 'here' : 'there', null]),
    );
    const finder = finderOf('here ', blocks);
    finder.begin('here', blocks);
    expect(finder.nextFrom({ messageId: 10, start: 0 })).toBe('coming');
    // The last block is the first that is read.
    let turns = 0;
    expect(finder.goOn(2_000, () => ++turns === 8)).toBe(false);
    expect(finder.nextFrom({ messageId: 2_000, start: 0 })).toMatchObject({ messageId: 2_000 });
    expect(finder.total()).toBeNull();
    expect(finder.goOn(2_000, never)).toBe(true);
    expect(finder.nextFrom({ messageId: 2_000, start: 1 })).toMatchObject({ messageId: 10 });
  });

  it('reads again only what is another message', () => {
    const blocks = chatOf(Array.from({ length: 200 }, () => ['a word', 'another']));
    const read: number[] = [];
    const finder = new Finder(({ id, text: said }) => {
      read.push(id);
      return said;
    });
    finder.begin('word', blocks);
    finder.goOn(0, never);
    expect(read).toHaveLength(400);
    read.length = 0;
    finder.begin('word', withTurnViews(blocks, [{ ...turnView(1_000), isSeen: false }]));
    finder.goOn(0, never);
    expect(read).toEqual([]);
    expect(finder.total()).toMatchObject({ all: 200, seen: 199, forgotten: 1 });
  });

  it('tells places of turns that were forgotten, hidden, never answered and not told of apart', () => {
    const views = [
      turnView(10),
      { ...turnView(20), isSeen: false },
      { ...turnView(30), isSeen: false, isLeftOut: true },
    ];
    const messages = [10, 20, 30, 40, 50].flatMap((id) => [
      message(id, id, 'word'),
      ...(id === 40 ? [] : [message(id + 1, id, 'word')]),
    ]);
    const blocks = blocksOf({ messages, turns: [...views, { ...turnView(40), isSeen: false }] });
    const finder = finderOf('word', blocks);
    finder.goOn(0, never);
    expect(finder.total()).toEqual({ all: 9, seen: 2, forgotten: 2, hidden: 2, never: 1, unknown: 2 });
    const sights = allPlaces('word', blocks).map((place) => finder.sightOf(place));
    expect(sights).toEqual([
      'seen',
      'seen',
      'forgotten',
      'forgotten',
      'hidden',
      'hidden',
      'never',
      'unknown',
      'unknown',
    ]);
  });

  it('finds the words of an answer as it is being written', () => {
    const [block] = chatOf([['Say it.', '']]);
    const written = { said: 'Once upon' };
    const live = (block?.turns ?? []).map((turn) => ({
      ...turn,
      assistant: turn.assistant && { ...turn.assistant, state: 'streaming' as const },
    }));
    const blocks = [{ key: 10, turns: live }];
    const finder = new Finder(({ state, text: said }) => (state === 'streaming' ? written.said : said));
    const count = () => {
      finder.begin('upon', blocks);
      finder.goOn(0, never);
      return finder.total()?.all;
    };
    expect(count()).toBe(1);
    written.said += ' a time, upon a hill';
    expect(count()).toBe(2);
    expect(finder.beside({ messageId: 11, start: 5, end: 9 }, 1)).toEqual({ messageId: 11, start: 18, end: 22 });
  });
});
