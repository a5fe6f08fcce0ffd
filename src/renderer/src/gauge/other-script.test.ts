import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openScriptCheck } from './other-script.ts';

const isOther = openScriptCheck(['en']);

describe('a draft in a script that the model was not trained on', () => {
  it.each([
    '我叫什么名字？',
    '你好，我叫小明。',
    '私の名前は何ですか？',
    '제 이름이 뭐예요?',
    'Как меня зовут?',
    'Ποιο είναι το όνομά μου;',
    'ما اسمي من فضلك؟',
    'מה השם שלי?',
    'मेरा नाम क्या है?',
    '我在 Bergen 工作，也住在这里。',
  ])('is told: %s', (draft) => {
    expect(isOther(draft)).toBe(true);
  });

  it.each([
    '',
    'What is my name?',
    'Wie heiße ich? Mon café s’appelle « Zoë ».',
    'My name is 王小明.',
    '王小明',
    'My friend Анна lives in Москва with Ὀδυσσεύς, they say.',
    'α, β and γ',
    '1234567890 + − × ÷ = π',
    '🙂🙂🙂🙂🙂🙂🙂🙂',
    'ªº ʰ ｆｕｌｌｗｉｄｔｈ',
    'Say hello in Chinese: 你好吗',
  ])('is not told: %s', (draft) => {
    expect(isOther(draft)).toBe(false);
  });

  it('is one of those that no language of the model uses', () => {
    expect(openScriptCheck(['en', 'zh'])('我叫什么名字？')).toBe(false);
    expect(openScriptCheck(['ja'])('私の名前は何ですか？')).toBe(false);
    expect(openScriptCheck(['ko'])('제 이름이 뭐예요?')).toBe(false);
    expect(openScriptCheck(['ru'])('What is my name?')).toBe(true);
    expect(openScriptCheck(['zh-Hant'])('私の名前は何ですか？')).toBe(false);
    expect(openScriptCheck(['zh-Hant'])('わたしのなまえはなんですか')).toBe(true);
  });

  it('is not known of languages that say nothing', () => {
    expect(openScriptCheck([])('我叫什么名字？')).toBe(false);
    expect(openScriptCheck(['not a tag'])('我叫什么名字？')).toBe(false);
  });

  it('is never one of Latin letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcXYZ 019.,?!éßøñ'), maxLength: 2_000 }), (draft) => {
        expect(isOther(draft)).toBe(false);
      }),
    );
  });

  it('costs a key next to nothing, in a long draft too', () => {
    const drafts = ['What is my name?', '我叫什么名字？'.repeat(20), '我'.repeat(100_000), 'x'.repeat(100_000)];
    for (const draft of drafts) {
      for (let round = 0; round < 200; round++) isOther(draft);
      // The quickest of some rounds: in the others somebody else may have had the processor.
      const tookMs = Array.from({ length: 20 }, () => {
        const startedAt = performance.now();
        for (let round = 0; round < 10; round++) isOther(draft);
        return (performance.now() - startedAt) / 10;
      });
      expect(Math.min(...tookMs)).toBeLessThan(0.2);
    }
  });
});
