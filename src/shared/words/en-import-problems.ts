import type { ErrorWords } from './error-words.ts';
import { openFormats } from './formats.ts';

const { count, bytes } = openFormats('en');
const nothing = 'Nothing was imported.';

const fieldProblems = {
  value: 'holds a value that it cannot have',
  reference: 'names a message that it cannot name here',
  twice: 'names what the file has already',
  count: 'is not the number of what the file has',
};

/** Sentences by what is wrong with a file that was to be imported, in English. */
export const enImportProblems: ErrorWords['badImport'] = {
  noFile: ({ name }) => `“${name}” is not there.`,
  isFolder: ({ name }) =>
    `“${name}” is a folder, and no model: Palimpsest opens .palimpsest files, and folders of GPT-2 models.`,
  notReadable: ({ name, cause }) => `“${name}” cannot be read (${cause}).`,
  empty: () => 'The file is empty.',
  foreign: () => 'This is no file of Palimpsest. It opens .palimpsest files, and folders of GPT-2 models.',
  newer: ({ version, newestVersion }) =>
    `This file was written by a newer Palimpsest: its format is ${version}, and this one reads up to ${newestVersion}. ${nothing}`,
  cutShort: ({ line }) => `The file ends in line ${count(line)}, before its end: a part of it is missing. ${nothing}`,
  onlyOne: () => 'One file at a time: drop them one after the other.',
  folderInBrowser: ({ name }) =>
    `A browser does not tell where the folder “${name}” lies. To use a model of your own here, start Palimpsest with --model and its folder.`,
  changed: () => `The file is not the one any more that was looked at. ${nothing}`,
  notOffered: () => 'This file is not there any more. Choose it again.',

  lineTooLong: ({ line, mostBytes }) =>
    `Line ${count(line)} is damaged: it is longer than ${bytes(mostBytes)}. ${nothing}`,
  notText: ({ line }) => `Line ${count(line)} is damaged: it is no text in UTF-8. ${nothing}`,
  notJson: ({ line }) => `Line ${count(line)} is damaged: it is no JSON. ${nothing}`,
  tooDeep: ({ line, mostDepth }) =>
    `Line ${count(line)} is damaged: it is nested more than ${mostDepth} deep. ${nothing}`,
  tooMuch: ({ line }) => `Line ${count(line)} is damaged: it holds more than a message can. ${nothing}`,
  partMissing: ({ line }) => `Line ${count(line)} is damaged: a part is missing before it. ${nothing}`,
  unknownKind: ({ line, kind }) => `Line ${count(line)} is of a kind that is not known: “${kind}”. ${nothing}`,
  misplaced: ({ line, kind }) => `Line ${count(line)} (“${kind}”) stands where none can be. ${nothing}`,

  badField: ({ line, field, problem }) =>
    `Line ${count(line)} is damaged: ${field} ${fieldProblems[problem]}. ${nothing}`,
};
