/** An explicit act on a turn of the window. */
export type TurnChange = 'pin' | 'unpin' | 'leaveOut' | 'putBack';

/** What each of them decides. */
export const changes = {
  pin: { kind: 'pinned', value: true },
  unpin: { kind: 'pinned', value: false },
  leaveOut: { kind: 'leftOut', value: true },
  putBack: { kind: 'leftOut', value: false },
} as const satisfies Record<TurnChange, { readonly kind: 'pinned' | 'leftOut'; readonly value: boolean }>;
