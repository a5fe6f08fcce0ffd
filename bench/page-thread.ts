/** The page's end of the line in a thread of its own, as the app has it in a process of its own: what it does to hear is not the core's. */
import { once } from 'node:events';
import { MessageChannel, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { openClient } from '../src/shared/client.ts';
import { type AppContract, contract } from '../src/shared/contract.ts';
import { openPortPipe } from '../src/shared/port-pipe.ts';
import { serve } from '../src/shared/serve.ts';
import type { Handlers } from '../src/shared/wire.ts';

/** From asking for a chat until the page has heard its newest messages, and all of them. */
export interface Opening {
  readonly firstToldMs: number;
  readonly allToldMs: number;
}

export interface PageThread {
  /** Watches a chat until all of it was told. */
  open(chatId: number): Promise<Opening>;
  close(): Promise<void>;
}

/** Starts a page that these handlers serve. */
export function startPageThread(handlers: Handlers<AppContract>): PageThread {
  const { port1: corePort, port2: pagePort } = new MessageChannel();
  const worker = new Worker(new URL(import.meta.url), { workerData: { pagePort }, transferList: [pagePort] });
  const pipe = openPortPipe(corePort);
  serve(pipe, contract, handlers);
  return {
    open: async (chatId) => {
      worker.postMessage(chatId);
      const [opening] = (await once(worker, 'message')) as [Opening];
      return opening;
    },
    close: async () => {
      pipe.close();
      await worker.terminate();
    },
  };
}

const port: MessagePort | undefined = workerData?.pagePort;
if (parentPort && port) {
  const asked = parentPort;
  const page = openClient<AppContract>(openPortPipe(port));
  asked.on('message', (chatId: number) => {
    const startedAt = performance.now();
    let firstToldMs = Number.NaN;
    const stream = page.stream('chat.watch', { chatId }, (event) => {
      if (event.type === 'snapshot') firstToldMs = performance.now() - startedAt;
      const isWhole = event.type === 'snapshot' ? event.chat.isWhole : event.type === 'earlier' && event.isWhole;
      if (!isWhole) return;
      stream.cancel();
      asked.postMessage({ firstToldMs, allToldMs: performance.now() - startedAt } satisfies Opening);
    });
    // It ends by being left.
    stream.result.catch(() => {});
  });
}
