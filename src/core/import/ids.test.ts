import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledModelDir } from '../models/catalog.ts';
import { openStore } from '../store/store.ts';
import { importText, palimpsestText } from '../test-support/palimpsest-text.ts';
import { makeTurn, none } from '../test-support/stored-turns.ts';
import { openTokenizer } from '../text/read-tokenizer.ts';

const tokenizer = openTokenizer(bundledModelDir(resolve(import.meta.dirname, '../../../models')));
const [question, answer] = ['What is my name?', 'Your name is Ada.'];

async function fileWith(more: { userIds?: number[]; answerIds?: number[]; hash?: string }): Promise<string> {
  const store = openStore(':memory:');
  const chatId = store.chats.create(1);
  const { userIds = tokenizer.encode(question), answerIds = tokenizer.encode(answer), hash = tokenizer.hash } = more;
  const { assistant } = store.turns.begin(makeTurn(chatId, question, { tokenIds: userIds, tokenizerHash: hash }));
  const logits = {
    chosenLogits: new Float32Array(answerIds.length),
    largestLogits: new Float32Array(answerIds.length),
  };
  store.turns.finish({
    ...{ messageId: assistant.id, text: answer, tokenIds: answerIds, ...none, ...logits },
    ...{ state: 'done', receipt: null, nowMs: 2 },
  });
  return palimpsestText(store);
}

/** The stored ids and what is said of them, of the question and its answer. */
async function imported(text: string) {
  const store = openStore(':memory:');
  const { report } = await importText(store, text, { tokenizer });
  const [user, assistant] = store.messages.path(1);
  return { store, report, user, assistant };
}

describe('the ids of a file', () => {
  it('stay where they fit: an answer’s need not be those of the encoder', async () => {
    const answerIds = [...answer].flatMap((character) => tokenizer.encode(character));
    const { report, user, assistant } = await imported(await fileWith({ answerIds }));
    expect(report).toMatchObject({ renewedMessages: 0, uncheckedMessages: 0 });
    expect([user?.idsState, assistant?.idsState]).toEqual(['fit', 'fit']);
    expect(assistant?.tokenIds).toEqual(answerIds);
  });

  it.each([
    [
      'a question’s that are not the encoder’s',
      { userIds: [...question].flatMap((each) => tokenizer.encode(each)) },
      0,
    ],
    ['an answer’s that say something else', { answerIds: tokenizer.encode('Your name is Max.') }, 1],
    ['ids beyond the vocabulary', { answerIds: [...tokenizer.encode(answer), 4_000_000_000] }, 1],
  ])('are made anew where they do not fit, and it is said: %s', async (_, more, place) => {
    const text = await fileWith(more);
    const { store, report, user, assistant } = await imported(text);
    expect(report).toMatchObject({ renewedMessages: 1, uncheckedMessages: 0 });
    const messages = [user, assistant];
    expect(messages[place]?.idsState).toBe('renewed');
    expect(messages[place]?.tokenIds).toEqual(tokenizer.encode(place === 0 ? question : answer));
    expect(messages[1 - place]?.idsState).toBe('fit');
    // The file has other ids, and it is the same message all the same: with the tokenizer, and without one.
    for (const having of [tokenizer, null]) {
      expect((await importText(store, text, { tokenizer: having })).report).toMatchObject({ addedMessages: 0 });
    }
    const exported = palimpsestText(store);
    // With the mark, also where nobody can look whether they fit; and it is not done a second time.
    for (const having of [tokenizer, null]) {
      const second = openStore(':memory:');
      const again = await importText(second, exported, { tokenizer: having });
      expect(again.report).toMatchObject({ renewedMessages: 0, uncheckedMessages: having ? 0 : 2 });
      expect(palimpsestText(second)).toBe(exported);
      // What fits once it can be looked at keeps its mark.
      for (const { id } of second.givenIds.unchecked(0, 9)) second.givenIds.settle(id, null);
      expect(palimpsestText(second)).toBe(exported);
      expect(second.messages.path(1).map(({ idsState }) => idsState)[place]).toBe('renewed');
    }
  });

  it('are kept and noted where their tokenizer is not here', async () => {
    const text = await fileWith({ hash: 'another', userIds: [1, 2, 3] });
    const { store, report, user } = await imported(text);
    expect(report).toMatchObject({ renewedMessages: 0, uncheckedMessages: 2 });
    expect([user?.idsState, user?.tokenIds, user?.tokenizerHash]).toEqual(['unchecked', [1, 2, 3], 'another']);
    expect(palimpsestText(store)).toBe(text);
  });
});
