import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { type ChatState, chatStateOf, reduceChat } from '../../renderer/src/state/chat-state.ts';
import { type Client, openClient } from '../../shared/client.ts';
import { type AppContract, contract } from '../../shared/contract.ts';
import { openMemoryPipes } from '../../shared/memory-pipe.ts';
import { serve } from '../../shared/serve.ts';
import type { ChatEvent, MessageView } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import { handlersOf } from '../handlers.ts';
import { type OpenApplication, openApplication } from '../open-application.ts';
import { eraseAny } from './erase-any.ts';
import { fillDisk } from './fill-disk.ts';
import { type InProcessEngine, startInProcessEngine } from './in-process-engine.ts';
import { startEngine, until } from './open-test-core.ts';
import { branchActs } from './random-branch-acts.ts';
import { type Act, chatCount, type Step } from './random-world-acts.ts';

const modelsDir = resolve(import.meta.dirname, '../../../models');
/** In turn, whatever they are made of. */
const turnChanges = ['pin', 'leaveOut', 'unpin', 'putBack'] as const;

/** Every connection that the store opens: the only way to fill "its disk" without one. */
const connections = new Set<Database.Database>();
const prepare = Database.prototype.prepare;
Database.prototype.prepare = function (this: Database.Database, source: string) {
  connections.add(this);
  return prepare.call(this, source) as ReturnType<typeof prepare>;
} as typeof prepare;

/** A page that watches all chats from the beginning and follows each by its events alone. */
class WatchingPage {
  readonly client: Client<AppContract>;
  readonly events = new Map<number, ChatEvent[]>();
  readonly views = new Map<number, ChatState>();

  constructor(client: Client<AppContract>) {
    this.client = client;
  }

  watch(chatId: number): { cancel(): void } {
    const events: ChatEvent[] = [];
    this.events.set(chatId, events);
    const stream = this.client.stream('chat.watch', { chatId }, (event) => {
      events.push(event);
      const view = this.views.get(chatId);
      if (event.type === 'snapshot' && !view) this.views.set(chatId, chatStateOf(event.chat));
      else if (view) this.views.set(chatId, reduceChat(view, event));
    });
    stream.result.catch(expectSentence);
    return stream;
  }
}

/** What a page may be told of an act that came at the wrong moment; anything else is a bug. */
function expectSentence(error: unknown): void {
  expect(error).toBeInstanceOf(CoreError);
  expect((error as CoreError).code, (error as CoreError).message).not.toBe('internal');
}

/** Where the engine runs, and a small disk for the data, if there is one. */
export interface WorldOptions {
  readonly engine: 'inProcess' | 'process';
  readonly diskDir?: string | undefined;
}

export class World {
  readonly dataDir: string;
  readonly log: string[] = [];
  readonly engines: InProcessEngine[] = [];
  readonly opened: OpenApplication;
  readonly page: WatchingPage;
  readonly other: Client<AppContract>;
  readonly sent: { readonly turnId: number; readonly text: string }[] = [];
  readonly erasedIds = new Set<number>();
  readonly asked: Promise<unknown>[] = [];
  readonly chatIds: number[] = [];
  private readonly watches: { cancel(): void }[] = [];

  private readonly diskDir: string | undefined;

  constructor({ engine: kind, diskDir }: WorldOptions) {
    this.diskDir = diskDir;
    this.dataDir = mkdtempSync(join(diskDir ?? tmpdir(), 'palimpsest-acts-'));
    this.opened = openApplication({
      ...{ dataDir: this.dataDir, modelsDir, shell: 'browser', device: 'cpu' },
      startEngine: async () => {
        const engine = kind === 'inProcess' ? startInProcessEngine() : startRealEngine();
        this.engines.push(engine);
        return engine;
      },
      onLog: (line) => this.log.push(line),
    });
    this.page = new WatchingPage(this.connect());
    this.other = this.connect();
  }

  connect(): Client<AppContract> {
    const [corePipe, pagePipe] = openMemoryPipes();
    serve(corePipe, contract, handlersOf(this.opened.app), {
      onInternalError: (method, error) => this.log.push(`${method}: ${(error as Error).stack}`),
    });
    return openClient<AppContract>(pagePipe);
  }

  async begin(): Promise<void> {
    for (let index = 0; index < chatCount; index++) {
      const { chats, settings } = this.opened.app.store;
      const chatId = chats.create(Date.now());
      // A high temperature seldom finds the end: its answers are long enough for something to happen in them.
      if (index > 0) settings.configureChat(chatId, { isGreedy: false, temperature: 5, telling: 'silent' });
      this.chatIds.push(chatId);
      this.page.watch(chatId);
    }
    await until(() => this.page.views.size === chatCount);
  }

  do({ act, chat }: Step): void {
    const chatId = this.chatIds[chat] as number;
    const { other } = this;
    const lastTurn = () => this.page.views.get(chatId)?.blocks.at(-1)?.turns.at(-1)?.id ?? 1;
    const turnIds = () => this.page.views.get(chatId)?.blocks.flatMap(({ turns }) => turns.map(({ id }) => id)) ?? [];
    const nth = this.asked.length;
    const anyTurn = () => turnIds()[nth % Math.max(1, turnIds().length)] ?? 1;
    const shown = this.page.views.get(chatId)?.blocks.flatMap(({ turns }) => turns) ?? [];
    const besideIds = shown.flatMap(({ user, assistant }) => [...(user?.beside ?? []), ...(assistant?.beside ?? [])]);
    const asking: Readonly<Partial<Record<Act['type'], () => Promise<unknown>>>> = {
      send: () => this.send(chatId),
      retry: () => other.call('turn.retry', { chatId, turnId: lastTurn(), acceptForgetting: [] }),
      continue: () => other.call('turn.continue', { chatId, turnId: lastTurn(), acceptForgetting: [] }),
      stop: () => other.call('turn.stop', { chatId }),
      delete: () => other.call('chat.delete', { chatId }),
      restore: () => other.call('chat.restore', { chatId }),
      rename: () => other.call('chat.rename', { chatId, title: `Title ${nth}` }),
      pin: () => other.call('window.change', { chatId, changes: [{ turnId: lastTurn(), change: 'pin' }] }),
      leaveOut: () => other.call('window.change', { chatId, changes: [{ turnId: lastTurn(), change: 'leaveOut' }] }),
      retryWith: () =>
        other.call('turn.retry', {
          chatId,
          turnId: lastTurn(),
          acceptForgetting: [],
          bringBack: turnIds().slice(0, 2),
        }),
      changeAll: () => {
        const changes = turnIds()
          .slice(-6)
          .map((turnId, place) => ({ turnId, change: turnChanges[(nth + place) % 4] ?? 'pin' }));
        return other.call('window.change', { chatId, changes });
      },
      bringBack: async () => {
        const { turns } = await other.call('window.forgotten', { chatId, among: null });
        const changes = turns.flatMap(({ turnId, isTicked }) => (isTicked ? [{ turnId, change: 'pin' as const }] : []));
        if (changes.length > 0) await other.call('window.change', { chatId, changes });
      },
      useLess: () =>
        other.call('chat.configure', {
          chatId,
          settings: { usedWindowTokens: nth % 3 === 0 ? null : 128 + (nth % 64) },
        }),
      configure: () => other.call('chat.configure', { chatId, settings: { isGreedy: nth % 2 === 0 } }),
      erase: () =>
        eraseAny({
          ...{ page: other, store: this.opened.app.store, chatId, messageId: anyTurn() },
          onErased: (ids) => void ids.map((id) => this.erasedIds.add(id)),
        }),
      keep: () => other.call('draft.keep', { chatId, text: 'unsent' }),
      inspect: () => other.call('cache.inspect', { chatId }),
      ...branchActs({ page: other, chatId, turnId: anyTurn(), besideIds, nth, onSent: (sent) => this.sent.push(sent) }),
      restartEngine: () => other.call('engine.restart', {}),
    };
    const ask = asking[act.type];
    if (ask) this.asked.push(ask().catch(expectSentence));
    else if (act.type === 'watch') this.watchAlso(chatId);
    else if (act.type === 'unwatch') this.watches.pop()?.cancel();
    else if (act.type === 'endEngine') this.engines.at(-1)?.end(act.order, act.gapMs);
    else if (act.type === 'lock') this.lock(act.forMs);
    else if (act.type === 'fill') this.fill(act.forMs);
  }

  private watchAlso(chatId: number): void {
    const stream = this.other.stream('chat.watch', { chatId }, () => {});
    stream.result.catch(expectSentence);
    this.watches.push(stream);
  }

  private async send(chatId: number): Promise<void> {
    const text = `Tell me about number ${this.asked.length}.`;
    const outcome = await this.other.call('turn.run', { chatId, text, acceptForgetting: [], sendKey: randomUUID() });
    if (outcome.type === 'begun') this.sent.push({ turnId: outcome.turnId, text });
  }

  /** Another program holds the database for a while. */
  private lock(forMs: number): void {
    const database = new Database(join(this.dataDir, 'palimpsest.sqlite'), { timeout: 0 });
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch {
      database.close();
      return;
    }
    this.asked.push(new Promise((resolve) => setTimeout(resolve, forMs)).then(() => database.close()));
  }

  private fill(forMs: number): void {
    const empty = this.diskDir === undefined ? this.fillDatabase() : fillDisk(this.diskDir);
    this.asked.push(new Promise((resolve) => setTimeout(resolve, forMs)).then(empty));
  }

  /** There is no room for another page. */
  private fillDatabase(): () => void {
    const own = [...connections].filter((each) => each.open && each.name.startsWith(join(this.dataDir, 'palimpsest')));
    const limit = (pages: number | 'all') => {
      for (const each of own.filter(({ open }) => open)) {
        const most = pages === 'all' ? 2 ** 31 - 2 : each.pragma('page_count', { simple: true });
        each.pragma(`max_page_count = ${most}`);
      }
    };
    limit(0);
    return () => limit('all');
  }

  /** Waits until nothing is asked for or answered any more and the disk has taken everything. */
  async settle(): Promise<void> {
    await Promise.all(this.asked);
    const { app } = this.opened;
    await until(() => app.answeringChats().length === 0 && app.unstored.isEmpty);
  }

  async end(): Promise<void> {
    await this.opened.close();
    await Promise.all(this.engines.map((engine) => engine.quiet));
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** An engine in a process of its own, which is killed. */
function startRealEngine(): InProcessEngine {
  const engine = startEngine([]);
  return { ...engine, end: () => engine.kill(), quiet: engine.exited };
}

/** How each turn that was told as begun ended, as the watching page heard it; without those that ended on a branch that was left. */
function endings(events: readonly ChatEvent[]): Map<number, MessageView[]> {
  const ended = new Map<number, MessageView[]>();
  let underWay = 0;
  for (const event of events) {
    if (event.type === 'begun') {
      underWay = event.messageId;
      ended.set(underWay, []);
    }
    if (event.type === 'endedElsewhere') ended.delete(underWay);
    if (event.type === 'ended') ended.get(event.message.id)?.push(event.message);
  }
  return ended;
}

export async function expectAllWell(world: World): Promise<void> {
  const { store } = world.opened.app;
  for (const { turnId, text } of world.sent) {
    if (!world.erasedIds.has(turnId)) expect(store.messages.get(turnId)?.text).toBe(text);
  }
  for (const chatId of world.chatIds) {
    for (const [messageId, ended] of endings(world.page.events.get(chatId) ?? [])) {
      expect(ended.map((message) => message.id)).toEqual([messageId]);
      if (world.erasedIds.has(messageId)) continue;
      expect(store.messages.get(messageId)?.text).toBe(ended[0]?.text);
      expect(store.messages.get(messageId)?.state).toBe(ended[0]?.state);
    }
    if (!store.chats.getAny(chatId)) {
      // Deleted while there was nothing in it: it went at once, and with it no word.
      const ended = [...endings(world.page.events.get(chatId) ?? []).keys()];
      expect(ended.filter((messageId) => !world.erasedIds.has(messageId))).toEqual([]);
      continue;
    }
    if (!store.chats.get(chatId)) await world.other.call('chat.restore', { chatId });
    const fresh = new WatchingPage(world.connect());
    fresh.watch(chatId);
    const snapshot = await until(() => fresh.views.get(chatId));
    const { progress: _, title: _title, ...followed } = world.page.views.get(chatId) as ChatState;
    expect(followed).toEqual({ ...snapshot, progress: undefined, title: undefined });
    fresh.client.close();
  }
  expect(world.log.filter((line) => /\n\s+at /.test(line))).toEqual([]);
}

export async function expectAnswers(world: World): Promise<void> {
  await world.other.call('engine.restart', {});
  const chatId = world.opened.app.store.chats.create(Date.now());
  world.page.watch(chatId);
  await until(() => world.page.views.has(chatId));
  const sent = { chatId, text: 'Hello!', acceptForgetting: [], sendKey: randomUUID() };
  expect((await world.other.call('turn.run', sent)).type).toBe('begun');
  const ended = await until(() => world.page.events.get(chatId)?.find((event) => event.type === 'ended'));
  expect(ended).toMatchObject({ message: { state: 'done', failure: null } });
}
