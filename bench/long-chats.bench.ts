/**
 * The core's own work in chats of 50 and of 5,000 turns, inserted through the store, beside a real engine in this process:
 * a keystroke, a text event, the begin and the end of a turn, and opening the chat. `--samples=N`.
 */
import { randomUUID } from 'node:crypto';
import { insertChat } from '../src/core/test-support/insert-chat.ts';
import { openTestApplication, type TestApplication } from '../src/core/test-support/open-test-application.ts';
import { until } from '../src/core/test-support/open-test-core.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const samples = Number(benchFlag('samples', '60'));
function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

async function measure(test: TestApplication, turnCount: number) {
  const { app, page } = test;
  const chatId = insertChat(app.store, await app.model, turnCount);
  const { tokenizer } = await app.model;
  const openedAt = performance.now();
  const heard = await test.watch(chatId);
  const openMs = performance.now() - openedAt;
  const chat = app.chats.known(chatId);
  if (!chat) throw new Error('A chat that is watched is in memory.');
  await page.call('chat.configure', { chatId, settings: { asksBeforeForgetting: false } });

  const keystrokes: number[] = [];
  for (let stroke = 0; stroke < samples; stroke++) {
    const text = `And then? ${'x'.repeat(stroke % 9)}`;
    keystrokes.push(timed(() => void chat.usage(tokenizer.encode(text))));
  }
  const texts: number[] = [];
  const begins: number[] = [];
  for (let turn = 0; turn < Math.max(4, samples / 10); turn++) {
    const request = { chatId, text: `Hello! ${turn}`, acceptForgetting: [], sendKey: randomUUID() };
    const startedAt = performance.now();
    await page.call('turn.run', request);
    begins.push(performance.now() - startedAt);
    if (chat.running) for (let event = 0; event < 10; event++) texts.push(timed(() => void chat.usedTokens()));
    await until(() => !chat.running);
  }
  const told = heard.events.filter((event) => event.type === 'begun' || event.type === 'ended');
  const bytes = told.map((event) => JSON.stringify(event).length);
  heard.leave();
  return {
    turns: turnCount,
    openMs: rounded(openMs, 1),
    keystrokeMs: rounded(median(keystrokes), 3),
    textEventMs: rounded(median(texts), 4),
    beginMs: rounded(median(begins), 2),
    bytesAnEvent: Math.round(median(bytes)),
  };
}

const test = openTestApplication();
try {
  await test.app.link.ready();
  const rows = [await measure(test, 50), await measure(test, 5_000)];
  const worst = rows.at(-1)?.keystrokeMs ?? Number.NaN;
  reportBench({
    bench: 'long-chats',
    conditions: { samples },
    rows,
    figure: `a keystroke after 5,000 turns takes ${worst} ms in the core (to reach: 0.5)`,
    isReached: worst <= 0.5,
  });
} finally {
  await test.close();
}
