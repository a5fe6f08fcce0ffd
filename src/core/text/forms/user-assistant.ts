import { againstLoops, type BuiltInForm } from './form.ts';

/**
 * A talk as plain text, for models that were never trained to talk. Two exchanges before it show how it goes. The words begin on a
 * line of their own: behind a space they would be other tokens, and the space would have to be one by itself. What parts the turns
 * stands before the user's words, so that nothing stands behind the newest answer.
 */
export const userAssistant: BuiltInForm = {
  name: 'userAssistant',
  template: {
    opening: [
      'A conversation between a user and a friendly, knowledgeable assistant. The assistant gives short and clear answers.',
      'User:\nHello! Who are you?',
      'Assistant:\nHello! I am an assistant. Ask me anything, and I will do my best to help.',
      'User:\nWhat is the capital of France?',
      'Assistant:\nThe capital of France is Paris.',
    ].join('\n\n'),
    turn: '\n\nUser:\n{user}\n\nAssistant:\n{answer}',
    stopTexts: ['\n\nUser:', '\nUser:', '\n\nAssistant:', '\nAssistant:'],
  },
  sampling: againstLoops,
};
