import fc from 'fast-check';
import type { FormChoice } from '../../shared/chat-form-view.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import type { TurnChange } from '../../shared/window-view.ts';

export const questions = [
  'Hello! My name is Ada.',
  'What is my name?',
  'Tell me a story about a boat.',
  'I live in Bergen.',
  'Thanks!',
];

/** Of the turn at a place, whichever turn that is then. */
interface ChangeOfAny {
  readonly turn: number;
  readonly change: TurnChange;
}

type Act =
  | { readonly type: 'send'; readonly question: number }
  | { readonly type: 'stopAfter'; readonly ms: number; readonly question: number }
  | { readonly type: 'change'; readonly changes: readonly ChangeOfAny[] }
  | { readonly type: 'configure'; readonly settings: Partial<ChatSettings> }
  | { readonly type: 'form'; readonly form: FormChoice | null }
  | { readonly type: 'retryWith'; readonly turns: readonly number[] }
  | { readonly type: 'retryAny' | 'edit' | 'editAnswer' | 'show' | 'showInAnswer'; readonly turn: number }
  | {
      readonly type: 'bringBack' | 'retry' | 'continue' | 'rest' | 'endEngine' | 'leaveAndComeBack' | 'changeInAnswer';
    };
export interface SessionStep {
  readonly act: Act;
  readonly chat: 0 | 1;
}

const settings = fc.constantFrom<Partial<ChatSettings>>(
  { stopTexts: ['.'] },
  { stopTexts: [] },
  { isGreedy: false, temperature: 2, seed: 7 },
  { isGreedy: true },
  { repetitionPenalty: 1.3 },
  { policy: 'keepFirst' },
  { policy: 'dropOldest' },
  { policy: 'neverForget' },
  { usedWindowTokens: 128 },
  { usedWindowTokens: 160 },
  { usedWindowTokens: 4_000 },
  { maxReplyTokens: 12 },
  { maxReplyTokens: 200 },
);
const forms = fc.constantFrom<FormChoice | null>(
  null,
  { name: 'userAssistant' },
  { name: 'continuation' },
  {
    ...{ name: 'own', sampling: null },
    template: { opening: 'Two friends talk.', turn: '\n- {user}\n- {answer}<|endoftext|>', stopTexts: ['\n-'] },
  },
);
const question = fc.nat(questions.length - 1);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('send' as const), question }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('stopAfter' as const), ms: fc.nat(40), question }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('change' as const),
      changes: fc.array(
        fc.record({ change: fc.constantFrom<TurnChange>('pin', 'unpin', 'leaveOut', 'putBack'), turn: fc.nat(9) }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('configure' as const), settings }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('form' as const), form: forms }) },
  { weight: 4, arbitrary: fc.constantFrom<Act>({ type: 'retry' }, { type: 'rest' }, { type: 'bringBack' }) },
  { weight: 2, arbitrary: fc.constant<Act>({ type: 'continue' }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('retryWith' as const), turns: fc.array(fc.nat(9), { maxLength: 3 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('retryAny', 'edit', 'editAnswer', 'show', 'show', 'showInAnswer' as const),
      turn: fc.nat(9),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Act>({ type: 'leaveAndComeBack' }, { type: 'changeInAnswer' }) },
  { weight: 1, arbitrary: fc.constant<Act>({ type: 'endEngine' }) },
);
export const randomSteps = fc.array(fc.record({ act, chat: fc.constantFrom<0 | 1>(0, 0, 0, 1) }), {
  minLength: 10,
  maxLength: 30,
});
