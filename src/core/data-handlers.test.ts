import { expect, it } from 'vitest';
import { openTestApplication } from './test-support/open-test-application.ts';

it('shows the folder in which everything is kept, and says where the shell has no way to it', async () => {
  const shown: string[] = [];
  const openFolder = async (folder: string) => {
    shown.push(folder);
    return shown.length < 2;
  };
  const [able, unable] = [openTestApplication({ openFolder }), openTestApplication()];
  expect(await able.page.call('data.openFolder', {})).toBe(true);
  expect(await able.page.call('data.openFolder', {})).toBe(false);
  expect(shown).toEqual([able.dataDir, able.dataDir]);
  expect(await unable.page.call('data.openFolder', {})).toBe(false);
  for (const test of [able, unable]) await test.close();
});
