import type { WindowTurn } from './window.ts';

/** An explicit act on a turn of the window. */
export type TurnChange = 'pin' | 'unpin' | 'leaveOut' | 'putBack';

/** What is different of a turn after it. */
export function changed(change: TurnChange): Partial<Pick<WindowTurn, 'isPinned' | 'isLeftOut'>> {
  switch (change) {
    case 'pin':
      return { isPinned: true };
    case 'unpin':
      return { isPinned: false };
    case 'leaveOut':
      return { isLeftOut: true };
    case 'putBack':
      return { isLeftOut: false };
  }
}
