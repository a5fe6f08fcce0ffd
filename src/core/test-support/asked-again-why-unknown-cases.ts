/**
 * What was said out of sight, a turn in sight that has the same words, and what is asked: written before looking at what the measure
 * makes of them. Whether that turn tells anything, or only asked, decides.
 */
export interface AskedAgainCase {
  readonly said: string;
  /** Who says what in the turn in sight. */
  readonly inSight: readonly [user: string, answer: string];
  readonly question: string;
}

/** The turn in sight only asked: whoever asks again is told where it was said. */
export const askedAgainSpokenCases: readonly AskedAgainCase[] = [
  { said: 'My name is Ada.', inSight: ['What is my name?', "I don't know."], question: 'What is my name?' },
  { said: 'My name is Ada.', inSight: ['Do you know my name?', 'You are 41.'], question: 'So what is my name?' },
  {
    said: 'My dog is called Rex.',
    inSight: ["What is my dog's name?", 'I am not sure.'],
    question: 'What is my dog called?',
  },
  { said: 'I live in Bergen.', inSight: ['Where do I live?', 'I like the sea.'], question: 'Where do I live?' },
  {
    said: 'My sister plays the cello.',
    inSight: ['What does my sister play?', 'Tell me more.'],
    question: 'Which instrument does my sister play?',
  },
  {
    said: 'The gate code is 4711.',
    inSight: ['What is the gate code?', "I can't remember."],
    question: 'I need the gate code. What is it?',
  },
  {
    said: 'My appointment is on Thursday.',
    inSight: ['When is my appointment?', 'I do not know.'],
    question: 'When is my appointment?',
  },
  {
    said: 'I am allergic to peanuts.',
    inSight: ['What am I allergic to?', 'You are kind.'],
    question: 'What am I allergic to?',
  },
  {
    said: 'My teacher is called Mrs Hale.',
    inSight: ['Who is my teacher?', "I don't know your teacher."],
    question: "What is my teacher's name?",
  },
  {
    said: 'We planted tulips in the garden.',
    inSight: ['What did we plant?', 'It was fun.'],
    question: 'What did we plant in the garden?',
  },
  {
    said: 'My bicycle is green.',
    inSight: ['What colour is my bicycle?', 'I am not sure about that.'],
    question: 'What colour is my bicycle?',
  },
  {
    said: 'The captain is called Orla.',
    inSight: ['Who is the captain?', 'A captain leads a ship.'],
    question: 'What is the captain called?',
  },
  {
    said: 'I bought a telescope yesterday.',
    inSight: ['What did I buy?', 'I see.'],
    question: 'What did I buy yesterday?',
  },
  {
    said: 'My favourite colour is violet.',
    inSight: ['What is my favourite colour?', "I don't know yet."],
    question: 'What is my favourite colour?',
  },
  {
    said: 'My cousin moved to Lisbon.',
    inSight: ['Where did my cousin move?', 'Moving is hard.'],
    question: 'Where did my cousin move to?',
  },
  { said: '我叫小明。', inSight: ['我叫什么名字？', '我不知道。'], question: '我叫什么名字？' },
  { said: '我住在杭州。', inSight: ['我住在哪里？', '我不知道。'], question: '我住在哪里？' },
  { said: '我的猫叫雪球。', inSight: ['我的猫叫什么？', '我不记得。'], question: '我的猫叫什么名字？' },
  {
    said: 'Zoë baked the bread.',
    inSight: ['Who baked the bread?', 'I am not sure.'],
    question: 'Who baked the bread?',
  },
  {
    said: 'My train leaves at noon.',
    inSight: ['When does my train leave?', 'Have a good trip!'],
    question: 'When does my train leave?',
  },
];

/** The turn in sight tells what is asked for, or something else in the same words: the model had them. */
export const askedAgainSilentCases: readonly AskedAgainCase[] = [
  { said: 'My name is Ada.', inSight: ['What is my name?', 'Your name is Ada.'], question: 'What is my name?' },
  { said: 'My name is Ada.', inSight: ['My name is Ada, remember?', 'Yes.'], question: 'What is my name?' },
  { said: 'My name is Ada.', inSight: ['My name is Eva now.', 'I see.'], question: 'What is my name?' },
  {
    said: 'My dog is called Rex.',
    inSight: ['Do you like my dog? He is called Rex.', 'I do.'],
    question: 'What is my dog called?',
  },
  { said: 'I live in Bergen.', inSight: ['Where do I live?', 'You live in Bergen.'], question: 'Where do I live?' },
  {
    said: 'My sister plays the cello.',
    inSight: ['My sister plays every day.', 'Good.'],
    question: 'What does my sister play?',
  },
  {
    said: 'The gate code is 4711.',
    inSight: ['The gate code has changed: 1234.', 'I see.'],
    question: 'What is the gate code?',
  },
  {
    said: 'My appointment is on Thursday.',
    inSight: ['When is my appointment?', 'Your appointment is on Thursday.'],
    question: 'When is my appointment?',
  },
  {
    said: 'I am allergic to peanuts.',
    inSight: ['I told you that I am allergic.', 'Peanuts are bad for you.'],
    question: 'What am I allergic to?',
  },
  {
    said: 'My teacher is called Mrs Hale.',
    inSight: ['My teacher is Mrs Hale.', 'Good.'],
    question: 'Who is my teacher?',
  },
  {
    said: 'We planted tulips in the garden.',
    inSight: ['The tulips that we planted are up.', 'Nice garden!'],
    question: 'What did we plant in the garden?',
  },
  {
    said: 'My bicycle is green.',
    inSight: ['What colour is my bicycle?', 'Your bicycle is green.'],
    question: 'What colour is my bicycle?',
  },
  {
    said: 'The captain is called Orla.',
    inSight: ['The captain, Orla, came.', 'I see.'],
    question: 'What is the captain called?',
  },
  {
    said: 'I bought a telescope yesterday.',
    inSight: ['I bought it yesterday, the telescope.', 'Good.'],
    question: 'What did I buy yesterday?',
  },
  {
    said: 'My favourite colour is violet.',
    inSight: ['My favourite colour is violet, as you know.', 'Yes.'],
    question: 'What is my favourite colour?',
  },
  {
    said: 'My cousin moved to Lisbon.',
    inSight: ['Where did my cousin move?', 'Your cousin moved to Lisbon.'],
    question: 'Where did my cousin move?',
  },
  { said: '我叫小明。', inSight: ['我叫什么名字？', '你叫小明。'], question: '我叫什么名字？' },
  { said: '我住在杭州。', inSight: ['我住在杭州，你记得吗？', '记得。'], question: '我住在哪里？' },
  { said: 'Zoë baked the bread.', inSight: ['Zoe baked the bread today.', 'Good.'], question: 'Who baked the bread?' },
  {
    said: 'My train leaves at noon.',
    inSight: ['My train leaves soon.', 'Run!'],
    question: 'When does my train leave?',
  },
];
