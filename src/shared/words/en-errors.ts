import type { Words } from './words.ts';

/** Sentences by error code, in English. A code that is missing here is shown in the core's own words. */
export const enErrors: Words['errors'] = {
  closed: () => 'The connection ended before this was done. Your words stay here.',
  badInput: () => 'Palimpsest could not read what the page asked. Your words stay here.',
  internal: (details) => `Something went wrong inside Palimpsest: ${details.reason ?? 'no reason was given'}`,
  engineKeepsEnding: () => 'The engine keeps ending right after its start.',
};
