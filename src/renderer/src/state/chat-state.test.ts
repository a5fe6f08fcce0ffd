import { describe, expect, it } from 'vitest';
import type { ChatSettings } from '../../../shared/settings.ts';
import type { ChatView, MessageView, TurnView } from '../../../shared/views.ts';
import { type ChatState, chatStateOf, reduceChat } from './chat-state.ts';
import { messagesOf, turnViewsOf } from './turn-blocks.ts';

const settings = {} as ChatSettings;

function message(id: number, turnId: number, role: MessageView['role'], text = ''): MessageView {
  const state = role === 'assistant' && text === '' ? 'streaming' : 'done';
  const own = { receipt: null, failure: null, answeredBy: null };
  return { id, turnId, role, text, state, tokenCount: 3, createdAtMs: 0, ...own };
}

function turn(id: number): TurnView {
  return { id, name: 'words', tokenCount: 6, isPinned: false, isLeftOut: false, isSeen: true };
}

function chatWith(messages: readonly MessageView[], turns: readonly TurnView[]) {
  const view: ChatView = {
    id: 1,
    title: '',
    settings,
    clampedReplyTokens: null,
    defaultSettings: settings,
    messages,
    isWhole: true,
    turns,
    forgetting: null,
    draft: '',
    answering: null,
    otherModel: null,
  };
  return chatStateOf(view);
}

const messageIds = ({ blocks }: ChatState) => [...messagesOf(blocks)].map(({ id }) => id);
const turnIds = ({ blocks }: ChatState) => turnViewsOf(blocks).map(({ id }) => id);
const shownTurns = ({ blocks }: ChatState) => blocks.flatMap(({ turns }) => turns);

describe('the open chat', () => {
  const first = [message(1, 1, 'user', 'Hello'), message(2, 1, 'assistant', 'Hello!')];

  it('shows both messages of a turn that began, and that it waits', () => {
    const begun = reduceChat(chatWith(first, [turn(1)]), {
      type: 'begun',
      keptThrough: 2,
      messages: [message(3, 3, 'user', 'And now?'), message(4, 3, 'assistant')],
      messageId: 4,
      isWaiting: true,
      turns: [turn(3)],
      forgetting: null,
    });
    expect(messageIds(begun)).toEqual([1, 2, 3, 4]);
    expect(turnIds(begun)).toEqual([1, 3]);
    expect(begun.answering).toEqual({ messageId: 4, isWaiting: true });
  });

  it('goes on with another model than the one in use, or no longer', () => {
    const otherModel = {
      own: { modelId: 'gpt2', name: 'gpt2', loadBytes: 9 },
      inUse: { modelId: 'shipped', name: 'palimpsest-mini' },
    };
    const chat = chatWith(first, [turn(1)]);
    const other = reduceChat(chat, { type: 'otherModel', otherModel });
    expect(other).toEqual({ ...chat, otherModel });
    expect(other.blocks).toBe(chat.blocks);
    expect(reduceChat(other, { type: 'otherModel', otherModel: null })).toEqual(chat);
  });

  it('keeps messages that did not change the very same objects', () => {
    const chat = chatWith(
      [...first, message(3, 3, 'user', 'And now?'), message(4, 3, 'assistant')],
      [turn(1), turn(3)],
    );
    const ended = reduceChat(chat, {
      type: 'ended',
      message: message(4, 3, 'assistant', 'Now.'),
      turns: [{ ...turn(3), tokenCount: 9 }],
      forgetting: null,
    });
    const [before, after] = [shownTurns(chat), shownTurns(ended)];
    expect(after[0]).toBe(before[0]);
    expect(after[1]?.turn?.tokenCount).toBe(9);
    expect(after[1]?.assistant?.text).toBe('Now.');
    expect(ended.answering).toBeNull();
  });

  it('puts a retried turn in the place of the earlier try', () => {
    const chat = chatWith(
      [...first, message(3, 3, 'user', 'Again'), message(4, 3, 'assistant', 'No')],
      [turn(1), turn(3)],
    );
    const retried = reduceChat(chat, {
      type: 'begun',
      keptThrough: 3,
      messages: [message(5, 3, 'assistant')],
      messageId: 5,
      isWaiting: false,
      turns: [turn(3)],
      forgetting: null,
    });
    expect(messageIds(retried)).toEqual([1, 2, 3, 5]);
    expect(turnIds(retried)).toEqual([1, 3]);
  });

  it('begins anew behind an earlier message, where what followed leaves the branch', () => {
    const chat = chatWith(
      [...first, message(3, 3, 'user', 'Left'), message(4, 3, 'assistant', 'No')],
      [turn(1), turn(3)],
    );
    const begun = (keptThrough: number | null) =>
      reduceChat(chat, {
        ...{ type: 'begun', keptThrough, messageId: 6, isWaiting: false, turns: [turn(5)], forgetting: null },
        messages: [message(5, 5, 'user', 'Other'), message(6, 5, 'assistant')],
      });
    expect(messageIds(begun(2))).toEqual([1, 2, 5, 6]);
    expect(turnIds(begun(2))).toEqual([1, 5]);
    expect(messageIds(begun(null))).toEqual([5, 6]);
    expect(turnIds(begun(null))).toEqual([5]);
  });

  it('puts what is older before what it has, and says when nothing is missing', () => {
    const newest = {
      ...chatWith([message(3, 3, 'user', 'Now'), message(4, 3, 'assistant', 'Yes')], [turn(3)]),
      isWhole: false,
    };
    const forgetting = { beforeTurnId: 3, tokens: 6, atMs: 1, seenAbove: 0 };
    const whole = reduceChat(newest, { type: 'earlier', messages: first, isWhole: true, turns: [turn(1)], forgetting });
    expect(messageIds(whole)).toEqual([1, 2, 3, 4]);
    expect(turnIds(whole)).toEqual([1, 3]);
    expect(whole).toMatchObject({ isWhole: true, forgetting });
  });

  it('does not change for text under way', () => {
    const chat = chatWith(first, [turn(1)]);
    const event = { type: 'text', messageId: 2, text: 'x', decodedTokens: 1, usedTokens: 9, heldTokens: 8 } as const;
    expect(reduceChat(chat, event)).toBe(chat);
  });
});
