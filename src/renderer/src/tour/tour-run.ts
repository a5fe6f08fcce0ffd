import type { NamedTurn } from '../../../shared/usage-view.ts';
import type { MessageView, TurnOutcome } from '../../../shared/views.ts';
import { type CoreLink, codeOf, isClosed, mishapOf } from '../state/core-link.ts';
import { createObservable, type Observable } from '../state/observable.ts';
import type { PageState } from '../state/page-state.ts';
import type { Sending } from '../state/sending.ts';
import { findNewest, turnIn } from '../state/turn-blocks.ts';

/** What is pointed at, in order. */
export const tourStages = ['told', 'filled', 'asked', 'forgotten', 'bringBack', 'known'] as const;
export type TourStage = (typeof tourStages)[number];

/** What was measured on the way: the sentences are made of it, whatever the model said. */
export interface TourFacts {
  /** The part of the model's window that the tour uses, in tokens. */
  readonly usedWindowTokens: number;
  /** Of the turn in which the name was told. */
  readonly toldTokens: number;
  readonly forgottenCount: number;
  /** Whether the answer had the name although its turn was forgotten. */
  readonly knewWithout: boolean;
  /** Whether it had it with the turn brought back. */
  readonly knewAgain: boolean;
}

export interface TourState {
  readonly stage: TourStage;
  /** The model is working towards the next stage. */
  readonly isBusy: boolean;
  readonly facts: TourFacts;
}

/** Shows in a minute, on a chat of its own, how a window forgets and how it is made to know again. */
export interface Tour {
  /** Null while there is none. */
  readonly state: Pick<Observable<TourState | null>, 'get' | 'subscribe'>;
  /** From the beginning, whatever is under way. */
  start(script: TourScript): Promise<void>;
  /** Goes on from the stage that is shown. */
  next(): void;
  /** Ends it; its chat stays, as a chat like any other. */
  leave(): void;
}

/** What is said. The name is one that a small model can repeat. */
export interface TourScript {
  readonly title: string;
  readonly name: string;
  readonly telling: string;
  readonly question: string;
  readonly fillers: readonly string[];
}

export interface TourOptions {
  readonly page: Observable<PageState>;
  readonly core: CoreLink;
  readonly sending: Sending;
  readonly openChat: (chatId: number) => void;
  readonly setDraft: (text: string) => void;
}

const USED_WINDOW_TOKENS = 160;
const noFacts: TourFacts = {
  ...{ usedWindowTokens: USED_WINDOW_TOKENS, toldTokens: 0, forgottenCount: 0 },
  ...{ knewWithout: false, knewAgain: false },
};

/** Ends a tour early: it was left, or its chat was. */
class Left extends Error {}

export function openTour(options: TourOptions): Tour {
  const state = createObservable<TourState | null>(null);
  let run: TourRun | null = null;
  const leave = () => {
    run?.leave();
    run = null;
    state.set(null);
  };
  return {
    state,
    next: () => run?.next(),
    leave,
    start: async (script) => {
      leave();
      const begun = new TourRun(options, script, (stage) => run === begun && state.set(stage));
      run = begun;
      try {
        await begun.play();
      } catch (error) {
        // A line that broke is told by the banner; a chat that is gone was deleted by somebody, who knows.
        const isOver = error instanceof Left || isClosed(error) || codeOf(error) === 'noSuchChat';
        if (!isOver) options.page.patch({ mishap: mishapOf(error) });
      } finally {
        if (run === begun) leave();
      }
    },
  };
}

class TourRun {
  private readonly options: TourOptions;
  private readonly script: TourScript;
  private readonly show: (state: TourState) => void;
  private readonly abort = new AbortController();
  private goOn: (() => void) | null = null;
  private wake: (() => void) | null = null;
  private chatId = 0;
  private facts = noFacts;

  constructor(options: TourOptions, script: TourScript, show: (state: TourState) => void) {
    this.options = options;
    this.script = script;
    this.show = show;
  }

  leave(): void {
    this.abort.abort();
  }

  next(): void {
    this.goOn?.();
  }

  async play(): Promise<void> {
    const { setDraft } = this.options;
    const { telling, question } = this.script;
    await this.begin();
    const told = await this.say(telling);
    this.facts = { ...this.facts, toldTokens: this.tokensOf(told.turnId) };
    await this.stage('told');

    const last = await this.fill(told.turnId);
    setDraft(last);
    await this.until((page) => page.measured?.text === last);
    await this.stage('filled');

    await this.sendDraft();
    if (last !== question) await this.say(question);
    this.noteAnswer('knewWithout');
    await this.stage('asked');
    await this.stage('forgotten');
    await this.stage('bringBack');

    await this.askAgainWith(told.turnId);
    this.noteAnswer('knewAgain');
    await this.stage('known');
  }

  /** A chat of its own, with a small window: forgetting is near in it. Greedy, so that it can be shown again. */
  private async begin(): Promise<void> {
    const { core, openChat } = this.options;
    const { chatId } = await core.call('chat.create', {});
    this.chatId = chatId;
    const settings = {
      usedWindowTokens: USED_WINDOW_TOKENS,
      isGreedy: true,
      policy: 'dropOldest',
      telling: 'show',
    } as const;
    await core.call('chat.configure', { chatId, settings });
    await core.call('chat.rename', { chatId, title: this.script.title });
    openChat(chatId);
    await this.until((page) => page.chat?.id === chatId && page.engine.type === 'ready');
  }

  /** Shows a stage and waits until the person goes on. */
  private async stage(stage: TourStage): Promise<void> {
    this.show({ stage, isBusy: false, facts: this.facts });
    let isOver = false;
    this.goOn = () => {
      isOver = true;
      // Whoever waits looks again.
      this.wake?.();
    };
    await this.until(() => isOver);
    this.goOn = null;
    this.show({ stage, isBusy: true, facts: this.facts });
  }

  /** Small talk, until a message comes that would make the model forget the turn. Gives that message, unsent. */
  private async fill(turnId: number): Promise<string> {
    const { question, fillers } = this.script;
    for (const filler of fillers) {
      if (await this.wouldForget(question, turnId)) return question;
      if (await this.wouldForget(filler, turnId)) return filler;
      await this.say(filler);
    }
    return question;
  }

  private async wouldForget(text: string, turnId: number): Promise<boolean> {
    const { sending } = await this.options.core.call('draft.measure', { chatId: this.chatId, text });
    if (sending.type !== 'forgets') return false;
    this.facts = { ...this.facts, forgottenCount: sending.turns.length };
    return sending.turns.some((turn: NamedTurn) => turn.turnId === turnId);
  }

  /** Says something in the tour's chat and waits for the answer. */
  private async say(text: string): Promise<MessageView> {
    const { chatId } = this;
    const sendKey = crypto.randomUUID();
    return this.answered((acceptForgetting) =>
      this.options.core.call('turn.run', { chatId, text, acceptForgetting, sendKey }),
    );
  }

  /** What stands in the composer, as a person sends it: all that it would forget stands there by name. */
  private async sendDraft(): Promise<void> {
    const before = this.lastAnswer()?.id;
    await this.options.sending.send('button');
    if (this.options.page.get().question) await this.options.sending.acceptQuestion();
    await this.until(() => this.lastAnswer()?.id !== before && this.isIdle());
  }

  private async askAgainWith(turnId: number): Promise<void> {
    const { core } = this.options;
    const { chatId } = this;
    const asked = this.lastAnswer();
    if (!asked) throw new Left();
    const again = { chatId, turnId: asked.turnId, bringBack: [turnId] };
    await this.answered((acceptForgetting) => core.call('turn.retry', { ...again, acceptForgetting }));
  }

  /** Asks and waits for the answer, a new one; what it would forget is accepted: it is what is shown. */
  private async answered(ask: (acceptForgetting: number[]) => Promise<TurnOutcome>): Promise<MessageView> {
    const before = this.lastAnswer()?.id;
    const outcome = await ask([]);
    const asked = outcome.type === 'needsChoice' ? outcome.usage.sending : null;
    const begun = asked?.type === 'forgets' ? await ask(asked.turns.map((turn) => turn.turnId)) : outcome;
    if (begun.type !== 'begun') throw new Left();
    await this.until(() => this.isIdle() && this.lastAnswer()?.id !== before);
    const answer = this.lastAnswer();
    if (!answer || answer.state === 'failed') throw new Left();
    return answer;
  }

  private noteAnswer(fact: 'knewWithout' | 'knewAgain'): void {
    const hasName = this.lastAnswer()?.text.includes(this.script.name) ?? false;
    this.facts = { ...this.facts, [fact]: hasName };
  }

  private lastAnswer(): MessageView | undefined {
    const blocks = this.options.page.get().chat?.blocks ?? [];
    return findNewest(blocks, ({ assistant }) => assistant !== null)?.assistant ?? undefined;
  }

  private tokensOf(turnId: number): number {
    const { chat } = this.options.page.get();
    return (chat && turnIn(chat.blocks, turnId)?.turn?.tokenCount) ?? 0;
  }

  private isIdle(): boolean {
    return this.options.page.get().chat?.answering === null && this.lastAnswer()?.state !== 'streaming';
  }

  /** Settles when the page has come to this; rejects when the tour, or its chat, was left. */
  private async until(isThere: (page: PageState) => boolean): Promise<void> {
    const { page } = this.options;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        const now = page.get();
        const isElsewhere = now.openChatId !== this.chatId;
        if (!isElsewhere && !isThere(now)) return;
        stopLooking();
        if (isElsewhere) reject(new Left());
        else resolve();
      };
      this.wake = look;
      const stopLooking = page.subscribe(look);
      this.refuseWhenLeft((error) => {
        stopLooking();
        reject(error);
      });
      look();
    });
  }

  private refuseWhenLeft(reject: (error: Error) => void): void {
    const { signal } = this.abort;
    if (signal.aborted) reject(new Left());
    else signal.addEventListener('abort', () => reject(new Left()), { once: true });
  }
}
