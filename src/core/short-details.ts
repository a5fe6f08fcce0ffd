import type { AnyDetails } from '../shared/errors.ts';
import { mostShortUnits } from './palimpsest-file/format.ts';
import { toWellFormed } from './text/well-formed.ts';

/** What is known of a failure, as it is kept and carried: a library's message, or a path, can be of any length, and its beginning tells. */
export function shortDetails(details: AnyDetails): AnyDetails {
  const short = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' && value.length > mostShortUnits ? cut(value) : value,
  ]);
  return Object.fromEntries(short) as AnyDetails;
}

/** Without the half of a character at its end. */
function cut(text: string): string {
  const kept = text.slice(0, mostShortUnits - 1);
  return `${toWellFormed(kept) === kept ? kept : kept.slice(0, -1)}…`;
}
