import type { BuiltInForm } from './form.ts';

/** Each message with the end token behind it: DialoGPT, and the model that is shipped. */
export const endOfText: BuiltInForm = {
  name: 'endOfText',
  template: { opening: '', turn: '{user}<|endoftext|>{answer}<|endoftext|>', stopTexts: [] },
  sampling: null,
};
