import { endless } from './pages/endless.ts';
import { expect, test } from './shared-app.ts';

test('is told a name and knows it several turns later', async ({ window }) => {
  await window.beGreedy();
  await window.ask('Hello! My name is Marlene.');
  await window.ask('What is the capital of France?');
  await window.ask('How are you today?');
  await window.ask('Tell me a joke.');
  expect(await window.ask('What is my name?')).toContain('Marlene');
});

test('says that it was not told what it was not told', async ({ window }) => {
  await window.beGreedy();
  expect(await window.ask('What is my name?')).toMatch(/don't know|haven't told/);
});

test('reads only the new words in a follow-up', async ({ window }) => {
  await window.ask('Hello! My name is Marlene.');
  for (const question of ['What is the capital of France?', 'How are you today?', 'What is my name?']) {
    const { used, draft } = await window.writeAndCount(question);
    await expect(window.activeChat).toHaveAttribute('data-cached', String(used));
    await window.sendDraft();
    const { reusedTokens, prefilledTokens } = await window.readReceipt();
    expect(reusedTokens + prefilledTokens).toBe(used + draft);
    // Less than the new words when another chat's cache has the same beginning and goes on the same way.
    expect(prefilledTokens).toBeLessThanOrEqual(draft);
  }
});

test('holds in memory what the gauge says, over a reload of the page too', async ({ window }) => {
  await window.beGreedy();
  await window.ask('Hello! My name is Marlene.');
  await window.page.reload();
  await window.waitUntilReady();
  const { used, draft } = await window.writeAndCount('What is my name?');
  await expect(window.activeChat).toHaveAttribute('data-cached', String(used));
  expect(await window.sendDraft()).toContain('Marlene');
  expect((await window.readReceipt()).prefilledTokens).toBeLessThanOrEqual(draft);
});

test('fills the gauge with what was said, token by token as the receipts count them', async ({ window }) => {
  const empty = await window.readGauge();
  expect(empty).toMatchObject({ used: 0, draft: 0, level: 'ok' });
  expect(empty.limit).toBe(empty.window - empty.reserve);

  let used = 0;
  for (const question of ['Hello! My name is Marlene.', 'Tell me a story.', 'What is my name?']) {
    const before = await window.writeAndCount(question);
    expect(before).toMatchObject({ used, window: empty.window, reserve: empty.reserve, limit: empty.limit });
    await window.sendDraft();
    const { reusedTokens, prefilledTokens, decodedTokens } = await window.readReceipt();
    expect(reusedTokens + prefilledTokens).toBe(used + before.draft);
    // The end token behind the answer is part of the window as well.
    used += before.draft + decodedTokens + 1;
    await expect(window.gauge).toHaveAttribute('data-used', String(used));
    await expect(window.gauge).toHaveAttribute('data-draft', '0');
  }
});

test('warns at 75 and at 90 percent of the limit, and says what is above it', async ({ window }) => {
  const { limit } = await window.readGauge();
  const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');
  const { draft } = await window.writeAndCount(words(10));
  const wordsFor = (tokens: number) => words(tokens - draft + 10);

  const notice = Math.ceil(limit * 0.75);
  const warn = Math.ceil(limit * 0.9);
  const levels = [
    [notice - 1, 'ok'],
    [notice, 'notice'],
    [warn - 1, 'notice'],
    [warn, 'warn'],
    [limit, 'warn'],
    [limit + 1, 'over'],
  ] as const;
  for (const [tokens, level] of levels) {
    expect(await window.writeAndCount(wordsFor(tokens))).toMatchObject({ draft: tokens, level });
  }
  await window.write('');
});

test('shows as many places as are used, also while an answer is written', { tag: '@alone' }, async ({
  window,
  sharedRun,
  slowEngineOf,
}) => {
  await window.page.getByRole('tab', { name: 'Window' }).click();
  // Half of what there is room for: what comes after it is read ahead, and forgets nothing.
  await window.configure({ ...endless, 'Maximum reply, in tokens': '128' });
  const engine = await slowEngineOf(sharedRun);
  await window.say('Tell me a story.');
  await window.waitForFirstWords();
  // It stays in the middle while it is looked at.
  engine.freeze();
  const during = async () => {
    const { used, held, toRead } = await window.readMap();
    return used > 6 && held > 5 && held + toRead === used;
  };
  await expect.poll(during).toBe(true);
  await expect(window.lastAnswer('streaming')).toBeVisible();
  engine.resume();
  await window.waitForAnswer();
  // The end mark is counted a moment after the end of the answer, by the gauge and by the map, and read ahead soon after.
  const isAllHeld = async () => {
    const { used } = await window.readGauge();
    const map = await window.readMap();
    return map.used === used && map.held === used && map.toRead === 0;
  };
  await expect.poll(isAllHeld).toBe(true);
});
