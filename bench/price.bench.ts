/**
 * What an act on a branch is said to cost before it is done, against the receipt of doing it: messages edited and turns asked again
 * anywhere in chats of a GPT-2 with 124 million random weights, in the application with its engine in a process of its own. Counts
 * have to be exact; the time is compared where 50 ms or more are told (below that it is "at once"). `--cases=N`; `--folder=DIR` keeps
 * the model between runs; `--details` prints each case.
 */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type HeardChat,
  openTestApplication,
  type TestApplication,
} from '../src/core/test-support/open-test-application.ts';
import { startEngine } from '../src/core/test-support/open-test-core.ts';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';
import type { ActPrice, BranchAct } from '../src/shared/branch-view.ts';
import type { MessageView } from '../src/shared/views.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const vocabularySize = 50257;
const bundled = join(import.meta.dirname, '..', 'models', 'palimpsest-mini');
const toldFromMs = 50;
const wantedCases = Number(benchFlag('cases', '100'));
const largestFactor = 1.5;

interface Case {
  readonly tokens: number;
  readonly keptTokens: number;
  readonly toldMs: number;
  readonly measuredMs: number;
  readonly factor: number;
}

async function main(): Promise<void> {
  const keptFolder = benchFlag('folder', '');
  const folder = keptFolder || mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
  mkdirSync(folder, { recursive: true });
  const engines: ChildProcess[] = [];
  const test = openTestApplication({
    dataDir: join(folder, 'data'),
    modelDir: makeModel(folder),
    startEngine: async () => startEngine(engines),
  });
  try {
    report(await measure(test));
  } finally {
    await test.close();
    if (!keptFolder) rmSync(folder, { recursive: true, force: true });
  }
}

/** The bundled tokenizer, with a name for every id of the larger vocabulary. */
function makeModel(folder: string): string {
  const modelDir = join(folder, 'gpt2-124m-random-words');
  if (existsSync(join(modelDir, 'tokenizer.json'))) return modelDir;
  writeRandomCheckpoint(modelDir, { config: { vocab_size: vocabularySize }, seed: 124, spread: 0.035 });
  const tokenizer = JSON.parse(readFileSync(join(bundled, 'tokenizer.json'), 'utf8')) as {
    readonly model: { readonly vocab: Record<string, number> };
  };
  for (let id = Object.keys(tokenizer.model.vocab).length; id < vocabularySize; id++)
    tokenizer.model.vocab[`~${id}`] = id;
  writeFileSync(join(modelDir, 'tokenizer.json'), JSON.stringify(tokenizer));
  return modelDir;
}

/** The same acts in every run. */
function openDraws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function measure(test: TestApplication): Promise<readonly Case[]> {
  const draw = openDraws(20);
  const cases: Case[] = [];
  const words = (count: number) => Array.from({ length: count }, () => `word${draw(90)}`).join(' ');
  while (cases.length < wantedCases) {
    const chat = await openChat(test);
    for (let turn = 0; turn < 5; turn++) await say(chat, words(10 + draw(50)));
    for (let act = 0; act < 8 && cases.length < wantedCases; act++) {
      const turnIds = test.app.store.messages.path(chat.id).flatMap(({ id, role }) => (role === 'user' ? [id] : []));
      const turnId = turnIds[draw(turnIds.length)] as number;
      const measured = await doAct(test, chat, { type: 'edit', turnId, text: words(5 + draw(110)) });
      if (measured && measured.toldMs >= toldFromMs) cases.push(measured);
      if (turnIds.length < 3) await say(chat, words(10 + draw(60)));
      if (draw(3) === 0) await showAny(test, chat, draw);
    }
    chat.leave();
  }
  return cases;
}

async function openChat(test: TestApplication): Promise<HeardChat> {
  const chat = await test.newChat();
  await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 6, telling: 'silent' } });
  return chat;
}

async function say(chat: HeardChat, text: string): Promise<void> {
  const outcome = await chat.send(text);
  if (outcome.type === 'begun') await chat.untilEnded();
}

async function showAny(test: TestApplication, chat: HeardChat, draw: (below: number) => number): Promise<void> {
  const all = test.app.store.archive.readMessages(chat.id, { afterId: 0, count: 1_000 });
  const messageId = all[draw(all.length)]?.id;
  if (messageId !== undefined) await test.page.call('branch.show', { chatId: chat.id, messageId });
}

/** As a person does it: what the next message stands on has been read ahead by then. */
async function settledPrice(test: TestApplication, chatId: number, act: BranchAct): Promise<ActPrice> {
  const last = test.app.store.messages.path(chatId).at(-1)?.turnId ?? 0;
  const ahead = { type: 'branchChat', turnId: last, turnCount: null } as const;
  const price = (of: BranchAct) => test.page.call('branch.price', { chatId, act: of });
  while ((await price(ahead)).readTokens > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  return price(act);
}

async function doAct(
  test: TestApplication,
  chat: HeardChat,
  act: Extract<BranchAct, { type: 'edit' }>,
): Promise<Case | null> {
  const price = await settledPrice(test, chat.id, act);
  const { turnId, text } = act;
  const request = { chatId: chat.id, turnId, text, acceptForgetting: [], sendKey: randomUUID() };
  const outcome = await test.page.call('turn.edit', request);
  if (outcome.type !== 'begun') return null;
  const { receipt }: MessageView = await chat.untilEnded();
  if (!receipt) throw new Error('An answer has no receipt.');
  const told = [price.keptTokens, price.readTokens];
  const measured = [receipt.reusedTokens, receipt.prefilledTokens];
  if (told.join() !== measured.join()) throw new Error(`Told were ${told} tokens, measured ${measured}.`);
  if (price.readMs === null) return null;
  const [toldMs, measuredMs] = [price.readMs, receipt.prefillMs];
  const factor = Math.max(toldMs / measuredMs, measuredMs / toldMs);
  if (process.argv.includes('--details')) {
    console.log(JSON.stringify([...measured, rounded(toldMs), rounded(measuredMs), rounded(factor, 2)]));
  }
  return { tokens: price.readTokens, keptTokens: price.keptTokens, toldMs, measuredMs, factor };
}

function report(cases: readonly Case[]): void {
  const within = cases.filter(({ factor }) => factor <= largestFactor).length;
  const share = within / cases.length;
  const row = (name: string, of: readonly Case[]) => ({
    name,
    cases: of.length,
    within: of.filter(({ factor }) => factor <= largestFactor).length,
    medianFactor: of.length === 0 ? null : rounded(median(of.map(({ factor }) => factor)), 2),
    worstFactor: of.length === 0 ? null : rounded(Math.max(...of.map(({ factor }) => factor)), 2),
    medianMeasuredMs: of.length === 0 ? null : rounded(median(of.map(({ measuredMs }) => measuredMs))),
  });
  reportBench({
    bench: 'price',
    conditions: { shape: 'GPT-2 124M, fp32', cases: cases.length, toldFromMs },
    rows: [
      row(
        'up to 100 tokens read',
        cases.filter(({ tokens }) => tokens <= 100),
      ),
      row(
        'up to 250',
        cases.filter(({ tokens }) => tokens > 100 && tokens <= 250),
      ),
      row(
        'more',
        cases.filter(({ tokens }) => tokens > 250),
      ),
      row('all', cases),
    ],
    figure: `${rounded(100 * share)} of 100 prices are within a factor of ${largestFactor} of the receipt's time, all counts exact (to reach: 90)`,
    isReached: share >= 0.9,
  });
}

await main();
