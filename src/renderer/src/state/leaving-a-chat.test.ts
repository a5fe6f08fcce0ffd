import { describe, expect, it } from 'vitest';
import { openClient } from '../../../shared/client.ts';
import { type AppContract, contract } from '../../../shared/contract.ts';
import { openMemoryPipes } from '../../../shared/memory-pipe.ts';
import { serve } from '../../../shared/serve.ts';
import type { ChatSummary } from '../../../shared/views.ts';
import type { Handlers } from '../../../shared/wire.ts';
import { openPage } from './page.ts';

const summaryOf = (id: number, archivedAtMs?: number) =>
  ({ id, title: `Chat ${id}`, ...(archivedAtMs !== undefined && { archivedAtMs }) }) as ChatSummary;

/** A page whose first chat is open and deleted in another tab; beside it there are these. Gives the chat that it shows. */
function openTestPage(others: readonly ChatSummary[]): () => number | null {
  const page = openPage(() => setTimeout);
  const [pageEnd, coreEnd] = openMemoryPipes();
  const untilLeft = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve));
  const handlers = {
    'app.watch': async (_: unknown, send: (event: unknown) => void, signal: AbortSignal) => {
      const chats = [summaryOf(1), ...others];
      send({ type: 'snapshot', chats, openChatId: 1, engine: { type: 'ready' }, storage: { type: 'ok' } });
      await untilLeft(signal);
    },
    'chat.watch': async ({ chatId }: { chatId: number }, send: (event: unknown) => void, signal: AbortSignal) => {
      if (chatId === 1) send({ type: 'deleted' });
      await untilLeft(signal);
    },
    'chat.create': () => ({ chatId: 99 }),
  } as unknown as Handlers<AppContract>;
  serve(coreEnd, contract, handlers);
  page.listener.onState('open');
  page.listener.onClient(openClient<AppContract>(pageEnd));
  return () => page.state.get().openChatId;
}

describe('the page, when the chat that it shows is gone', () => {
  it('shows the next one of the list, and none out of the archive', async () => {
    await expect.poll(openTestPage([summaryOf(2, 5), summaryOf(3)])).toBe(3);
  });

  it('shows a new one where all others are in the archive', async () => {
    await expect.poll(openTestPage([summaryOf(2, 5)])).toBe(99);
  });
});
