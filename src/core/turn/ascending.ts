/** Where in ascending ids the first stands that is not below `id`. */
export function lowerBound(items: readonly { readonly id: number }[], id: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as { readonly id: number }).id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
