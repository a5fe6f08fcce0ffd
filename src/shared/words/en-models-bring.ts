import { openFormats } from './formats.ts';
import type { ModelBringWords } from './models-bring-words.ts';

const { bytes } = openFormats('en');

/** Bringing a model that lies on this computer, in English. */
export const enModelsBring: ModelBringWords = {
  title: 'Bring one',
  lead: 'A folder with config.json, the weights (model.safetensors or pytorch_model.bin, in one file or several) and the tokenizer. It is looked at first; nothing is copied before you say so.',
  chooseFolder: 'Choose a folder…',
  chooseFiles: 'Choose its files…',
  drop: 'or drop it anywhere on this window',
  path: 'Path of a folder',
  pathHint: 'The whole path, on the computer that Palimpsest runs on.',
  look: 'Look into it',
  looking: (name) => `Looking into ${name}…`,
  found: (name) => name,
  copies: (size) => `${bytes(size)} are copied; the folder itself is left as it is.`,
  sent: (size) => `Its ${bytes(size)} have come from your browser, and go again if you cancel.`,
  disk: 'On the disk',
  free: (freeBytes) => `${bytes(freeBytes)} are free`,
  diskShort: (missingBytes) => `${bytes(missingBytes)} more must be free on the disk before it can come.`,
  memory: 'In memory',
  memoryShort:
    'It needs more memory than is free now. The computer may become slow, or the model may not load; your chats are safe either way.',
  anyway: 'Import anyway',
  sendAnyway: 'Send it anyway',
  licence: 'Licence',
  noLicence: 'its files name none',
  here: (name) => `The same files are here already, as ${name}.`,
  import: 'Import',
  cancel: 'Cancel',
  refused: (name) => (name === '' ? 'Nothing was imported.' : `${name} was not imported.`),
  close: 'Close',
  wait: 'Another model is coming: one at a time.',
};
