/** The longest reply that can be set, in a window of so many tokens: half of it, so that what is said has the other. At least 1. */
export function mostReplyTokens(windowTokens: number): number {
  return Math.max(1, Math.floor(windowTokens / 2));
}

/** The longest reply where none was set, whatever the model's own files say: a quarter of the window. At least 1. */
export function mostUsualReplyTokens(windowTokens: number): number {
  return Math.max(1, Math.floor(windowTokens / 4));
}
