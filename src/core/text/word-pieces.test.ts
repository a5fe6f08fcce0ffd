import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { AnswerText } from './answer-text.ts';
import { isWrittenClose } from './basic-words.ts';
import { fittingParts } from './fitting-parts.ts';
import { builtInForms } from './forms/built-in-forms.ts';
import { openTokenizer } from './read-tokenizer.ts';
import { stopsAsWritten, writtenStop } from './stops-as-written.ts';

interface Golden {
  readonly lowercase: boolean;
  readonly text: string;
  readonly ids: readonly number[];
  readonly decoded: string;
}

const made = join(import.meta.dirname, '../test-support/word-pieces');
const golden = JSON.parse(readFileSync(join(made, 'golden.json'), 'utf8')) as readonly Golden[];
const root = mkdtempSync(join(tmpdir(), 'palimpsest-word-pieces-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folderWith(files: readonly string[], config?: object): string {
  const dir = mkdtempSync(join(root, 'model-'));
  for (const file of files) copyFileSync(join(made, file), join(dir, file));
  if (config) writeFileSync(join(dir, 'tokenizer_config.json'), JSON.stringify(config));
  return dir;
}

const uncased = openTokenizer(folderWith(['vocab.txt']));
const cased = openTokenizer(folderWith(['vocab.txt'], { do_lower_case: false }));
const ofFile = openTokenizer(folderWith(['tokenizer.json']));

/** The reference puts spaces beside characters that are written without. */
function withoutSpacesBesideClose(text: string): string {
  const characters = [...text];
  const isClose = (character: string | undefined) => character !== undefined && isWrittenClose(character);
  return characters
    .filter((each, at) => each !== ' ' || !(isClose(characters[at - 1]) || isClose(characters[at + 1])))
    .join('');
}

describe('word pieces', () => {
  it.each(golden)('are the reference’s: $lowercase $text', ({ lowercase, text, ids, decoded }) => {
    const tokenizer = lowercase ? uncased : cased;
    expect(tokenizer.encode(text)).toEqual(ids);
    if (lowercase) expect(ofFile.encode(text)).toEqual(ids);
    if (!decoded.includes('[UNK]') && !decoded.startsWith('##')) {
      expect(tokenizer.decode(ids)).toBe(withoutSpacesBesideClose(decoded));
    }
  });

  it('are the same from vocab.txt and from tokenizer.json, and end a message with [SEP]', () => {
    expect(ofFile.hash).toBe(uncased.hash);
    expect(cased.hash).not.toBe(uncased.hash);
    expect([uncased.endTokenId, uncased.vocabularySize]).toEqual([3, 195]);
  });

  it('have the same ids when their text is encoded again, token by token or at once', () => {
    const texts = fc
      .array(fc.constantFrom(...golden.map(({ text }) => text)), { maxLength: 4 })
      .map((all) => all.join(' '));
    fc.assert(
      fc.property(texts, (text) => {
        const ids = uncased.encode(text).filter((id) => id !== 1);
        const stream = uncased.openTextStream();
        const decoded = ids.map((id) => stream.append([id])).join('') + stream.flush();
        expect(decoded).toBe(uncased.decode(ids));
        expect(uncased.encode(decoded).filter((id) => id !== 1)).toEqual(ids);
      }),
      { numRuns: 200 },
    );
  });

  it('stop an answer before a stop text, with the ids of what was shown', () => {
    const answer = new AnswerText(uncased, ['world']);
    const shown = uncased.encode('hello world how').map((id) => answer.append([id]));
    expect(shown.join('')).toBe('hello ');
    expect(answer.isStopped).toBe(true);
    expect(answer.end().ids).toEqual(uncased.encode('hello'));
  });

  it('tell how much of a text fits', () => {
    const text = '今天天气怎么样 hello world '.repeat(40);
    const ids = uncased.encode(text.trim());
    const { start, end } = fittingParts(text, { ids, mostTokens: 100, tokenizer: uncased });
    const countOf = (part: string) => uncased.encode(part.trim()).length;
    expect(countOf(text.slice(0, start ?? 0))).toBe(100);
    expect(countOf(text.slice(text.length - (end ?? 0)))).toBe(100);
  });

  it('without a token for what is unknown are refused', () => {
    const dir = folderWith([]);
    writeFileSync(join(dir, 'vocab.txt'), 'a\nb\n');
    expect(() => openTokenizer(dir)).toThrow(saying('it has no "[UNK]", which stands for words that it does not know'));
  });

  it('end an answer before a stop text as they write it, without line breaks and in small letters', () => {
    const dir = folderWith(['vocab.txt']);
    const known = readFileSync(join(dir, 'vocab.txt'), 'utf8').trimEnd().split('\n');
    writeFileSync(
      join(dir, 'vocab.txt'),
      [...known, 'user', '##user', 'assistant', 'super', ':', '用', '户'].join('\n'),
    );
    const tokenizer = openTokenizer(dir);
    const { stopTexts } = builtInForms.userAssistant.template;
    const answerOf = (text: string, stops = stopTexts) => {
      const answer = new AnswerText(tokenizer, stops);
      let shown = '';
      for (const id of tokenizer.encode(text)) shown += answer.append([id]);
      const isStopped = answer.isStopped;
      const { rest, text: whole, ids } = answer.end();
      expect(shown + rest).toBe(whole);
      expect(tokenizer.decode(ids)).toBe(whole);
      return [whole, isStopped];
    };
    expect(stopsAsWritten(tokenizer, stopTexts)).toEqual({
      texts: [' user :', ' assistant :'],
      words: ['user :', 'assistant :'],
    });
    expect(answerOf('你好\n\nUser:\n好')).toEqual(['你好', true]);
    expect(answerOf('super assistant:')).toEqual(['super', true]);
    expect(answerOf('user :')).toEqual(['', true]);
    expect(answerOf('superuser: 好')).toEqual(['superuser :好', false]);
    expect(answerOf('你好用户:好', ['用户:'])).toEqual(['你好', true]);
    // What it cannot write ends nothing.
    expect(answerOf('user super', ['\n', '\n嗨:'])).toEqual(['user super', false]);
    expect([writtenStop(tokenizer, '\n'), writtenStop(tokenizer, '\n嗨:')]).toEqual([null, null]);
  });
});
