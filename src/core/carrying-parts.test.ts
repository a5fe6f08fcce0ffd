import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CarryingParts, openCarryingParts } from './carrying-parts.ts';
import { type ChatParts, openChatParts } from './chat-parts.ts';
import { openTestGround, type TestGround } from './test-support/open-test-ground.ts';

let test: TestGround;
let chatParts: ChatParts;
let parts: CarryingParts;
const incomingDir = mkdtempSync(join(tmpdir(), 'palimpsest-incoming-'));

beforeEach(() => {
  test = openTestGround();
  chatParts = openChatParts(test.ground, { shelf: test.here.shelf, randomSeed: () => 1, onAnswered: () => {} });
  parts = openCarryingParts(test.ground, { ...chatParts, incomingDir, printPdf: null, openFolder: null });
});

afterEach(async () => {
  chatParts.stopBeginning();
  await parts.close();
  await chatParts.close();
  await test.close();
  rmSync(incomingDir, { recursive: true, force: true });
});

it('waits at its end until what was half written has been taken away', async () => {
  const done: string[] = [];
  const exporting = parts.exports.run(new AbortController().signal, async (signal) => {
    await new Promise((end) => signal.addEventListener('abort', end));
    await pass(20);
    done.push('taken away');
    throw signal.reason;
  });
  const ended = expect(exporting).rejects.toMatchObject({ code: 'exportCancelled' });
  await parts.close();
  expect(done).toEqual(['taken away']);
  await ended;
});

it('tells every page of a file that was opened from outside', async () => {
  const told: unknown[] = [];
  const page = new AbortController();
  void test.ground.events.until(page.signal, (event) => told.push(event));
  await parts.imports.openFromOutside(join(incomingDir, 'is not here.palimpsest'));
  page.abort();
  expect(told).toMatchObject([{ type: 'offered' }]);
});
