import type { BuiltInFormName } from '../../../shared/chat-form-view.ts';
import { continuation } from './continuation.ts';
import { endOfText } from './end-of-text.ts';
import type { BuiltInForm } from './form.ts';
import { userAssistant } from './user-assistant.ts';

/** All that are built in, by their names. */
export const builtInForms: { readonly [Name in BuiltInFormName]: BuiltInForm } = {
  endOfText,
  userAssistant,
  continuation,
};
