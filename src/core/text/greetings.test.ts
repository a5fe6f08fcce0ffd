import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../shared/test-support/cpu-ms.ts';
import { withoutGreeting } from './greetings.ts';

describe('a greeting', () => {
  it.each([
    ['Hello! My name is Ada. I live in Bergen.', 'My name is Ada. I live in Bergen.'],
    ['Hi, can you help me?', 'can you help me?'],
    ['hey there what is the time', 'what is the time'],
    ['Hello there! Tell me a story', 'Tell me a story'],
    ['Good morning. Where is Oslo?', 'Where is Oslo?'],
    ['Hi! How are you? I have a dog.', 'I have a dog.'],
    ['HELLO — my cat is ill', 'my cat is ill'],
    ['Hello 👋 I am Max', 'I am Max'],
    ['Greetings, what is a token?', 'what is a token?'],
    ['Hi.\nMy name is Olga', 'My name is Olga'],
    ['Hello, "quoted" words', '"quoted" words'],
    ['Howdy! Who was Ada Lovelace?', 'Who was Ada Lovelace?'],
    ['Hello', 'Hello'],
    ['Hello!', 'Hello!'],
    ['Hi! How are you?', 'Hi! How are you?'],
    ['Hello 👋', 'Hello 👋'],
    ['Hiking in Norway', 'Hiking in Norway'],
    ['Hellas is Greece', 'Hellas is Greece'],
    ['Hi-fi for beginners', 'Hi-fi for beginners'],
    ['Say hello to Ada', 'Say hello to Ada'],
    ['My name is Ada.', 'My name is Ada.'],
    ['What does hello mean?', 'What does hello mean?'],
    ['Hallo! Ich heiße Jörg.', 'Ich heiße Jörg.'],
    ['Guten Tag, wo liegt Wien?', 'wo liegt Wien?'],
    ['Hallig Hooge', 'Hallig Hooge'],
    ['Bonjour ! Je m’appelle Zoé', 'Je m’appelle Zoé'],
    ['Bonsoir, où est Lyon ?', 'où est Lyon ?'],
    ['¡Hola! ¿Dónde está Quito?', '¿Dónde está Quito?'],
    ['Buenos días, me llamo Ana', 'me llamo Ana'],
    ['Ciao, mi chiamo Luca', 'mi chiamo Luca'],
    ['Olá! Meu nome é João', 'Meu nome é João'],
    ['Oido cocina', 'Oido cocina'],
    ['Hej! Jag heter Åsa', 'Jag heter Åsa'],
    ['Cześć, mam na imię Ola', 'mam na imię Ola'],
    ['Привет! Меня зовут Анна', 'Меня зовут Анна'],
    ['Здравствуйте, где Москва?', 'где Москва?'],
    ['你好！我叫小明。', '我叫小明。'],
    ['您好，请问海有多深', '请问海有多深'],
    ['你好我是艾达', '我是艾达'],
    ['你好', '你好'],
    ['こんにちは。私は花子です', '私は花子です'],
    ['안녕하세요! 저는 민수입니다', '저는 민수입니다'],
    ['Merhaba, ben Ayşe', 'ben Ayşe'],
    ['नमस्ते! मेरा नाम आशा है', 'मेरा नाम आशा है'],
    ['مرحبا، اسمي ليلى', 'اسمي ليلى'],
    ['', ''],
  ])('in front of %j leaves %j', (text, rest) => {
    expect(withoutGreeting(text)).toBe(rest);
  });

  it('is looked for in a moment, however long the text is', () => {
    const text = `${'hello '.repeat(200_000)}there`;
    expect(leastCpuMs(1, () => withoutGreeting(text))).toBeLessThan(200);
  });
});
