import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Client, openClient } from '../../shared/client.ts';
import { type AppContract, contract } from '../../shared/contract.ts';
import type { DeviceWish } from '../../shared/device-view.ts';
import { openMemoryPipes } from '../../shared/memory-pipe.ts';
import { serve } from '../../shared/serve.ts';
import type { ChatEvent, MessageView, TurnOutcome } from '../../shared/views.ts';
import type { Application } from '../application.ts';
import type { StartEngine } from '../engine-process.ts';
import { handlersOf } from '../handlers.ts';
import { openApplication } from '../open-application.ts';
import { type InProcessEngine, startInProcessEngine } from './in-process-engine.ts';
import { until } from './open-test-core.ts';

const modelsDir = resolve(import.meta.dirname, '../../../models');

/** A chat as a page watches it. */
export interface HeardChat {
  readonly id: number;
  readonly events: readonly ChatEvent[];
  /** Accepts the loss of these turns, by default of none. */
  send(text: string, acceptForgetting?: readonly number[]): Promise<TurnOutcome>;
  /** Sends and waits until the answer has ended. */
  say(text: string, acceptForgetting?: readonly number[]): Promise<MessageView>;
  untilEnded(): Promise<MessageView>;
  leave(): void;
}

/** The application with its insides, the real engine in this process, and a page. */
export interface TestApplication {
  readonly app: Application;
  readonly page: Client<AppContract>;
  readonly dataDir: string;
  readonly engines: readonly InProcessEngine[];
  readonly log: readonly string[];
  watch(chatId: number): Promise<HeardChat>;
  /** A greedy one: the bundled model samples by itself, and what is quoted must be said again. */
  newChat(): Promise<HeardChat>;
  close(): Promise<void>;
}

export interface TestApplicationOptions {
  /** Kept by the caller when given; a fresh one otherwise. */
  readonly dataDir?: string;
  /** Defaults to the bundled model. */
  readonly modelDir?: string;
  /** Defaults to the real engine in this process. */
  readonly startEngine?: StartEngine;
  /** Defaults to a shell that cannot. */
  readonly openFolder?: (folder: string) => Promise<boolean>;
  /** Defaults to the CPU, since a machine's GPU is for the tests that are about it. */
  readonly device?: DeviceWish | 'asSet';
}

export function openTestApplication(options: TestApplicationOptions = {}): TestApplication {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'palimpsest-app-'));
  const { device = 'cpu' } = options;
  const engines: InProcessEngine[] = [];
  const log: string[] = [];
  const startHere = async () => {
    const engine = startInProcessEngine();
    engines.push(engine);
    return engine;
  };
  const opened = openApplication({
    ...{ dataDir, modelsDir, modelDir: options.modelDir, shell: 'browser' },
    ...{ device: device === 'asSet' ? undefined : device, deviceTrialDelayMs: 0 },
    startEngine: options.startEngine ?? startHere,
    openFolder: options.openFolder,
    onLog: (line) => log.push(line),
  });
  const { app } = opened;
  const [corePipe, pagePipe] = openMemoryPipes();
  serve(corePipe, contract, handlersOf(app));
  const page = openClient<AppContract>(pagePipe);
  const watch = (chatId: number) => hear(page, chatId);
  return {
    ...{ app, page, dataDir, engines, log, watch },
    newChat: () => {
      const chatId = app.store.chats.create(Date.now());
      app.store.settings.configureChat(chatId, { isGreedy: true });
      return watch(chatId);
    },
    close: async () => {
      page.close();
      await opened.close();
      await Promise.all(engines.map((engine) => engine.quiet));
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function hear(page: Client<AppContract>, chatId: number): Promise<HeardChat> {
  const events: ChatEvent[] = [];
  const stream = page.stream('chat.watch', { chatId }, (event) => events.push(event));
  stream.result.catch(() => {});
  await until(() => events.length > 0);
  const send = (text: string, acceptForgetting: readonly number[] = []) =>
    page.call('turn.run', { chatId, text, acceptForgetting: [...acceptForgetting], sendKey: randomUUID() });
  const count = (type: ChatEvent['type']) => events.filter((event) => event.type === type).length;
  const untilEnded = () =>
    until(() => {
      const last = events.filter((event) => event.type === 'ended').at(-1);
      return count('ended') === count('begun') && last?.message;
    });
  return {
    ...{ id: chatId, events, send, untilEnded },
    leave: () => stream.cancel(),
    say: async (text, acceptForgetting) => {
      const outcome = await send(text, acceptForgetting);
      if (outcome.type !== 'begun') throw new Error(`"${text}" was not sent: ${outcome.type}`);
      return untilEnded();
    },
  };
}
