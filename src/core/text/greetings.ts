/**
 * Words that greet, by language, the longest first where one begins another. They are taken away from the beginning only, as a whole
 * and while words are left behind them; a word that begins with one ("Hiking", "Hellas") is none.
 */
const GREETINGS = [
  ...[
    'hello there',
    'hello again',
    'hello everyone',
    'hello',
    'hi there',
    'hi again',
    'hi',
    'hey there',
    'hey',
    'howdy',
  ],
  ...['good morning', 'good afternoon', 'good evening', 'good day', 'greetings', 'how are you doing today'],
  ...['how are you today', 'how are you doing', 'how are you', 'nice to meet you'],
  ...[
    'hallo zusammen',
    'hallo',
    'guten morgen',
    'guten tag',
    'guten abend',
    'servus',
    'moin',
    'grüß gott',
    'wie geht es dir',
  ],
  ...['bonjour à tous', 'bonjour', 'bonsoir', 'salut', 'coucou', 'comment ça va'],
  ...['hola', 'buenos días', 'buenas tardes', 'buenas noches', 'qué tal', 'cómo estás'],
  ...[
    'ciao',
    'buongiorno',
    'buonasera',
    'salve',
    'come stai',
    'olá',
    'oi',
    'bom dia',
    'boa tarde',
    'boa noite',
    'tudo bem',
  ],
  ...['hoi', 'goedemorgen', 'goedemiddag', 'goedenavond', 'hej', 'god morgon', 'hei', 'cześć', 'dzień dobry', 'ahoj'],
  ...['привет', 'здравствуйте', 'здравствуй', 'добрый день', 'доброе утро', 'добрый вечер', 'как дела'],
  ...['merhaba', 'selam', 'γεια σου', 'γεια', 'नमस्ते', 'مرحبا', 'السلام عليكم', 'שלום'],
];

/** Writings without spaces: whatever follows begins a word of its own. */
const JOINED_GREETINGS = [
  ...['你好啊', '你好呀', '你好', '您好', '大家好', '早上好', '下午好', '晚上好', '嗨'],
  ...['こんにちは', 'おはようございます', 'こんばんは', '안녕하세요', '안녕'],
];

const ENDS = String.raw`[\s\p{P}\p{S}\u200d\ufe0f]`;
const GREETING = new RegExp(
  `^${ENDS}*(?:(?:${GREETINGS.join('|')})(?![\\p{L}\\p{M}\\p{N}'’-])|(?:${JOINED_GREETINGS.join('|')}))${ENDS}*`,
  'iu',
);

/** Far more than any row of greetings takes. */
const LOOKED_AT = 400;

/** What was said behind the greetings that it begins with; all of it where it is nothing else. */
export function withoutGreeting(text: string): string {
  let rest = text.slice(0, LOOKED_AT);
  for (let found = GREETING.exec(rest); found; found = GREETING.exec(rest)) rest = rest.slice(found[0].length);
  const taken = Math.min(text.length, LOOKED_AT) - rest.length;
  // Marks and signs alone say less than a greeting.
  if (taken === 0 || !/[\p{L}\p{N}]/u.test(text.slice(taken, taken + LOOKED_AT))) return text;
  return withOpeningMark(text, taken);
}

/** A quotation or a question that opens right behind the greeting keeps its mark. */
function withOpeningMark(text: string, start: number): string {
  const mark = /[\p{Ps}\p{Pi}"¿¡]$/u.exec(text.slice(0, start));
  return text.slice(start - (mark?.[0].length ?? 0));
}
