import { describe, expect, it } from 'vitest';
import { wordsFor } from './catalogues.ts';
import { en } from './en.ts';
import { sentenceOf } from './sentence-of.ts';

const pseudo = wordsFor('en-XA', []);

describe('the language for tests', () => {
  it('has accents and brackets around every sentence, and keeps what it is filled with', () => {
    expect(pseudo.languageTag).toBe('en-XA');
    expect(pseudo.composer.send).toBe('⟦Šéñð⟧');
    expect(pseudo.chats.removed('The sea')).toBe('⟦“The sea” ŵáš ðéļéţéð.⟧');
    expect(pseudo.gauge.forgets(2, true)).toBe('⟦Šéñðíñĝ ƒóŕĝéţš 2 ţúŕñš⟧');
    expect(pseudo.turnChange.leaves(['Hello!', 'Why?'])).toMatch(/^⟦\P{L}*Ý.* “Hello!”, “Why\?”\.⟧$/u);
    expect(pseudo.messages.tokens(1024)).toBe('⟦1,024 ţóķéñš⟧');
    expect(sentenceOf(pseudo, { code: 'diskFull', details: { file: '/a/b.sqlite' } })).toBe(
      '⟦Ţĥé ðíšķ óƒ /a/b.sqlite íš ƒúļļ.⟧',
    );
    expect(pseudo.inspector.map([{ kind: 'reused', tokens: 3 }])).toBe('⟦3 ŕéúšéð⟧');
  });

  it('writes numbers, sizes and dates in its own way', () => {
    expect(pseudo.formats.count(1024)).toBe('1,024');
    expect(pseudo.formats.bytes(2_610_000)).toBe('2.61 ṀƁ');
    expect(pseudo.formats.shortTime(new Date(2025, 2, 12).getTime(), new Date(2025, 2, 14).getTime())).toBe('Ŵéð');
  });

  it('leaves no word of the catalogue as it was, and says nothing else', () => {
    const texts = (value: unknown): string[] => {
      if (typeof value === 'string') return [value];
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
    };
    const { languageTag, direction, ...said } = pseudo;
    const letters = texts(said).filter((text) => /[A-Za-z]{2}/.test(text));
    expect(letters.filter((text) => !['plain', 'reused', 'warn'].includes(text))).toEqual([]);
    expect(texts(pseudo)).toHaveLength(texts(en).length);
  });
});

describe('the language of the words', () => {
  it('is the one that was set, else one that the system speaks, else English', () => {
    expect(wordsFor('system', ['xx', 'en-GB']).languageTag).toBe('en');
    expect(wordsFor('system', []).languageTag).toBe('en');
    expect(wordsFor('en-XA', ['en']).languageTag).toBe('en-XA');
    expect(wordsFor('tlh', ['en-GB']).languageTag).toBe('en');
    expect(wordsFor('en-XA', [])).toBe(wordsFor('en-XA', ['en']));
  });

  it('is the one for tests only for who asks for it by its name', () => {
    expect(wordsFor('system', ['en-XA', 'en']).languageTag).toBe('en');
  });
});
