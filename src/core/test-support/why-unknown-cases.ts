/** A talk that ends with a question, and the turn that should be named after its answer: by its place, or none. */
export interface WhyUnknownCase {
  readonly about: string;
  /** Turns before the question, oldest first. A turn without an answer got none. */
  readonly turns: readonly CaseTurn[];
  readonly question: string;
  /** What was answered. Defaults to "I don't know." */
  readonly answer?: string;
  /** The index of the turn that is named; null: nothing is said. */
  readonly names: number | null;
}

export interface CaseTurn {
  readonly user: string;
  readonly answer: string | null;
  /** Whether the model saw it when it answered the question. */
  readonly place: 'inside' | 'outside';
}

const out = (user: string, answer: string | null = 'I see.'): CaseTurn => ({ user, answer, place: 'outside' });
const seen = (user: string, answer = 'I see.'): CaseTurn => ({ user, answer, place: 'inside' });

/** Small talk that stands between what was told and what is asked. */
const talk: readonly CaseTurn[] = [
  out('How are you today?', "I'm fine, thank you. And you?"),
  out('I had soup for lunch.', 'That sounds good. Was it warm?'),
  seen('It is raining here.', 'Then stay inside and read.'),
  seen('Do you like music?', 'I like to talk about music.'),
];

const told = (user: string, answer: string | null = 'Thank you for telling me.') => [out(user, answer), ...talk];

/** Nothing may be said after these. */
export const silentCases: readonly WhyUnknownCase[] = [
  { about: 'nothing like it was said', turns: told('My name is Ada.'), question: 'Where is the station?', names: null },
  { about: 'question words only', turns: told('Who are you?', 'I am a model.'), question: 'Who are you?', names: null },
  { about: 'stop words only', turns: told('I am here now.'), question: 'Am I here?', names: null },
  { about: 'small talk', turns: talk, question: 'How are you today?', names: null },
  { about: 'thanks', turns: told('Thank you very much!'), question: 'Thank you!', names: null },
  {
    about: 'a greeting',
    turns: told('Hello! Good morning!'),
    question: 'Hello, how is it going this morning?',
    names: null,
  },
  {
    about: 'the same words in view',
    turns: [...told('My name is Ada.'), seen('My name is Ada, as I said.')],
    question: 'What is my name?',
    names: null,
  },
  {
    about: 'a corrected fact in view',
    turns: [...told('My name is Ada.'), seen('Sorry, my name is Eva.')],
    question: 'What is my name?',
    names: null,
  },
  {
    about: 'the answer in view says it',
    turns: [...told('My name is Ada.'), seen('Who am I?', 'Your name is Ada.')],
    question: 'What is my name?',
    names: null,
  },
  {
    about: 'only a shared common word',
    turns: told('My name is Ada.'),
    question: "What is my sister's name?",
    names: null,
  },
  { about: 'another animal', turns: told("My cat's name is Tom."), question: "What is my dog's name?", names: null },
  { about: 'the owner is another', turns: told("My dog's name is Rex."), question: 'What is my name?', names: null },
  {
    about: 'another favourite thing',
    turns: told('My favourite food is pizza.'),
    question: 'What is my favourite colour?',
    names: null,
  },
  { about: 'a statement asks nothing', turns: told('My name is Ada.'), question: 'My name is Bob.', names: null },
  {
    about: 'a new story is no question',
    turns: told('Tell me a story about a fox.', 'A fox lived in a boat on the river.'),
    question: 'Tell me a story about a fox!',
    names: null,
  },
  {
    about: 'another story, asked politely',
    turns: told('Tell me a story about a bear.', 'A bear lived in a house.'),
    question: 'Can you tell me another story about a bear?',
    names: null,
  },
  {
    about: 'it was only asked before',
    turns: told('What is my name?', "I don't know your name yet."),
    question: 'What is my name?',
    names: null,
  },
  { about: 'a sum', turns: told('I have 2 cats.'), question: 'What is 2 + 2?', names: null },
  { about: 'a word within a word', turns: told('The carpet is new.'), question: 'Where is my car?', names: null },
  { about: 'another number', turns: told('My room is 112.'), question: 'Who lives in 211?', names: null },
  {
    about: 'about the model, not about me',
    turns: told('My name is Ada.'),
    question: 'What is your name?',
    names: null,
  },
  {
    about: 'its likes, not mine',
    turns: told('I like chess.'),
    question: 'Do you like chess?',
    names: null,
  },
  {
    about: 'what it knows of the world',
    turns: told('I was in Norway in May.'),
    question: 'What is the capital of Norway?',
    names: null,
  },
  {
    about: 'the question itself tells it',
    turns: told('My cat is called Tom.'),
    question: 'I have a cat called Max. What is my cat called?',
    names: null,
  },
  { about: 'very short', turns: told('Why do birds sing?', 'Because they can.'), question: 'Why?', names: null },
  {
    about: 'a long story has many words',
    turns: told(
      'Tell me a story.',
      'A girl met a friend at the sea. The friend had a house by the river, and a ship, and a name that nobody knew.',
    ),
    question: 'What is the name of my friend?',
    names: null,
  },
  { about: 'Chinese, other words', turns: told('我喜欢吃苹果。', '好的。'), question: '你今天好吗？', names: null },
  {
    about: 'Chinese, in view',
    turns: [...told('我的名字是小明。', '你好。'), seen('我的名字是小明。', '你好。')],
    question: '我的名字是什么？',
    names: null,
  },
  {
    about: 'Japanese, other words',
    turns: told('猫が好きです。', 'はい。'),
    question: '今日は何曜日ですか？',
    names: null,
  },
  {
    about: 'it did know',
    turns: told('My code word is marmalade.'),
    question: 'What is my code word?',
    answer: 'Your code word is marmalade.',
    names: null,
  },
];

/** After these, the turn is named. */
export const spokenCases: readonly WhyUnknownCase[] = [
  { about: 'a name', turns: told('Hello! My name is Ada.'), question: 'What is my name?', names: 0 },
  { about: 'a place', turns: told('I live in Bergen.'), question: 'Where do I live?', names: 0 },
  {
    about: 'a city with a word more',
    turns: told('I live in Bergen.'),
    question: 'Which city do I live in?',
    names: 0,
  },
  { about: 'an age', turns: told('I am 41 years old.'), question: 'How old am I?', names: 0 },
  { about: 'a number', turns: told('The code is 4711.'), question: 'What is the code?', names: 0 },
  { about: 'by the number', turns: told('Room 4711 is for the band.'), question: 'Who is in 4711?', names: 0 },
  { about: 'a negation', turns: told('I do not eat fish.'), question: 'Do I eat fish?', names: 0 },
  { about: 'none of them', turns: told('I have no brothers.'), question: 'How many brothers do I have?', names: 0 },
  { about: 'a code word', turns: told('The code word is heron.'), question: 'What was the code word?', names: 0 },
  { about: 'a plural', turns: told('I keep three ponies.'), question: 'What is my pony called?', names: 0 },
  { about: 'an irregular plural', turns: told('I have two children.'), question: 'Do I have a child?', names: 0 },
  { about: 'an inflected verb', turns: told('I am studying geology.'), question: 'What do I study?', names: 0 },
  { about: 'an irregular verb', turns: told('I bought a lamp.'), question: 'What did I buy?', names: 0 },
  { about: 'upper case', turns: told('my name is ada'), question: 'WHAT IS MY NAME?', names: 0 },
  { about: 'no question mark', turns: told('My name is Ada.'), question: 'whats my name', names: 0 },
  { about: 'asked to say it', turns: told('My name is Ada.'), question: 'Tell me my name.', names: 0 },
  { about: 'very short', turns: told('My name is Ada.'), question: 'Name?', names: 0 },
  { about: 'accents', turns: told('Zoë is my neighbour.'), question: 'Who is Zoe?', names: 0 },
  { about: 'a curly apostrophe', turns: told('My sister is Anna.'), question: 'What’s my sister’s name?', names: 0 },
  {
    about: 'two facts, the one that is asked for',
    turns: [out("My dog's name is Rex."), out("My cat's name is Tom."), ...talk],
    question: "What is my dog's name?",
    names: 0,
  },
  {
    about: 'a corrected fact: the newer one',
    turns: [out('My name is Ada.'), out('Sorry, my name is Eva.'), ...talk],
    question: 'What is my name?',
    names: 1,
  },
  {
    about: 'told, not asked',
    turns: [out('My name is Ada.'), out('What is my name?', 'Your name is Ada.'), ...talk],
    question: 'Do you know my name?',
    names: 0,
  },
  {
    about: 'a story about somebody',
    turns: told('Tell me a story about a fox.', 'A fox called Sage lived in a boat.'),
    question: 'What was the fox called?',
    names: 0,
  },
  {
    about: 'only the answer said it',
    turns: told('Give me something to remember.', 'Your word is marmalade.'),
    question: 'What did you say about marmalade?',
    names: 0,
  },
  { about: 'it got no answer', turns: told('My name is Ada.', null), question: 'What is my name?', names: 0 },
  {
    about: 'some of the words in view',
    turns: [...told("My sister's name is Anna."), seen('My name is Ada.')],
    question: "What is my sister's name?",
    names: 0,
  },
  { about: 'Chinese', turns: told('我叫小明。', '你好，小明。'), question: '我叫什么名字？', names: 0 },
  { about: 'Chinese, a place', turns: told('我住在北京。', '好的。'), question: '我住在哪里？', names: 0 },
  { about: 'Japanese', turns: told('私の名前はアダです。', 'はい。'), question: '私の名前は何ですか？', names: 0 },
  { about: 'mixed', turns: told('我在 Bergen 工作。', '好的。'), question: 'Where is Bergen?', names: 0 },
];
