/**
 * A chat of 5,000 turns that was written with another model's vocabulary, on the model in use, in a data folder in memory where the
 * system has such a place: until its newest messages were told and until all were, how long the core's loop was held up at most
 * meanwhile, and what a price for the other model takes; and the same of a chat in memory when another model comes.
 * `--samples=N`.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { insertLongChat } from '../src/core/test-support/long-chat.ts';
import { openTestApplication, type TestApplication } from '../src/core/test-support/open-test-application.ts';
import { startEngine, until } from '../src/core/test-support/open-test-core.ts';
import { writeOtherModel } from '../src/core/test-support/other-model.ts';
import { openTokenizer } from '../src/core/text/read-tokenizer.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const samples = Number(benchFlag('samples', '10'));
const turnCount = 5_000;
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** What a person who types does not notice. */
const mostHeldUpMs = 50;

interface Told {
  readonly firstToldMs: number;
  readonly allToldMs: number;
  readonly heldUpMs: number;
}

/** From `begin` on until all of the chat was told once more. */
async function measureTelling(test: TestApplication, chatId: number, begin?: () => void): Promise<Told> {
  let startedAt = performance.now();
  let firstToldMs = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const told = await new Promise<Told>((resolveTold) => {
    let isBegun = begin === undefined;
    delay.enable();
    const stream = test.page.stream('chat.watch', { chatId }, (event) => {
      if (event.type !== 'snapshot' && event.type !== 'earlier') return;
      const isWhole = event.type === 'snapshot' ? event.chat.isWhole : event.isWhole;
      if (isBegun && event.type === 'snapshot') firstToldMs = performance.now() - startedAt;
      if (!isWhole) return;
      if (!isBegun) {
        isBegun = true;
        startedAt = performance.now();
        delay.reset();
        begin?.();
        return;
      }
      stream.cancel();
      resolveTold({ firstToldMs, allToldMs: performance.now() - startedAt, heldUpMs: delay.max / 1e6 });
    });
  });
  delay.disable();
  await until(() => test.app.chats.known(chatId) === undefined);
  return told;
}

function row(name: string, all: readonly Told[]) {
  const middle = (pick: (told: Told) => number) => rounded(median(all.map(pick)), 1);
  return {
    what: name,
    firstToldMs: middle((told) => told.firstToldMs),
    allToldMs: middle((told) => told.allToldMs),
    heldUpMs: middle((told) => told.heldUpMs),
  };
}

const dataDir = mkdtempSync(join(inMemory, 'palimpsest-bench-'));
const modelDir = join(dataDir, 'other-model');
writeOtherModel(modelDir);
const test = openTestApplication({ dataDir, modelDir, startEngine: async () => startEngine([]) });
try {
  await test.app.link.ready();
  const mini = openTokenizer(resolve(import.meta.dirname, '../models/palimpsest-mini'));
  const chatId = insertLongChat(test.app.store, mini, { title: 'Long', turnCount }, Date.now());
  const opened: Told[] = [];
  const changed: Told[] = [];
  const priceMs: number[] = [];
  for (let round = 0; round < samples; round++) {
    opened.push(await measureTelling(test, chatId));
    const ready = test.app.link.generation();
    changed.push(await measureTelling(test, chatId, () => void test.page.call('engine.restart', {})));
    await until(() => test.app.link.generation() > ready && test.app.link.view().type === 'ready');
    const startedAt = performance.now();
    await test.page.call('chat.modelPrice', { chatId, modelId: 'shipped' });
    priceMs.push(performance.now() - startedAt);
  }
  const rows = [row('opened', opened), row('another model comes', changed)];
  const isReached = rows.every(({ heldUpMs }) => heldUpMs <= mostHeldUpMs);
  reportBench({
    bench: 'other-vocabulary',
    conditions: { samples, turnCount, dataFolder: inMemory, priceMs: rounded(median(priceMs), 1) },
    rows,
    figure: `held up <= ${mostHeldUpMs} ms`,
    isReached,
  });
} finally {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
}
