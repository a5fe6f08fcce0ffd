import { againstLoops, type BuiltInForm } from './form.ts';

/** To write with: the model goes on with the text right behind the last word. What is written next begins a new line. */
export const continuation: BuiltInForm = {
  name: 'continuation',
  template: { opening: '', turn: '{user}{answer}\n', stopTexts: [] },
  sampling: againstLoops,
};
