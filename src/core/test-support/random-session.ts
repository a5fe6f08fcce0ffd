import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { type Client, openClient } from '../../shared/client.ts';
import { type AppContract, contract } from '../../shared/contract.ts';
import { openMemoryPipes } from '../../shared/memory-pipe.ts';
import { serve } from '../../shared/serve.ts';
import type { ChatEvent, MessageView } from '../../shared/views.ts';
import type { ForgottenTurn, TurnChange } from '../../shared/window-view.ts';
import { cacheViewOf } from '../cache-view.ts';
import { handlersOf } from '../handlers.ts';
import { type OpenApplication, openApplication } from '../open-application.ts';
import type { ChatState } from '../turn/chat-state.ts';
import { cacheKeyOf, reportSource } from '../turn/turn-context.ts';
import { sumTokens } from '../turn/window.ts';
import { checkForgot, checkReceipt } from './ended-answers.ts';
import { type InProcessEngine, startInProcessEngine } from './in-process-engine.ts';
import { until } from './open-test-core.ts';
import { type BranchActPlace, doBranchAct } from './random-branch-acts.ts';
import { questions, type SessionStep } from './random-session-acts.ts';

const modelsDir = resolve(import.meta.dirname, '../../../models');
/** A page's random session in two chats; everything is added up at each event and after each step. */
export class Session {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-numbers-'));
  readonly engines: InProcessEngine[] = [];
  readonly opened: OpenApplication;
  readonly page: Client<AppContract>;
  readonly chatIds: number[] = [];
  readonly watches: { cancel(): void }[] = [];
  readonly ended: Extract<ChatEvent, { type: 'ended' }>[] = [];
  readonly started = new Map<number, Extract<ChatEvent, { type: 'started' }>>();
  /** What the gauge said that a turn would send, by the turn. */
  private readonly measured = new Map<number, number>();
  private readonly listening: AbortController[] = [];
  checkedTexts = 0;
  checkedForgets = 0;
  checkedContinued = 0;
  checkedMeasured = 0;
  failure: unknown;

  constructor(modelDir: string | undefined) {
    this.opened = openApplication({
      ...{ dataDir: this.dataDir, modelsDir, modelDir, shell: 'browser', device: 'cpu' },
      startEngine: async () => {
        const engine = startInProcessEngine();
        this.engines.push(engine);
        return engine;
      },
    });
    const [corePipe, pagePipe] = openMemoryPipes();
    serve(corePipe, contract, handlersOf(this.opened.app));
    this.page = openClient<AppContract>(pagePipe);
  }

  async begin(): Promise<void> {
    const { app } = this.opened;
    await app.link.ready();
    for (let index = 0; index < 2; index++) {
      const chatId = app.store.chats.create(Date.now());
      app.store.settings.configureChat(chatId, { telling: 'silent' });
      this.chatIds.push(chatId);
      await this.watch(index);
    }
  }

  /** Watches a chat as a page does, and looks at every event in the moment in which the core tells it. */
  async watch(index: number): Promise<void> {
    const chatId = this.chatIds[index] as number;
    let isThere = false;
    const stream = this.page.stream('chat.watch', { chatId }, () => {
      isThere = true;
    });
    stream.result.catch(() => {});
    this.watches[index] = stream;
    await until(() => isThere);
    const chat = this.chat(index);
    const listening = new AbortController();
    this.listening[index] = listening;
    void chat.events.until(listening.signal, (event) => this.hear(chat, event));
  }

  chat(index: number): ChatState {
    return this.opened.app.chats.known(this.chatIds[index] as number) as ChatState;
  }

  private hear(chat: ChatState, event: ChatEvent): void {
    try {
      if (event.type === 'started') this.started.set(event.messageId, event);
      if (event.type === 'ended') this.ended.push(event);
      if (event.type === 'text') this.checkedTexts += 1;
      this.checkPlaces(chat, event);
    } catch (error) {
      this.failure ??= error;
    }
  }

  /** used = opening + sum of turns = places; held places = what is told with the event. */
  checkPlaces(chat: ChatState, event?: ChatEvent): void {
    const model = this.opened.app.models.known();
    if (!model) return;
    const [{ places, heldTokens }, usedTokens] = [cacheViewOf(this.opened.app, chat, model), chat.usedTokens()];
    expect(model.form.openingTokens + sumTokens(chat.seen())).toBe(usedTokens);
    expect(places.reduce((sum, run) => sum + run.tokens, 0)).toBe(usedTokens);
    const held = places.filter((run) => run.origin !== 'toRead').reduce((sum, run) => sum + run.tokens, 0);
    expect(held).toBe(heldTokens);
    expect(places.every((run) => run.tokens > 0)).toBe(true);
    if (event?.type !== 'text') return;
    expect(event.usedTokens).toBe(usedTokens);
    expect(event.heldTokens).toBe(heldTokens);
  }

  async send(index: number, text: string): Promise<void> {
    const chatId = this.chatIds[index] as number;
    const usage = this.chat(index).running ? null : await this.page.call('draft.measure', { chatId, text });
    const sent = this.page.call('turn.run', { chatId, text, acceptForgetting: [], sendKey: randomUUID() });
    const outcome = await sent.catch(() => null);
    if (outcome?.type !== 'begun' || usage?.sending.type !== 'fits') return;
    this.measured.set(outcome.turnId, usage.usedTokens + usage.draftTokens);
  }

  private placeOf(index: number): BranchActPlace {
    const chatId = this.chatIds[index] as number;
    return { page: this.page, store: this.opened.app.store, chatId, send: (text) => this.send(index, text) };
  }

  async untilIdle(): Promise<void> {
    await until(() => this.opened.app.answeringChats().length === 0);
  }

  async do({ act, chat: index }: SessionStep): Promise<void> {
    const chatId = this.chatIds[index] as number;
    const { app } = this.opened;
    const turns = this.chat(index).turns();
    const turnAt = (place: number) => turns[place % turns.length]?.id ?? 0;
    switch (act.type) {
      case 'send':
        await this.send(index, questions[act.question] as string);
        break;
      case 'stopAfter':
        await this.send(index, questions[act.question] as string);
        await new Promise((resolve) => setTimeout(resolve, act.ms));
        await this.page.call('turn.stop', { chatId });
        break;
      case 'change': {
        if (turns.length === 0) break;
        const changes = act.changes.map(({ turn, change }) => ({ turnId: turnAt(turn), change }));
        await this.page.call('window.change', { chatId, changes }).catch(() => {});
        break;
      }
      case 'bringBack': {
        const offered = await this.page.call('window.forgotten', { chatId, among: null });
        await this.bringBack(index, offered.turns);
        break;
      }
      case 'configure':
        await this.page
          .call('chat.configure', { chatId, settings: act.settings as { isGreedy?: boolean } })
          .catch(() => {});
        break;
      case 'form':
        await this.page.call('model.form.set', { modelId: null, form: act.form }).catch(() => {});
        break;
      case 'retry':
      case 'retryWith': {
        if (turns.length === 0) break;
        const bringBack = act.type === 'retryWith' ? act.turns.map(turnAt) : [];
        const request = { chatId, turnId: turns.at(-1)?.id ?? 0, acceptForgetting: [], bringBack };
        await this.page.call('turn.retry', request).catch(() => {});
        break;
      }
      case 'continue': {
        const request = { chatId, turnId: turns.at(-1)?.id ?? 1, acceptForgetting: [] };
        await this.page.call('turn.continue', request).catch(() => {});
        break;
      }
      case 'retryAny':
      case 'edit':
      case 'editAnswer':
      case 'show':
      case 'showInAnswer':
        if (turns.length > 0) await doBranchAct(this.placeOf(index), { type: act.type, turnId: turnAt(act.turn) });
        break;
      case 'changeInAnswer': {
        await this.send(index, 'Tell me a story about a boat.');
        const turnId = turns[0]?.id;
        if (turnId)
          await this.page.call('window.change', { chatId, changes: [{ turnId, change: 'leaveOut' }] }).catch(() => {});
        break;
      }
      case 'rest':
        await new Promise((resolve) => setTimeout(resolve, 200));
        break;
      case 'leaveAndComeBack':
        this.watches[index]?.cancel();
        this.listening[index]?.abort();
        await until(() => app.chats.known(chatId) === undefined || app.answeringChats().length > 0);
        await this.watch(index);
        break;
      case 'endEngine':
        this.engines.at(-1)?.end('lineFirst', 5);
        await until(() => app.link.view().type !== 'ready');
        if (app.link.view().type === 'failed') app.link.restart();
        break;
      default:
        act satisfies never;
    }
  }

  /** What is offered can be brought back, what is ticked costs no other turn, and taken back all is as it was. */
  private async bringBack(index: number, offered: readonly ForgottenTurn[]): Promise<void> {
    const chatId = this.chatIds[index] as number;
    const chat = this.chat(index);
    if (chat.running) return;
    const measure = () => this.page.call('draft.measure', { chatId, text: '' });
    const before = await measure();
    const change = (change: TurnChange, turns: readonly ForgottenTurn[]) => ({
      ...{ chatId, changes: turns.map(({ turnId }) => ({ turnId, change })) },
    });
    for (const turn of offered.slice(0, 3)) {
      expect(await this.page.call('window.price', change('pin', [turn]))).toMatchObject({ isPossible: true });
    }
    const ticked = offered.filter((turn) => turn.isTicked);
    if (ticked.length === 0) return;
    const price = await this.page.call('window.price', change('pin', ticked));
    expect(price).toMatchObject({ isPossible: true, leaves: [] });
    await this.page.call('window.change', change('pin', ticked));
    expect((await measure()).usedTokens).toBe(price.usedTokensAfter);
    expect(price.usedTokensAfter).toBe(
      before.usedTokens + sumTokens(ticked.map(({ tokens }) => ({ tokenCount: tokens }))),
    );
    await this.page.call('window.change', change('unpin', ticked));
    expect(await measure()).toEqual(before);
  }

  /** After each step, when nothing is under way. */
  async check(): Promise<void> {
    await this.untilIdle();
    const { app } = this.opened;
    for (const [index, chatId] of this.chatIds.entries()) {
      const chat = this.chat(index);
      this.checkPlaces(chat);
      const usage = await this.page.call('draft.measure', { chatId, text: '' });
      expect(usage.usedTokens).toBe(chat.usedTokens());
      expect(usage.segments.reduce((sum, part) => sum + part.tokens, 0)).toBe(
        Math.max(usage.windowTokens, usage.usedTokens + usage.reserveTokens),
      );
    }
    await this.checkLedger();
    for (const { message } of this.ended.splice(0)) {
      checkReceipt(app.store, message, this.started.get(message.id));
      this.checkMeasured(message);
      this.checkedForgets += checkForgot(app.store, message);
      if (message.receipt && message.receipt.takenOverTokens > 0) this.checkedContinued += 1;
    }
    if (app.link.view().type === 'failed') app.link.restart();
    if (this.failure) throw this.failure;
  }

  /** The gauge before is the receipt after, whatever the form; a turn that is asked again may send other turns. */
  private checkMeasured({ turnId, receipt }: MessageView): void {
    const measured = this.measured.get(turnId);
    if (!this.measured.delete(turnId) || !receipt) return;
    expect(receipt.reusedTokens + receipt.prefilledTokens + (receipt.unreadTokens ?? 0)).toBe(measured);
    this.checkedMeasured += 1;
  }

  /** The ledger is what the engine says it holds. */
  private async checkLedger(): Promise<void> {
    const { app } = this.opened;
    if (app.link.view().type !== 'ready') return;
    const engine = await app.link.ready();
    const generation = app.link.generation();
    // A preparation that is being told just now is waited for: then both must be the same.
    const told = async () => (await engine.call('cache.list', { modelKey: reportSource(app).modelKey })).caches;
    const small = (cache: { cacheId: number; cacheKey: string; tokenCount: number; usedBytes: number }) =>
      `${cache.cacheId} ${cache.cacheKey} ${cache.tokenCount} ${cache.usedBytes}`;
    await until(async () => {
      if (app.link.generation() !== generation) return true;
      const truth = await told().catch(() => null);
      if (!truth) return true;
      return truth.map(small).sort().join() === app.ledger.caches().map(small).sort().join();
    });
    for (const cache of app.ledger.caches()) {
      expect(cache.ids.length).toBe(cache.tokenCount);
      expect(cache.rows.reduce((sum, run) => sum + run.tokens, 0)).toBe(cache.tokenCount);
      expect(cache.usedBytes).toBe(app.caches.bytesOf(cache.tokenCount));
    }
    for (const chatId of this.chatIds) expect(app.ledger.tokensOf(cacheKeyOf(chatId))).toBeGreaterThanOrEqual(0);
  }

  async end(): Promise<void> {
    for (const listening of this.listening) listening.abort();
    await this.opened.close();
    await Promise.all(this.engines.map((engine) => engine.quiet));
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
