import { openFormats } from './formats.ts';
import type { ModelFetchWords } from './models-fetch-words.ts';

const { bytes } = openFormats('en');

/** "English", "English and German". */
function named(tags: readonly string[]): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return new Intl.ListFormat('en').format(tags.map((tag) => names.of(tag) ?? tag));
}

/** Fetching a model from a hub, in English. */
export const enModelsFetch: ModelFetchWords = {
  title: 'Fetch one',
  lead: 'Palimpsest asks the network for nothing by itself. Each press here that does says so before.',
  entries: 'Known models',
  entryFacts: ({ totalBytes, licence, languages }) =>
    [bytes(totalBytes), licence, ...(languages.length > 0 ? [named(languages)] : [])].join(' · '),
  isHere: 'here already',
  any: 'Any GPT-2 on the hub',
  name: 'Its name on the hub',
  namePlaceholder: 'owner/name',
  show: 'Show',
  showNamed: (name) => `Show what would come of ${name}`,
  lookUp: 'Look it up',
  sends: (address) => `Looking one up asks ${address} what it has of it. Nothing is downloaded by that.`,
  lookingUp: (name) => `Looking up ${name}…`,
  address: 'Address of the hub',
  addressHint: 'A mirror, for example. https, or http on this computer.',
  changeAddress: 'Change the address',
  keepAddress: 'Keep',
  usualAddress: 'The usual one',
  badAddress: 'It has to begin with https://, or with http:// for this computer alone.',
  commit: 'Version',
  files: 'Files',
  fileName: 'File',
  fileBytes: 'Size',
  fileHash: 'Has to have',
  hash: (type) => (type === 'sha256' ? 'SHA-256' : 'git blob'),
  hashesFrom: {
    manifest: 'Palimpsest knows what these files have to be, from another source than the hub.',
    hub: 'What these files have to be is the hub’s own word, at this version.',
  },
  goesOn: (doneBytes) => `${bytes(doneBytes)} are here from before; it goes on from there.`,
  download: (size) => `Download ${bytes(size)}`,
  goOn: (size) => `Go on: ${bytes(size)} left`,
  cancel: 'Cancel',
  drop: (size) => `Remove the ${bytes(size)} that came`,
  refused: (name) => `${name} was not fetched.`,
  close: 'Close',
};
