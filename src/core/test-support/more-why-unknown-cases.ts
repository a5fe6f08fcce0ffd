/** What was said out of sight (by the user, and then answered), and what is asked: written after the measure. At the first run one of the sixty was wrong (the son's teacher). */
export interface ShortCase {
  readonly said: string;
  readonly question: string;
  readonly answered?: string;
  /** A turn that the model saw. */
  readonly seen?: string;
  /** To the question. Defaults to one that knows nothing. */
  readonly answer?: string;
}

export const laterSilentCases: readonly ShortCase[] = [
  { said: 'My grandmother bakes bread every Sunday.', question: 'How long does bread take in the oven?' },
  { said: 'My name is Priya.', question: 'What name would you give a ship?' },
  { said: 'I am from Ghana.', question: 'Where are you from?' },
  { said: 'My favourite sport is tennis.', question: 'What is my favourite dish?' },
  { said: 'I have an exam on Tuesday.', question: 'Is it Tuesday today?', seen: 'I think Tuesday is the best day.' },
  { said: 'My uncle drives a taxi.', question: 'What does my aunt drive?' },
  { said: 'We went to the zoo.', question: 'We went to the zoo again.' },
  { said: 'Sing me a song.', question: 'Sing me another song!' },
  { said: 'Hello there!', question: 'Hello there, who is this?' },
  { said: 'I see.', question: 'Do you see?' },
  { said: 'You are a good listener.', question: 'Am I a good listener?' },
  { said: 'What is my age?', answered: 'I am not sure how old you are.', question: 'What is my age?' },
  { said: 'My age is 52.', question: 'What is my age?', seen: 'I told you my age: 52.' },
  { said: 'I like the number 7.', question: 'What is 7 times 8?' },
  { said: 'The planet Mars is red.', question: 'How far is Jupiter?' },
  { said: 'My cat hates rain.', question: 'Will it rain tomorrow?', seen: 'It may rain.' },
  { said: 'My cat is called Ink.', question: 'Where did I leave my hat?' },
  { said: 'Yes, please.', question: 'Yes?' },
  { said: 'I wrote a letter to my landlord.', question: 'Write a letter to my bank.' },
  { said: 'I enjoy the theatre.', question: 'Do you enjoy the theatre?' },
  { said: 'My son is called Leo.', question: "What is my son's teacher called?", seen: 'My son likes his teacher.' },
  { said: 'Our house has a garden.', question: 'What is a garden?' },
  { said: 'I have two sisters.', question: 'I have a brother, too. Is that nice?' },
  { said: 'That was fun, thank you!', question: 'Was that fun?', seen: 'It was fun.' },
  { said: 'My street is very quiet.', question: 'My street is loud now.' },
  { said: '我想去旅行。', question: '你想做什么？' },
  { said: '我的名字是王芳。', question: '你的名字是什么？' },
  { said: '我的狗叫旺财。', question: '我的老师叫什么？' },
  { said: '昨日は雨でした。', question: '今日の天気はどうですか？' },
  { said: "Je m'appelle Luc.", question: 'Quelle heure est-il ?' },
];

export const laterSpokenCases: readonly ShortCase[] = [
  { said: 'My grandmother bakes bread every Sunday.', question: 'When does my grandmother bake bread?' },
  { said: 'Hi, my name is Priya and I sell shoes.', question: 'what do i sell' },
  { said: 'I am staying at the Hotel Astoria.', question: 'Which hotel am I staying at?' },
  { said: 'My doctor is Dr. Okafor.', question: "What is my doctor's name?" },
  { said: 'The wedding is on the 14th of June.', question: 'When is the wedding?' },
  { said: 'I never learned to drive.', question: 'Did I learn to drive?' },
  { said: 'We are moving to Lisbon in spring.', question: 'Where are we moving?' },
  { said: 'My students call me Captain.', question: 'What do my students call me?' },
  { said: 'I weigh 81 kilos.', question: 'How much do I weigh?' },
  { said: 'The recipe needs four eggs.', question: 'How many eggs does the recipe need?' },
  { said: 'I keep bees behind the barn.', question: 'Where do I keep my bees?' },
  { said: 'The suspect wore a green coat.', question: 'What was the suspect wearing?' },
  { said: 'My niece is afraid of thunder.', question: 'What is my niece afraid of?' },
  { said: 'Team Falcon won the match.', question: 'WHO WON THE MATCH?' },
  { said: 'The safe opens with 30-12-05.', question: 'How does the safe open?' },
  { said: 'My sister-in-law is called Ingrid.', question: "Do you remember my sister-in-law's name?" },
  { said: 'I have a peanut allergy.', question: 'Which allergy do I have?' },
  { said: 'Our band is called The Lanterns.', question: 'Tell me what our band is called.' },
  { said: 'I spilled coffee on my keyboard.', question: 'What did I spill?' },
  { said: 'The ferry to Gotland leaves at nine.', question: 'ferry to Gotland?' },
  { said: 'My tortoise is 60 years old.', question: 'How old is my tortoise?' },
  { said: 'I grew up on a farm in Iowa.', question: 'Where did I grow up?' },
  { said: 'Invent a secret word.', answered: 'The secret word is periwinkle.', question: 'What was the secret word?' },
  {
    said: 'Tell me a tale about a miller.',
    answered: 'The miller kept a talking goose.',
    question: 'What did the miller keep?',
  },
  { said: 'José owes me twenty euros.', question: 'How much does Jose owe me?' },
  { said: '我叫陈静。', question: '你知道我的名字吗？' },
  { said: '我的生日在十月。', question: '我的生日是什么时候？' },
  { said: '我对花生过敏。', question: '我对什么过敏？' },
  { said: '私の誕生日は五月です。', question: '私の誕生日はいつですか？' },
  { said: 'My 妹妹 lives in Taipei.', question: '我的妹妹住在哪里？' },
];
