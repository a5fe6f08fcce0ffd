import { describe, expect, it } from 'vitest';
import type { ChatSettings } from '../../../shared/settings.ts';
import type { ChatView, MessageView, TurnView } from '../../../shared/views.ts';
import { chatStateOf, reduceChat } from './chat-state.ts';

const settings = {} as ChatSettings;

function message(id: number, turnId: number, role: MessageView['role'], text = ''): MessageView {
  const state = role === 'assistant' && text === '' ? 'streaming' : 'done';
  const own = { receipt: null, failure: null, answeredBy: null, sendKey: null };
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
    turns,
    forgetting: null,
    draft: '',
    answering: null,
  };
  return chatStateOf(view);
}

describe('the open chat', () => {
  const first = [message(1, 1, 'user', 'Hello'), message(2, 1, 'assistant', 'Hello!')];

  it('shows both messages of a turn that began, and that it waits', () => {
    const begun = reduceChat(chatWith(first, [turn(1)]), {
      type: 'begun',
      user: message(3, 3, 'user', 'And now?'),
      assistant: message(4, 3, 'assistant'),
      isWaiting: true,
      turns: [turn(1), turn(3)],
      forgetting: null,
    });
    expect(begun.messages.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(begun.answering).toEqual({ messageId: 4, isWaiting: true });
  });

  it('keeps messages that did not change the very same objects', () => {
    const chat = chatWith(
      [...first, message(3, 3, 'user', 'And now?'), message(4, 3, 'assistant')],
      [turn(1), turn(3)],
    );
    const ended = reduceChat(chat, {
      type: 'ended',
      message: message(4, 3, 'assistant', 'Now.'),
      turns: [turn(1), turn(3)],
      forgetting: null,
    });
    expect(ended.messages[0]).toBe(chat.messages[0]);
    expect(ended.messages[3]?.text).toBe('Now.');
    expect(ended.answering).toBeNull();
  });

  it('puts a retried turn in the place of the earlier try', () => {
    const chat = chatWith(
      [...first, message(3, 3, 'user', 'Again'), message(4, 3, 'assistant', 'No')],
      [turn(1), turn(3)],
    );
    const retried = reduceChat(chat, {
      type: 'begun',
      user: message(5, 5, 'user', 'Again'),
      assistant: message(6, 5, 'assistant'),
      isWaiting: false,
      turns: [turn(1), turn(5)],
      forgetting: null,
    });
    expect(retried.messages.map(({ id }) => id)).toEqual([1, 2, 5, 6]);
  });

  it('does not change for text under way', () => {
    const chat = chatWith(first, [turn(1)]);
    const event = { type: 'text', messageId: 2, text: 'x', decodedTokens: 1, usedTokens: 9, heldTokens: 8 } as const;
    expect(reduceChat(chat, event)).toBe(chat);
  });
});
