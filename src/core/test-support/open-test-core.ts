import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Client, openClient } from '../../shared/client.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { DeviceWish } from '../../shared/device-view.ts';
import { openMemoryPipes } from '../../shared/memory-pipe.ts';
import { openProcessPipe } from '../../shared/process-pipe.ts';
import type { AppEvent, ChatEvent, MessageView, TurnOutcome, TurnView } from '../../shared/views.ts';
import type { EngineProcess } from '../engine-process.ts';
import { type Core, openCore } from '../open-core.ts';

const root = resolve(import.meta.dirname, '../../..');

export interface TestCoreOptions {
  /** Kept by the caller when given, so that a second core can open it; a fresh one otherwise. */
  readonly dataDir?: string;
  readonly modelDir?: string;
  readonly engineHangMs?: number;
  /** Defaults to the CPU. */
  readonly device?: DeviceWish;
}

/** A core on the real bundled model in a real engine process, with a page's end of its contract. */
export interface TestCore {
  readonly core: Core;
  readonly page: Client<AppContract>;
  readonly dataDir: string;
  readonly engines: readonly ChildProcess[];
  readonly log: readonly string[];
  /** Opens a page's view of a chat and gathers its events. */
  watch(chatId: number): Promise<WatchedChat>;
  newChat(): Promise<WatchedChat>;
  /** One that answers the same again: the bundled model samples by itself. Needs a model that can be read. */
  newGreedyChat(): Promise<WatchedChat>;
  appEvents: AppEvent[];
  /** Looks again and again until there is something; fails after 15 s. */
  until<T>(look: () => Look<T> | Promise<Look<T>>): Promise<T>;
  close(): Promise<void>;
}

export interface WatchedChat {
  readonly id: number;
  readonly events: ChatEvent[];
  /** The turns as a page has them now. */
  turns(): TurnView[];
  send(text: string, acceptForgetting?: readonly number[]): Promise<TurnOutcome>;
  /** Sends and waits until the answer has ended. */
  say(text: string, acceptForgetting?: readonly number[]): Promise<MessageView>;
  untilEnded(): Promise<MessageView>;
}

export async function openTestCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'palimpsest-core-'));
  const engines: ChildProcess[] = [];
  const log: string[] = [];
  const core = await openCore({
    dataDir,
    modelsDir: join(root, 'models'),
    modelDir: options.modelDir,
    shell: 'browser',
    startEngine: async () => startEngine(engines),
    onLog: (line) => log.push(line),
    engineHangMs: options.engineHangMs,
    // A machine's GPU is for the tests that are about it.
    device: options.device ?? 'cpu',
    deviceTrialDelayMs: 0,
  });
  const [corePipe, pagePipe] = openMemoryPipes();
  core.serve(corePipe);
  const page = openClient<AppContract>(pagePipe);
  const appEvents: AppEvent[] = [];
  page.stream('app.watch', {}, (event) => appEvents.push(event)).result.catch(() => {});
  const watch = (chatId: number) => watchChat(page, chatId);
  return {
    core,
    page,
    dataDir,
    engines,
    log,
    appEvents,
    watch,
    newChat: async () => watch((await page.call('chat.create', {})).chatId),
    newGreedyChat: async () => {
      const { chatId } = await page.call('chat.create', {});
      await page.call('chat.configure', { chatId, settings: { isGreedy: true } });
      return watch(chatId);
    },
    until,
    close: async () => {
      page.close();
      await core.close();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function startEngine(engines: ChildProcess[]): EngineProcess {
  const child = fork(join(root, 'src/engine/index.ts'), [], { serialization: 'advanced', stdio: 'inherit' });
  engines.push(child);
  return {
    pipe: openProcessPipe(child),
    exited: new Promise((resolveExit) => {
      child.once('exit', (exitCode, signal) => resolveExit({ exitCode, signal }));
    }),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The turns as a page has them after these events. */
export function turnsAfter(events: readonly ChatEvent[]): TurnView[] {
  const turns = new Map<number, TurnView>();
  for (const event of events) {
    const told = event.type === 'snapshot' ? event.chat.turns : 'turns' in event ? event.turns : [];
    for (const turn of told) turns.set(turn.id, turn);
  }
  return [...turns.values()].sort((one, other) => one.id - other.id);
}

async function watchChat(page: Client<AppContract>, chatId: number): Promise<WatchedChat> {
  const events: ChatEvent[] = [];
  page.stream('chat.watch', { chatId }, (event) => events.push(event)).result.catch(() => {});
  await until(() => events.length > 0);
  const ended = () => events.filter((event) => event.type === 'ended');
  const begun = () => events.filter((event) => event.type === 'begun');
  const untilEnded = () => until(() => ended().length === begun().length && ended().at(-1)?.message);
  const send = (text: string, acceptForgetting: readonly number[] = []) =>
    page.call('turn.run', { chatId, text, acceptForgetting: [...acceptForgetting], sendKey: randomUUID() });
  return {
    id: chatId,
    events,
    turns: () => turnsAfter(events),
    send,
    untilEnded,
    say: async (text, acceptForgetting) => {
      const outcome = await send(text, acceptForgetting);
      if (outcome.type !== 'begun') throw new Error(`"${text}" was not sent: ${outcome.type}`);
      return untilEnded();
    },
  };
}

type Look<T> = T | undefined | false;

export async function until<T>(look: () => Look<T> | Promise<Look<T>>): Promise<T> {
  const deadlineMs = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadlineMs) throw new Error(`Waited in vain for: ${look}`);
    await new Promise((next) => setTimeout(next, 5));
  }
}
