import { describe, expect, it } from 'vitest';
import type { GaugeSegment } from '../../../shared/usage-view.ts';
import type { MessageView } from '../../../shared/views.ts';
import type { ShownTurn } from '../state/turn-blocks.ts';
import { newChatInstead } from './new-chat-instead.ts';

const turn = (id: number): ShownTurn => ({
  ...{ id, turn: null, assistant: null },
  user: { id, text: `words of ${id}` } as MessageView,
});
/** Two blocks of three turns. */
const blocks = [
  { key: 1, turns: [1, 3, 5].map(turn) },
  { key: 7, turns: [7, 9, 11].map(turn) },
];

const segment = (turnId: number, what: Partial<GaugeSegment> = {}): GaugeSegment => ({
  ...{ type: 'turn', tokens: 10, turn: { turnId, name: '', tokens: 10 }, isForgottenNext: false },
  ...what,
});
const pinned = { type: 'pinned' } as const;
const forgotten = { isForgottenNext: true };
const draft: GaugeSegment = { type: 'draft', tokens: 5, turn: null, isForgottenNext: false };

describe('a new chat at the limit', () => {
  it('takes the draft and the turns that would stay, pinned ones among them, but none before', () => {
    const segments = [segment(1, pinned), segment(5, forgotten), segment(7), segment(9, pinned), segment(11), draft];
    expect(newChatInstead({ question: null, blocks, segments })).toEqual({ turnId: 11, turnCount: 3, takes: 'draft' });
    const question = { type: 'send', retryTurnId: null } as const;
    expect(newChatInstead({ question, blocks, segments })).toEqual({ turnId: 11, turnCount: 3, takes: 'draft' });
  });

  it('takes the last turn where none but pinned ones would stay', () => {
    const segments = [segment(1, pinned), segment(11, forgotten), draft];
    expect(newChatInstead({ question: null, blocks, segments })).toMatchObject({ turnId: 11, turnCount: 1 });
  });

  it('takes the turns before a message that is edited, and the new words', () => {
    const question = { type: 'edit', retryTurnId: null, edit: { turnId: 9, text: 'other words' } } as const;
    const segments = [segment(3, forgotten), segment(5), segment(7), draft];
    const takes = { words: 'other words' };
    expect(newChatInstead({ question, blocks, segments })).toEqual({ turnId: 7, turnCount: 2, takes });
  });

  it('takes the turns before one that is asked again, and its words', () => {
    const question = { type: 'retry', retryTurnId: 11 } as const;
    const segments = [segment(7, forgotten), segment(9), draft];
    const takes = { words: 'words of 11' };
    expect(newChatInstead({ question, blocks, segments })).toEqual({ turnId: 9, turnCount: 1, takes });
  });

  it('is not offered where nothing is before it, nor in the middle of an answer', () => {
    expect(newChatInstead({ question: { type: 'retry', retryTurnId: 1 }, blocks, segments: [draft] })).toBeNull();
    expect(newChatInstead({ question: { type: 'continue', retryTurnId: 11 }, blocks, segments: [draft] })).toBeNull();
    expect(newChatInstead({ question: null, blocks: [], segments: [draft] })).toBeNull();
  });
});
