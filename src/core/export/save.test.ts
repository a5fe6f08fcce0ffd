import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExportFormatName } from '../../shared/export-view.ts';
import { askedExport } from '../test-support/asked-export.ts';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';
import { say } from '../test-support/stored-turns.ts';
import { openExportFiles } from './export-files.ts';
import { saveFiles } from './save.ts';
import type { PrintPdf } from './written-files.ts';

let test: TestApplication;
let folder: string;

beforeAll(() => {
  test = openTestApplication();
});
afterAll(() => test.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-save-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function chatCalled(title: string): number {
  const { store } = test.app;
  const chatId = store.chats.create(1_700_000_000_000);
  say(store, chatId, 'My name is Ada.');
  store.chats.rename(chatId, title);
  return chatId;
}

function save(chatId: number, format: ExportFormatName, path: string, printPdf: PrintPdf | null = null) {
  const { signal } = new AbortController();
  const source = { store: test.app.store, newest: () => undefined, windowTokensOf: () => null, onRead: () => {} };
  const asked = askedExport([chatId], { format });
  const files = openExportFiles(source, asked, { signal, nowMs: 0 });
  return saveFiles(files, asked, { destination: { kind: 'file', path }, printPdf, signal });
}

describe('what an export that was killed has left', () => {
  it('goes with the next one into the same folder, and what is being written stays', async () => {
    const chatId = chatCalled('Left');
    const path = join(folder, 'there.md');
    const computer = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const { pid: endedPid } = spawnSync(process.execPath, ['--version']);
    const [left, leftHtml, own, foreign] = [
      `.palimpsest-${computer}-${endedPid}-0123456789abcdef.part`,
      `.palimpsest-${computer}-${endedPid}-0123456789abcdef.part.html`,
      `.palimpsest-${computer}-${process.pid}-0123456789abcdef.part`,
      `.palimpsest-${computer}-${endedPid} of mine.part`,
    ];
    mkdirSync(join(folder, left));
    writeFileSync(join(folder, left, 'said.md'), 'words');
    for (const name of [leftHtml, own, foreign]) writeFileSync(join(folder, name), 'words');
    await save(chatId, 'markdown', path);
    expect(readdirSync(folder).sort()).toEqual([own, foreign, 'there.md'].sort());
  });
});

it('tells the size of the PDF, and not of the page that it is made of', async () => {
  const chatId = chatCalled('Printed');
  const path = join(folder, 'printed.pdf');
  const printPdf = async (_htmlPath: string, pdfPath: string) => writeFileSync(pdfPath, '%PDF-of-some-bytes');
  const result = await save(chatId, 'pdf', path, printPdf);
  expect(result).toEqual({ path, files: 1, chats: 1, bytes: statSync(path).size });
});

it('calls a replay one, so that it does not take the place of the page of the same chat', async () => {
  const chatId = chatCalled('Played');
  const nameAs = async (format: ExportFormatName) =>
    (await test.page.call('export.preview', askedExport([chatId], { format }))).fileName;
  expect(await nameAs('html')).toMatch(/^[\d-]+ Played\.html$/);
  expect(await nameAs('replay')).toMatch(/^[\d-]+ Played\.replay\.html$/);
});
