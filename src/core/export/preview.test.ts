import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportRequest } from '../../shared/export-view.ts';
import type { Replay } from '../../shared/replay-view.ts';
import { askedExport } from '../test-support/asked-export.ts';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';
import { say } from '../test-support/stored-turns.ts';

let test: TestApplication;

beforeAll(() => {
  test = openTestApplication();
});
afterAll(() => test.close());

function chatOf(turnCount: number, text = 'Tell me a story.'): number {
  const { store } = test.app;
  const chatId = store.chats.create(1_700_000_000_000);
  let parentId: number | null = null;
  for (let turn = 0; turn < turnCount; turn++) parentId = say(store, chatId, `${turn} ${text}`, parentId).assistantId;
  return chatId;
}

const options = { otherBranches: false, receipts: true, forgetting: true };
const asked = (format: ExportRequest['format'], ...chatIds: number[]) => askedExport(chatIds, { format, options });
const preview = (format: ExportRequest['format'], ...chatIds: number[]) =>
  test.page.call('export.preview', asked(format, ...chatIds));

function replayIn(text: string): Replay {
  const [, data = ''] = /<script type="application\/json" id="replay">([^<]*)<\/script>/.exec(text) ?? [];
  return JSON.parse(data) as Replay;
}

describe('the preview of a replay', () => {
  it('is a whole one, of the first turns', async () => {
    const seen = await preview('replay', chatOf(30));
    expect(seen).toMatchObject({ type: 'replay', isCut: true });
    expect(seen.text.endsWith('</html>\n')).toBe(true);
    const { turns, steps } = replayIn(seen.text);
    expect(turns).toHaveLength(20);
    expect(turns.every(({ answer }) => answer !== null)).toBe(true);
    expect(steps.at(-1)?.turn).toBe(19);
  });

  it('has fewer turns where much is said in them', async () => {
    const { text, isCut } = await preview('replay', chatOf(5, 'long '.repeat(7_000)));
    expect([replayIn(text).turns.length, isCut]).toEqual([1, true]);
  });

  it('is the file itself where that is short', async () => {
    const chatId = chatOf(3);
    const seen = await preview('replay', chatId);
    expect(seen.isCut).toBe(false);
    expect(seen.text).toBe((await test.page.call('export.text', asked('replay', chatId))).text);
  });

  it('is of the first chat, and a copy of one chat alone', async () => {
    const [one, two] = [chatOf(1), chatOf(2)];
    expect(replayIn((await preview('replay', one, two)).text).turns).toHaveLength(2);
    await expect(test.page.call('export.text', asked('replay', one, two))).rejects.toMatchObject({ code: 'badInput' });
  });
});

it('shows of every other format its beginning', async () => {
  const chatId = chatOf(2);
  const types = async (format: ExportRequest['format']) => (await preview(format, chatId)).type;
  expect([await types('markdown'), await types('html'), await types('palimpsest')]).toEqual(['text', 'html', 'text']);
});
