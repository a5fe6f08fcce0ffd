/**
 * `after`, with everything in it that is as it was in `before` taken from there: `before` itself where nothing changed. For
 * plain values that come over the line anew each time, so that what shows an unchanged part need not render.
 */
export function sharing<Value>(before: unknown, after: Value): Value {
  return shared(before, after) as Value;
}

function shared(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = after.map((item, index) => shared(before[index], item));
    const isSame = items.length === before.length && items.every((item, index) => Object.is(item, before[index]));
    return isSame ? before : items;
  }
  if (!isPlain(before) || !isPlain(after)) return after;
  const parts = Object.entries(after).map(([name, part]) => [name, shared(before[name], part)] as const);
  const isSame =
    parts.length === Object.keys(before).length &&
    parts.every(([name, part]) => Object.hasOwn(before, name) && Object.is(part, before[name]));
  return isSame ? before : Object.fromEntries(parts);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
