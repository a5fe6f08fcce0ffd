/** Length of the longest common beginning of two lists of token ids: so much of a cache serves a prompt. */
export function commonPrefixLength(first: readonly number[], second: readonly number[]): number {
  const most = Math.min(first.length, second.length);
  let length = 0;
  while (length < most && first[length] === second[length]) length += 1;
  return length;
}
