import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { Usage } from '../../shared/usage-view.ts';
import { CoreError } from '../../shared/wire.ts';
import type { EngineProcess } from '../engine-process.ts';
import { shippedId } from '../models/model-id.ts';
import { ChatState } from '../turn/chat-state.ts';
import { chatViewOf } from '../turn/chat-view.ts';
import { chatIdOf } from '../turn/turn-context.ts';
import { eraseAny } from './erase-any.ts';
import { type InProcessEngine, startInProcessEngine } from './in-process-engine.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './open-test-application.ts';
import { until } from './open-test-core.ts';
import { doBranchAct } from './random-branch-acts.ts';
import { type LifeStep, lifeForms, lifeSettings } from './random-life-acts.ts';

/** What the engine was asked for. */
export interface AskedAnswer {
  readonly messageId: number;
  readonly modelId: string;
  readonly promptIds: readonly number[];
}

/** What was told before a turn was sent. */
interface ToldBefore {
  readonly promptTokens: number;
  readonly forgets: readonly { readonly turnId: number; readonly tokens: number }[];
}

/** Two chats through whatever happens to an application, on one data folder. */
export class Life {
  test: TestApplication;
  /** Since they were looked at last. */
  readonly asked: AskedAnswer[] = [];
  /** By the turn. */
  readonly told = new Map<number, ToldBefore>();
  private readonly otherModelDir: string;
  private dataDir = newFolder();
  private readonly engines: InProcessEngine[] = [];
  private chats: HeardChat[] = [];
  private said = 0;

  constructor(otherModelDir: string) {
    this.otherModelDir = otherModelDir;
    this.test = this.open();
  }

  private open(): TestApplication {
    return openTestApplication({
      ...{ dataDir: this.dataDir, modelDir: this.otherModelDir },
      startEngine: async () => this.listenedTo(startInProcessEngine()),
    });
  }

  private listenedTo(engine: InProcessEngine): EngineProcess {
    this.engines.push(engine);
    const { send, ...others } = engine.pipe;
    const note = ({ cacheKey, promptIds }: { cacheKey: string; promptIds: readonly number[] }) => {
      const running = this.test.app.chats.known(chatIdOf(cacheKey) ?? 0)?.running;
      if (!running) throw new Error('Nobody waits for what the engine is asked for.');
      this.asked.push({ messageId: running.messageId, modelId: running.model.modelId, promptIds: [...promptIds] });
    };
    return {
      ...engine,
      pipe: {
        ...others,
        send: (message) => {
          if (message.type === 'stream' && message.method === 'generate')
            note(message.input as Parameters<typeof note>[0]);
          send(message);
        },
      },
    };
  }

  async begin(): Promise<void> {
    await this.test.app.models.current();
    for (let index = 0; index < 2; index++) {
      const chat = await this.test.newChat();
      const settings = { maxReplyTokens: 10, usedWindowTokens: 128 };
      await this.test.page.call('chat.configure', { chatId: chat.id, settings });
      await this.test.page.call('chat.useModel', { chatId: chat.id, modelId: shippedId });
      this.chats.push(chat);
    }
  }

  async untilIdle(): Promise<void> {
    await until(() => this.test.app.answeringChats().length === 0);
    if (this.test.app.link.view().type === 'failed') this.test.app.link.restart();
    await this.test.app.link.ready();
  }

  async do({ type, chat: index, at, words }: LifeStep): Promise<void> {
    const { page, app } = this.test;
    const chat = this.chats[index] as HeardChat;
    const chatId = chat.id;
    const text = this.words(words);
    const turnIds =
      app.chats
        .known(chatId)
        ?.turns()
        .map(({ id }) => id) ?? [];
    const turnId = turnIds[at % Math.max(1, turnIds.length)];
    const place = { page, store: app.store, chatId, send: (sent: string) => this.send(chat, sent) };
    if (type === 'useModel') {
      await refusable(page.call('chat.useModel', { chatId, modelId: at % 2 === 0 ? shippedId : this.otherModelDir }));
    } else if (type === 'configure') {
      const settings = lifeSettings[at % lifeSettings.length] as { isGreedy?: boolean };
      await refusable(page.call('chat.configure', { chatId, settings }));
    } else if (type === 'form') {
      await refusable(page.call('model.form.set', { modelId: null, form: lifeForms[at % lifeForms.length] ?? null }));
    } else if (type === 'startAgain') await this.startAgain();
    else if (type === 'send' || turnId === undefined) await this.send(chat, text);
    else if (type === 'retry') await doBranchAct(place, { type: 'retryAny', turnId });
    else if (type === 'edit' || type === 'editAnswer' || type === 'show') await doBranchAct(place, { type, turnId });
    else if (type === 'pin' || type === 'leaveOut') await this.change(chatId, turnId, type);
    else if (type === 'goOn') {
      const newest = { chatId, turnId: turnIds.at(-1) ?? 0, acceptForgetting: turnIds };
      await refusable(page.call('turn.continue', newest));
    } else if (type === 'erase') {
      await refusable(eraseAny({ page, store: app.store, chatId, messageId: turnId, onErased: () => {} }));
    } else if (type === 'deleteAndRestore') {
      await page.call('chat.delete', { chatId });
      await page.call('chat.restore', { chatId });
      chat.leave();
      this.chats[index] = await this.test.watch(chatId);
    } else {
      await this.send(chat, text);
      await new Promise((resolve) => setTimeout(resolve, at % 25));
      if (type === 'stop') await page.call('turn.stop', { chatId });
      if (type === 'endEngine') this.engines.at(-1)?.end('lineFirst', 5);
      if (type === 'fall') await this.fall();
    }
  }

  /** Some of the words are characters that several tokens make. */
  private words(count: number): string {
    const some = ['naïve', '🙂', '你好', 'harbour'];
    return Array.from({ length: count }, () => some[++this.said % 9] ?? `word${(this.said * 7) % 90}`).join(' ');
  }

  /** Accepts what is named before, and keeps what was told. */
  private async send(chat: HeardChat, text: string): Promise<void> {
    const usage = await this.test.page.call('draft.measure', { chatId: chat.id, text });
    const forgets = usage.sending.type === 'forgets' ? usage.sending.turns : [];
    const accepted = forgets.map(({ turnId }) => turnId);
    const outcome = await refusable(chat.send(text, accepted));
    if (outcome === null) return;
    expect(outcome.type).toBe(usage.sending.type === 'cannotFit' ? 'cannotFit' : 'begun');
    if (outcome.type !== 'begun') return;
    const leaves = forgets.reduce((sum, { tokens }) => sum + tokens, 0);
    this.told.set(outcome.turnId, {
      promptTokens: usage.usedTokens + usage.draftTokens - leaves,
      forgets: forgets.map(({ turnId, tokens }) => ({ turnId, tokens })),
    });
  }

  private async change(chatId: number, turnId: number, change: 'pin' | 'leaveOut'): Promise<void> {
    const changed = { chatId, changes: [{ turnId, change }] };
    const { page } = this.test;
    const price = await page.call('window.price', changed);
    if ((await refusable(page.call('window.change', changed).then(() => true))) === null) return;
    const { usedTokens } = await page.call('draft.measure', { chatId, text: '' });
    expect(usedTokens).toBe(price.usedTokensAfter);
  }

  private async startAgain(): Promise<void> {
    await this.close();
    this.test = this.open();
    await this.test.app.models.current();
    this.chats = await Promise.all(this.chats.map(({ id }) => this.test.watch(id)));
  }

  /** The process ends without another word, in the middle of whatever it does: what is on the disk then is what there is. */
  private async fall(): Promise<void> {
    const fallen = this.dataDir;
    const left = newFolder();
    const isOfTheHolder = (path: string) => ['lock.sqlite', 'holder.json'].includes(basename(path));
    cpSync(fallen, left, { recursive: true, filter: (path) => !isOfTheHolder(path) });
    this.dataDir = left;
    await this.startAgain();
    rmSync(fallen, { recursive: true, force: true });
  }

  /** What is told of the chats is what a core tells that reads them now. */
  async checkAsReadAnew(): Promise<void> {
    const { app, page } = this.test;
    for (const { id: chatId } of this.chats) {
      await app.chats.with(chatId, async (chat) => {
        const { store } = app;
        const anew = new ChatState(chatId, {
          ...{ store, model: () => app.models.known(), findModel: () => null },
          onError: (error) => {
            throw error;
          },
        });
        await anew.readWhole();
        const model = await app.models.current();
        for (const text of ['', this.words(2), this.words(30)]) {
          const told = await page.call('draft.measure', { chatId, text });
          expect(withoutParts(told)).toEqual(withoutParts(anew.usage(model.tokenizer.encode(text))));
        }
        expect(chat.promptIds(chat.seen(), null)).toEqual(anew.promptIds(anew.seen(), null));
        expect({ ...chatViewOf(chat, store), otherModel: null }).toEqual({
          ...chatViewOf(anew, store),
          otherModel: null,
        });
      });
    }
  }

  private async close(): Promise<void> {
    for (const chat of this.chats) chat.leave();
    await this.test.close();
    await Promise.all(this.engines.map((engine) => engine.quiet));
  }

  async end(): Promise<void> {
    await this.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'palimpsest-life-'));
}

/** Null where it was refused in a sentence, as some of what is asked at any moment must be. */
async function refusable<Result>(asked: Promise<Result>): Promise<Result | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CoreError && error.code !== 'internal') return null;
    throw error;
  }
}

/** But for how much of a draft would fit, and what changes with the time. */
function withoutParts(usage: Usage): Usage {
  const { sending } = usage;
  if (sending.type === 'cannotFit') return { ...usage, sending: { ...sending, fittingStart: null, fittingEnd: null } };
  return sending.type === 'forgets' ? { ...usage, sending: { ...sending, rereadMs: null } } : usage;
}
