import fc from 'fast-check';
import type { EndOrder } from './in-process-engine.ts';

export const chatCount = 3;

/** What somebody does in a chat, or what happens to the engine or the disk. */
export type Act =
  | { readonly type: 'send' | 'retry' | 'stop' | 'delete' | 'restore' | 'rename' | 'pin' | 'leaveOut' | 'configure' }
  | { readonly type: 'continue' | 'retryWith' | 'changeAll' | 'bringBack' | 'useLess' }
  | { readonly type: 'retryAny' | 'edit' | 'editAnswer' | 'show' | 'branchChat' | 'price' }
  | { readonly type: 'erase' | 'keep' | 'watch' | 'unwatch' | 'inspect' | 'restartEngine' }
  | { readonly type: 'endEngine'; readonly order: EndOrder; readonly gapMs: number }
  | { readonly type: 'lock' | 'fill'; readonly forMs: number };

/** An act in a chat, and how long nothing else happens after it. */
export interface Step {
  readonly act: Act;
  readonly chat: number;
  readonly waitMs: number;
}

const often = fc.constantFrom<Act['type']>(
  'send',
  'send',
  'send',
  'send',
  'send',
  'retry',
  'stop',
  'delete',
  'restore',
  'restore',
);
const seldom = fc.constantFrom<Act['type']>(
  'rename',
  'pin',
  'leaveOut',
  'configure',
  'continue',
  'continue',
  'retryWith',
  'changeAll',
  'bringBack',
  'useLess',
  'retryAny',
  'edit',
  'edit',
  'editAnswer',
  'show',
  'show',
  'show',
  'branchChat',
  'price',
  'erase',
  'keep',
  'watch',
  'unwatch',
  'inspect',
);
const order = fc.constantFrom<EndOrder>('lineFirst', 'exitFirst');
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: often.map((type) => ({ type }) as Act) },
  { weight: 5, arbitrary: seldom.map((type) => ({ type }) as Act) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('endEngine' as const), order, gapMs: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('lock' as const, 'fill' as const), forMs: fc.nat(500) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'restartEngine' } as Act) },
);
export const randomSteps = fc.array(
  fc.record({ act, chat: fc.nat(chatCount - 1), waitMs: fc.oneof(fc.constant(0), fc.nat(60)) }),
  {
    minLength: 12,
    maxLength: 45,
  },
);
