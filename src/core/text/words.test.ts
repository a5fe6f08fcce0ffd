import { describe, expect, it } from 'vitest';
import { fold } from '../../shared/fold.ts';
import { sentencesIn } from './sentences.ts';
import { stemOf, wordsIn } from './words.ts';

/** The words that say something, by their stems. */
const carrying = (text: string) => wordsIn(text).flatMap(({ stem, weight }) => (weight > 0 ? [stem] : []));

describe('the words of a text', () => {
  it('are the same in any case, with and without accents', () => {
    expect(fold('ZOË’s Café in Tromsø, Straße')).toBe("zoe's cafe in tromso, strasse");
    expect(carrying('ZOË')).toEqual(carrying('zoe'));
  });

  it.each([
    ['ponies', 'pony'],
    ['studying', 'study'],
    ['studied', 'studies'],
    ['living', 'live'],
    ['lived', 'lives'],
    ['houses', 'house'],
    ['boxes', 'box'],
    ['children', 'child'],
    ['bought', 'buy'],
    ['colours', 'color'],
    ['running', 'runs'],
    ['keys', 'key'],
    ['bicycles', 'bikes'],
  ])('have one stem in all their forms: %s, %s', (one, other) => {
    expect(stemOf(one)).toBe(stemOf(other));
  });

  it.each([
    ['car', 'carpet'],
    ['tim', 'time'],
    ['thing', 'the'],
    ['red', 'reed'],
    ['paris', 'pari'],
  ])('have stems of their own: %s, %s', (one, other) => {
    expect(stemOf(one)).not.toBe(stemOf(other));
  });

  it('say who owns what follows', () => {
    const owners = wordsIn('What’s my dog’s name, and my parents’ address?').filter(({ isOwner }) => isOwner);
    expect(owners.map(({ written }) => written)).toEqual(['dog', 'parents']);
  });

  it('are pieces of two characters where nothing stands between words, cut at the grammar', () => {
    expect(carrying('我叫小明。')).toEqual(['名字', '小明']);
    expect(carrying('我住在北京。')).toEqual(['住', '北京']);
    expect(carrying('密码是芝麻开门')).toEqual(['密码', '芝麻', '麻开', '开门']);
    expect(carrying('私の名前はアダです。')).toEqual(['名前', 'アダ']);
    expect(carrying('내 이름은 아다예요')).toEqual(['이름', '아다']);
    expect(carrying('我在 Bergen 工作')).toEqual(['bergen', '工作']);
  });

  it('say little when every chat is full of them', () => {
    expect(wordsIn('what is the name of Ada').map(({ weight }) => weight)).toEqual([0, 0, 0, 2, 0, 3]);
    expect(carrying('Do you know who I am?')).toEqual([]);
  });
});

describe('the sentences of a text', () => {
  const kinds = (text: string) => sentencesIn(text).map(({ kind }) => kind);

  it('ask, tell, or want something new', () => {
    expect(kinds('My name is Ada. What is it? Do you know it? Tell me a story!')).toEqual([
      ...['statement', 'openQuestion', 'yesNoQuestion', 'request'],
    ]);
    expect(kinds('whats my name')).toEqual(['openQuestion']);
    expect(kinds('What is a heron? Shall we play a game? How about tea?')).toEqual(['request', 'request', 'request']);
    expect(kinds('我叫什么名字？你好吗？我叫小明。')).toEqual(['openQuestion', 'yesNoQuestion', 'statement']);
  });

  it('speak of the one who says them, of the other one, or of neither', () => {
    const persons = sentencesIn('I am Ada. You are kind. Can you tell me the time? Do you know my name? I like you.');
    expect(persons.map(({ person }) => person)).toEqual(['self', 'other', 'none', 'self', 'none']);
  });

  it('are not cut at a time, a number or nothing', () => {
    expect(sentencesIn('It is 7.40 now.')).toHaveLength(1);
    expect(sentencesIn(' \n ')).toEqual([]);
  });
});
