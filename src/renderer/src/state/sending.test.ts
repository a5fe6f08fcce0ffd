import { describe, expect, it } from 'vitest';
import type { ChatView, TurnOutcome } from '../../../shared/views.ts';
import { CoreError } from '../../../shared/wire.ts';
import { chatStateOf } from './chat-state.ts';
import type { CoreLink } from './core-link.ts';
import { createObservable } from './observable.ts';
import type { PageDraft } from './page-draft.ts';
import { initialPageState } from './page-state.ts';
import { openSending } from './sending.ts';

/** A greedy chat whose newest turn has an answer; `answer` is what the core says to a try. */
function openTestSending(answer: () => Promise<TurnOutcome>) {
  const message = { turnId: 1, state: 'done' };
  const chat = chatStateOf({
    ...{ id: 1, title: '', settings: { isGreedy: true, isChanceOffered: false }, isWhole: true, turns: [{ id: 1 }] },
    messages: [
      { ...message, id: 1, role: 'user', text: 'Hello!' },
      { ...message, id: 2, role: 'assistant', text: 'Good morning.' },
    ],
    answering: null,
  } as unknown as ChatView);
  const state = createObservable({ ...initialPageState, openChatId: 1, chat });
  const core = { call: answer } as unknown as CoreLink;
  return { state, sending: openSending(state, core, { measure: () => {} } as PageDraft) };
}

describe('a greedy turn that is asked again', () => {
  it('is offered chance once it has begun', async () => {
    const { state, sending } = openTestSending(async () => ({ type: 'begun', turnId: 1 }) as TurnOutcome);
    await sending.retry(1);
    expect(state.get().chanceOffer).toEqual({ turnId: 1, text: 'Good morning.' });
  });

  it('is offered nothing where it did not begin: it has said nothing again', async () => {
    const { state, sending } = openTestSending(() => Promise.reject(new CoreError('diskFull')));
    await sending.retry(1);
    expect(state.get().mishap?.code).toBe('diskFull');
    expect(state.get().chanceOffer).toBeNull();
  });
});
