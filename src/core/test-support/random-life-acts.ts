import fc from 'fast-check';
import type { FormChoice } from '../../shared/chat-form-view.ts';
import type { ChatSettings } from '../../shared/settings.ts';

/** What happens to one of two chats, or to all of the application. `at`: of whatever there is to choose from then. */
export interface LifeStep {
  readonly type:
    | ('send' | 'stop' | 'retry' | 'edit' | 'editAnswer' | 'goOn' | 'show' | 'pin' | 'leaveOut' | 'configure' | 'form')
    | ('useModel' | 'erase' | 'deleteAndRestore' | 'startAgain' | 'fall' | 'endEngine');
  readonly chat: 0 | 1;
  readonly at: number;
  readonly words: number;
}

export const lifeSettings: readonly Partial<ChatSettings>[] = [
  { maxReplyTokens: 6 },
  { maxReplyTokens: 24 },
  { usedWindowTokens: 128 },
  { usedWindowTokens: 200 },
  { policy: 'keepFirst' },
  { policy: 'neverForget' },
  { policy: 'dropOldest' },
  { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 3 },
  { isGreedy: true },
  { repetitionPenalty: 1.4 },
  { stopTexts: ['e ', 'é', '好'] },
  { telling: 'silent' },
  { telling: 'ask' },
];

export const lifeForms: readonly (FormChoice | null)[] = [
  null,
  { name: 'continuation' },
  {
    ...{ name: 'own', sampling: null },
    template: { opening: 'Two friends talk.', turn: '\n- {user}\n- {answer}<|endoftext|>', stopTexts: ['\n-'] },
  },
];

const often = ['send', 'send', 'send', 'send', 'retry', 'edit', 'show', 'useModel'] as const;
const seldom = [
  ...(['stop', 'editAnswer', 'goOn', 'pin', 'leaveOut', 'configure', 'form'] as const),
  ...(['erase', 'deleteAndRestore', 'startAgain', 'fall', 'endEngine'] as const),
];

export const randomLife: fc.Arbitrary<readonly LifeStep[]> = fc.array(
  fc.record({
    type: fc.oneof(fc.constantFrom(...often), fc.constantFrom(...seldom)),
    chat: fc.constantFrom<0 | 1>(0, 0, 1),
    at: fc.nat(),
    words: fc.integer({ min: 1, max: 24 }),
  }),
  { minLength: 15, maxLength: 35 },
);

const step = (type: LifeStep['type'], at = 0, words = 8): LifeStep => ({ type, chat: 0, at, words });

/** Comes first, so that each check has something to look at, whatever the random ones do. */
export const eachOnce: readonly LifeStep[] = [
  ...Array.from({ length: 12 }, () => step('send', 0, 14)),
  ...[step('pin', 8), step('retry', 2), step('edit', 7), step('show', 3), step('editAnswer', 5), step('leaveOut', 6)],
  ...[
    step('configure', 7),
    step('configure', 0),
    step('send'),
    step('goOn'),
    step('stop'),
    step('form', 2),
    step('send'),
    step('endEngine'),
    step('send'),
  ],
  ...[step('useModel', 1), step('send'), step('deleteAndRestore'), step('erase', 9), step('send'), step('startAgain')],
  ...[step('send'), step('useModel', 0), step('send'), step('fall', 1), step('send'), step('form', 0), step('send')],
];
