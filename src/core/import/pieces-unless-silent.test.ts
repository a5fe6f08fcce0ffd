import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../store/store.ts';
import { Imports } from './imports.ts';

it('gives a sender up that has stopped, so that others can send, and none that is only slow', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-silent-'));
  const incomingDir = join(folder, 'incoming');
  const store = openStore(':memory:');
  const nothing = () => {};
  const imports = new Imports({
    ...{ store, incomingDir, tokenizer: async () => null, mostSilentMs: 500 },
    ...{ onOffered: nothing, onImported: nothing, onGivenUp: nothing },
  });
  const stopped = imports.receive('stopped.palimpsest', sending(2, 0, new Promise(nothing)));
  await expect(imports.receive('other.palimpsest', sending(1, 0))).rejects.toMatchObject({ code: 'importRunning' });
  await expect(stopped).rejects.toMatchObject({ code: 'badImport', details: { name: 'stopped.palimpsest' } });
  expect(readdirSync(incomingDir)).toEqual([]);
  // Longer than the silence that is borne, all in all.
  await expect(imports.receive('slow.palimpsest', sending(13, 50))).resolves.toMatchObject({
    bytes: 13 * beginning.length,
  });
  await imports.close();
  store.close();
  rmSync(folder, { recursive: true });
});

const beginning = '{"type":"palimpsest"}\n';

/** So many pieces, with some time before each, and what is waited for then. */
async function* sending(pieces: number, eachMs: number, end: Promise<unknown> = Promise.resolve()) {
  for (let sent = 0; sent < pieces; sent++) {
    await new Promise((next) => setTimeout(next, eachMs));
    yield Buffer.from(beginning);
  }
  await end;
}
