import { dataParts } from '../data-view.ts';
import type { DataWords } from './data-words.ts';
import { openFormats } from './formats.ts';

const { bytes, count } = openFormats('en');

const parts: DataWords['parts'] = {
  chats: 'chats',
  copies: 'copies from before updates',
  models: 'models',
  window: 'the window’s own files',
  other: 'other',
};

/** Where everything is kept, in English. */
export const enData: DataWords = {
  group: 'Data',
  kept: 'Everything is kept on this computer, in this folder:',
  size: (sizes) => {
    const all = dataParts.reduce((sum, part) => sum + sizes[part], 0);
    const named = dataParts.filter((part) => sizes[part] > 0).map((part) => `${parts[part]} ${bytes(sizes[part])}`);
    return `${bytes(all)}: ${named.join(', ')}.`;
  },
  parts,
  measuring: 'measuring…',
  openFolder: 'Open folder',
  cannotOpen: 'The folder cannot be opened from here.',
  copyPath: 'Copy its path',
  copied: 'Copied',
  eraseAll: 'Delete everything…',
  eraseAllTitle: 'Delete everything?',
  eraseAllLead: (chats) =>
    `${chats === 1 ? 'The chat' : `All ${count(chats)} chats`}, what was deleted and could be brought back, all unsent words, all settings, and copies from before updates go for good, in every window. Nothing of it can be brought back. Models, and files that you saved elsewhere, stay.`,
  confirmation: 'delete everything',
  confirm: (typed) => `Type “${typed}” to go on`,
  keep: 'Keep everything',
  yes: 'Delete everything',
};
