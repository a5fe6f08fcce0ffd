/** What is said in chats that benches make: English and Chinese, words as frequent as words are, the same in every run. */

let state = 7;
/** The same numbers in every run. */
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** The n-th of so many words, each the rarer the later it stands. */
const drawn = (count: number) => Math.min(count - 1, Math.floor(count ** random()) - 1);
const syllables = [
  'ba',
  'de',
  'fi',
  'go',
  'hu',
  'la',
  'me',
  'ni',
  'po',
  'ru',
  'sa',
  'te',
  'vi',
  'wo',
  'stra',
  'then',
  'ling',
];
const latin = Array.from({ length: 20_000 }, (_, index) => {
  let word = '';
  for (let rest = index + 3; rest > 0; rest = Math.floor(rest / syllables.length)) {
    word += syllables[rest % syllables.length];
  }
  return word;
});
export const latinWord = () => latin[drawn(latin.length)] as string;
export const hanCharacter = () => String.fromCodePoint(0x4e00 + drawn(3_500));
export const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
export const english = () => `${times(8 + Math.floor(random() * 30), latinWord).join(' ')}.`;
export const chinese = () =>
  `${times(3, () => times(5 + Math.floor(random() * 12), hanCharacter).join('')).join('，')}。`;
