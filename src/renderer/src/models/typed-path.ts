/** A path as it was meant by whoever typed or copied it: file managers copy one in quotes, and none begins with those. */
export function typedPath(typed: string): string {
  const path = typed.trim();
  return /^(["']).+\1$/.test(path) ? path.slice(1, -1) : path;
}
