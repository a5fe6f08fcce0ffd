import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { foundBelow, type Wanted } from '../src/core/test-support/words-on-disk.ts';
import { expect, test } from './fixtures.ts';
import { DeletedDialog } from './pages/deleted-dialog.ts';
import { askCore, holdLine } from './pages/line-to-core.ts';
import { MainWindow } from './pages/main-window.ts';
import { startElectronShell } from './shells/electron-shell.ts';
import { startOnOwnProfile } from './shells/own-profile.ts';
import type { ShellRun } from './shells/running-app.ts';

const drawn = (length: number, draw: () => number) => String.fromCodePoint(...Array.from({ length }, () => draw()));
const latinWord = () => drawn(13, () => randomInt(0x61, 0x7b));
const hanWords = () => drawn(9, () => randomInt(0x4e00, 0x9f00));

interface Secret {
  readonly words: readonly string[];
  readonly han: string;
  readonly sentence: string;
}

/** Words that stand nowhere else, with capitals and accents, which the search folds, and without spaces, which it puts in. */
function makeSecret(): Secret {
  const [words, han] = [[latinWord(), latinWord(), latinWord()], hanWords()];
  const [first = '', second = '', third = ''] = words;
  return { words, han, sentence: `${first.toUpperCase()} é${second} ${third} ${han}` };
}

/** The words as they were typed and as they are searched for, and what the model read and wrote of them. */
function formsOf({ words, han }: Secret, dataDir: string): Wanted {
  const database = new Database(join(dataDir, 'palimpsest.sqlite'), { readonly: true });
  const rows = database.prepare('SELECT token_ids FROM messages').pluck().all() as Buffer[];
  const logits = database
    .prepare('SELECT chosen_logits FROM messages WHERE LENGTH(chosen_logits) >= 16')
    .pluck()
    .all() as Buffer[];
  database.close();
  const packed = rows.filter((ids) => ids.length >= 16);
  return {
    ...Object.fromEntries(words.flatMap((word) => [word, word.toUpperCase()].map((form) => [form, form]))),
    [han]: han,
    segmented: [...han].join(' '),
    ...Object.fromEntries(packed.map((ids, index) => [`ids of message ${index}`, ids])),
    ...Object.fromEntries(packed.map((ids, index) => [`ids of message ${index} as JSON`, jsonOf(ids)])),
    ...Object.fromEntries(logits.map((bytes, index) => [`logits of answer ${index}`, bytes])),
  };
}

function jsonOf(packed: Buffer): string {
  const ids = Array.from({ length: packed.length / 4 }, (_, index) => packed.readUInt32LE(4 * index));
  return ids.join(',');
}

async function start(shell: string, dataDir: string): Promise<ShellRun> {
  const settings = { dataDir, flags: [] };
  const run = await (shell === 'electron' ? startElectronShell(settings) : startOnOwnProfile(settings));
  await holdLine(run.page);
  return run;
}

test('leaves nothing of a chat that was deleted for good on the disk', async ({ shell, dataDir }) => {
  const secret = makeSecret();
  const run = await start(shell, dataDir);
  try {
    const window = new MainWindow(run.page);
    await window.waitUntilReady();
    // Keys that are pressed before there is a chat go nowhere.
    await expect(window.composer).toBeEnabled();
    await window.composer.pressSequentially(secret.sentence);
    await run.page.reload();
    await window.waitUntilReady();
    await expect(window.composer).toHaveValue(secret.sentence);
    await window.sendDraft();
    await askCore(run.page, 'search.find', { text: secret.sentence, chatId: null });
    const chatId = await window.openChatId();
    await window.renameChat(secret.sentence.slice(0, 13), secret.sentence);
    await window.writeAndCount(`${secret.sentence} once more`);
    await run.page.evaluate(() => globalThis.dispatchEvent(new Event('blur')));

    const forms = formsOf(secret, dataDir);
    const found = foundBelow(dataDir, forms);
    const inStore = found.filter((each) => each.startsWith('palimpsest.sqlite'));
    expect(inStore.length).toBeGreaterThan(5);
    // No other file has had any of it at any time.
    expect(found).toEqual(inStore);

    await window.deleteChat(secret.sentence.slice(0, 13));
    const deleted = new DeletedDialog(window);
    await deleted.open();
    await deleted.deleteForGood(chatId);
    await expect.poll(() => foundBelow(dataDir, forms)).toEqual([]);
    await window.ask('Where does the lighthouse stand?');
    await run.close();
    expect(foundBelow(dataDir, forms)).toEqual([]);
    expect(foundBelow(dataDir, { said: 'Where does the lighthouse stand?' })).toEqual(['palimpsest.sqlite: said']);
    expect(run.stdout() + run.stderr()).not.toContain(secret.words[0]);
  } finally {
    await run.signal('SIGKILL').catch(() => {});
  }
});
