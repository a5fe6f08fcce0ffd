/**
 * What the page's main thread does per streamed token: all its processor time (script, style, layout, paint preparation) from
 * pressing Send to the stored answer, divided by the tokens of the answer, in a chat of some length. `--turns=N`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, chromium } from '@playwright/test';
import { MainWindow } from '../e2e/pages/main-window.ts';
import { readyAddress, spawnServer } from '../e2e/shells/browser-shell.ts';
import { browserForTests } from '../scripts/test-browser.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const turns = Number(benchFlag('turns', '60'));
const rounds = Number(benchFlag('rounds', '7'));
const question = 'Tell me a story.';

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1_000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN);
}

const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
const server = spawnServer({ dataDir, flags: [] });
const browser = await chromium.launch(browserForTests());
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(await readyAddress(server));
  const window = new MainWindow(page);
  await window.waitUntilReady();
  for (let turn = 0; turn < turns; turn++) await window.ask('What is the capital of France?');

  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const perToken: number[] = [];
  let tokens = 0;
  for (let round = 0; round < rounds; round++) {
    await window.composer.fill(question);
    await window.composer.press('End');
    const beforeMs = await taskMs(session);
    await window.ask(question);
    const spentMs = (await taskMs(session)) - beforeMs;
    const decoded = Number(await window.receipts.last().getAttribute('data-decoded'));
    tokens += decoded;
    perToken.push(spentMs / decoded);
  }
  reportBench({
    bench: 'page-work',
    conditions: { turnsBefore: turns, rounds, tokens },
    rows: [
      {
        name: 'main thread, ms a token',
        median: rounded(median(perToken), 2),
        slowest: rounded(Math.max(...perToken), 2),
      },
    ],
    figure: `${rounded(median(perToken), 2)} ms a token (to reach: 2)`,
    isReached: median(perToken) <= 2,
  });
} finally {
  await browser.close();
  await server.signal('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
}
