/**
 * From a keystroke's question to the gauge's answer (`draft.measure`), through the core's contract and beside a real engine
 * process: at rest and while an answer is written, for a short and a very long draft. `--keystrokes=N`.
 */
import { openTestCore, type WatchedChat } from '../src/core/test-support/open-test-core.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const keystrokes = Number(benchFlag('keystrokes', '100'));
const limitMs = 20;
const sentence = 'The keeper of the lighthouse writes every evening what the sea looked like. ';
const drafts = [sentence, sentence.repeat(270).slice(0, 20_000)];

const test = await openTestCore();

/** A high temperature never finds the end: the answer runs to its longest, and the next one begins. */
async function keepAnswering(chat: WatchedChat, isOver: () => boolean): Promise<void> {
  const settings = { isGreedy: false, temperature: 10, maxReplyTokens: 256, telling: 'silent' } as const;
  await test.page.call('chat.configure', { chatId: chat.id, settings });
  while (!isOver()) {
    await chat.say('Go on.');
    const turnId = (await chat.untilEnded()).turnId;
    await test.page.call('window.change', { chatId: chat.id, changes: [{ turnId, change: 'leaveOut' }] });
  }
}

async function measureMs(chat: WatchedChat, draft: string): Promise<number[]> {
  const values: number[] = [];
  for (let keystroke = 0; keystroke < keystrokes; keystroke++) {
    const startedAt = performance.now();
    const typed = { chatId: chat.id, text: draft + 'x'.repeat(1 + (keystroke % 10)) };
    // A page asks for both at once: the words are kept, and counted.
    await Promise.all([test.page.call('draft.keep', typed), test.page.call('draft.measure', typed)]);
    values.push(performance.now() - startedAt);
    await new Promise((next) => setTimeout(next, 5));
  }
  return values;
}

try {
  const chat = await test.newGreedyChat();
  await chat.say('Hello!');
  const rows = [];
  for (const isAnswering of [false, true]) {
    let isOver = !isAnswering;
    const answering = isAnswering ? keepAnswering(await test.newChat(), () => isOver) : Promise.resolve();
    for (const draft of drafts) {
      const values = (await measureMs(chat, draft)).sort((one, other) => one - other);
      rows.push({
        draft: `${draft.length} characters`,
        during: isAnswering ? 'an answer' : 'rest',
        medianMs: rounded(median(values), 2),
        p95Ms: rounded(values[Math.floor(values.length * 0.95)] ?? Number.NaN, 2),
      });
    }
    isOver = true;
    await answering;
  }
  const worstMs = Math.max(...rows.map((row) => row.p95Ms));
  reportBench({
    bench: 'keystroke',
    conditions: { keystrokes },
    rows,
    figure: `95 of 100 keystrokes are counted within ${worstMs} ms (to reach: ${limitMs})`,
    isReached: worstMs <= limitMs,
  });
} finally {
  await test.close();
}
