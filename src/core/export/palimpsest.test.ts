import { expect, it } from 'vitest';
import type { ExportRequest } from '../../shared/export-view.ts';
import { openStore, type Store } from '../store/store.ts';
import { importText } from '../test-support/palimpsest-text.ts';
import { say } from '../test-support/stored-turns.ts';
import { openExportFiles } from './export-files.ts';

const everything: ExportRequest = {
  selection: { type: 'all', withDeleted: true },
  format: 'palimpsest',
  options: { otherBranches: false, receipts: false, forgetting: false },
  language: 'en',
};

async function exported(store: Store, request = everything): Promise<{ names: string[]; text: string; read: number }> {
  let read = 0;
  const onRead = (messages: number) => {
    read += messages;
  };
  const source = { store, newest: () => undefined, windowTokensOf: () => null, onRead };
  const names: string[] = [];
  let text = '';
  const { signal } = new AbortController();
  for await (const file of openExportFiles(source, request, { signal, nowMs: 0 }).files()) {
    names.push(file.name);
    for await (const bytes of file.bytes()) text += Buffer.from(bytes).toString('utf8');
  }
  return { names, text, read };
}

it('all chats are one file with all branches, whatever is ticked, which restores them', async () => {
  const store = openStore(':memory:');
  const [origin, branched, deleted] = [store.chats.create(1), store.chats.create(2), store.chats.create(3)];
  const first = say(store, origin, 'one');
  say(store, origin, 'two', first.assistantId);
  say(store, origin, 'another two', first.assistantId);
  say(store, branched, 'one');
  store.branches.setOrigin(branched, origin);
  store.drafts.save(branched, 'unsent');
  say(store, deleted, 'gone');
  store.chats.delete(deleted, 10);
  store.chats.create(4);

  const { names, text, read } = await exported(store);
  expect([names.length, names[0]?.endsWith('.palimpsest'), read]).toEqual([1, true, 10]);
  const other = openStore(':memory:');
  const { report } = await importText(other, text);
  expect(report).toMatchObject({ addedChats: 3, addedMessages: 10 });
  expect((await exported(other)).text).toBe(text);
  expect([other.chats.list().length, other.chats.countDeleted(), other.branches.branchedFrom(1)]).toEqual([2, 1, [2]]);

  const chosen = { ...everything, selection: { type: 'chats', chatIds: [branched] } } as const;
  expect((await exported(store, chosen)).text.split('\n')).toHaveLength(5 + 1);
});
