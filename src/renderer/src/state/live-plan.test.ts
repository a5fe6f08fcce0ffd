import { describe, expect, it } from 'vitest';
import { openClient } from '../../../shared/client.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import { openMemoryPipes } from '../../../shared/memory-pipe.ts';
import { serve } from '../../../shared/serve.ts';
import type { Usage } from '../../../shared/usage-view.ts';
import type { Handlers } from '../../../shared/wire.ts';
import type { ChatState } from './chat-state.ts';
import { openLiveText } from './live-answer.ts';
import { followLivePlan } from './live-plan.ts';
import { createObservable } from './observable.ts';
import { openPage } from './page.ts';

/** A window of 100 tokens beside the reply, planned as an answer in it begins; numbers are shown at once. */
function openGrowingAnswer(planned: Partial<Usage>, draft = '') {
  const live = openLiveText(
    () => {},
    (show) => show(),
  );
  const usage = { limitTokens: 100, usedTokens: 60, draftTokens: 0, level: 'ok', ...planned } as Usage;
  const state = createObservable({ measured: { chatId: 1, text: draft, usage } });
  let asked = 0;
  const end = followLivePlan({
    ...{ state, live },
    measure: () => {
      asked += 1;
    },
  });
  live.begin(7, '');
  return {
    ...{ live, end },
    growTo: (usedTokens: number) =>
      live.append({ messageId: 7, text: 'on', decodedTokens: 1, usedTokens, heldTokens: usedTokens }),
    /** What was asked for came: planned with so many tokens. */
    plan: (usedTokens: number, level: Usage['level']) => {
      live.measured(usedTokens);
      state.patch({ measured: { chatId: 1, text: draft, usage: { ...usage, usedTokens, level } } });
    },
    takeAsked: () => {
      const taken = asked;
      asked = 0;
      return taken;
    },
  };
}

describe('the plan for the next message, while an answer grows', () => {
  it('is asked for when the window comes to another level, and not while it only fills', () => {
    const answer = openGrowingAnswer({});
    for (let used = 61; used < 75; used++) answer.growTo(used);
    expect(answer.takeAsked()).toBe(0);
    answer.growTo(75);
    expect(answer.takeAsked()).toBe(1);
    answer.plan(75, 'notice');
    answer.growTo(89);
    expect(answer.takeAsked()).toBe(0);
    answer.growTo(90);
    expect(answer.takeAsked()).toBe(1);
  });

  it('is asked for again as it grows beyond the limit: more turns have to leave for more', () => {
    const answer = openGrowingAnswer({ usedTokens: 98, level: 'warn' });
    answer.growTo(100);
    expect(answer.takeAsked()).toBe(0);
    answer.growTo(101);
    expect(answer.takeAsked()).toBe(1);
    answer.plan(101, 'over');
    answer.growTo(102);
    answer.growTo(103);
    expect(answer.takeAsked()).toBe(2);
  });

  it('counts the draft as the plan does', () => {
    const answer = openGrowingAnswer({ usedTokens: 60, draftTokens: 30, level: 'warn' });
    answer.growTo(70);
    expect(answer.takeAsked()).toBe(0);
    answer.growTo(71);
    expect(answer.takeAsked()).toBe(1);
  });

  it('is asked for once beyond the limit where a long draft would be counted each time', () => {
    const answer = openGrowingAnswer({ usedTokens: 60, draftTokens: 39, level: 'warn' }, 'word '.repeat(50_000));
    answer.growTo(62);
    expect(answer.takeAsked()).toBe(1);
    answer.plan(62, 'over');
    answer.growTo(63);
    expect(answer.takeAsked()).toBe(0);
  });

  it('is not asked for by an answer that has ended, nor once nobody follows it', () => {
    const answer = openGrowingAnswer({ usedTokens: 98, level: 'warn' });
    answer.growTo(101);
    answer.live.finish();
    expect(answer.takeAsked()).toBe(1);
    answer.live.begin(7, '');
    answer.end();
    answer.growTo(105);
    expect(answer.takeAsked()).toBe(0);
  });

  it('is what a page shows while it grows, with no key pressed', async () => {
    const planned = { limitTokens: 100, usedTokens: 98, draftTokens: 0, level: 'warn', segments: [] };
    const page = openPage(() => (show) => show());
    const [coreEnd, pageEnd] = openMemoryPipes();
    const now = { ...planned, usedTokens: 101, level: 'over', sending: { type: 'forgets', turns: [{ turnId: 1 }] } };
    serve(coreEnd, contract, { 'draft.measure': () => now } as unknown as Handlers<AppContract>);
    page.core.use(openClient<AppContract>(pageEnd));
    const usage = { ...planned, sending: { type: 'fits' } } as unknown as Usage;
    page.state.patch({ openChatId: 1, chat: { id: 1 } as ChatState, measured: { chatId: 1, text: '', usage } });
    page.live.begin(7, '');
    page.live.append({ messageId: 7, text: 'on', decodedTokens: 1, usedTokens: 101, heldTokens: 101 });
    await expect.poll(() => page.state.get().measured?.usage.sending.type).toBe('forgets');
  });
});
