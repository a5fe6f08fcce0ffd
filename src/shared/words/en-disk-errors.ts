import type { ErrorWords } from './error-words.ts';
import { openFormats } from './formats.ts';

const { count } = openFormats('en');
const megabytes = (bytes: number) => `${count(Math.ceil(bytes / 1e6))} MB`;
const ourData = 'Palimpsest’s data';

/** What is wrong with a folder, by what the system (or whoever looked before it was asked) calls that. */
const folderCauses: Readonly<Record<string, string>> = {
  EEXIST: 'there is a file of that name',
  danglingLink: 'it is a link to something that is not there',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of its path is a file',
  ELOOP: 'its path is a link that leads back to itself',
  ENAMETOOLONG: 'a name in its path is too long',
  ERR_INVALID_ARG_VALUE: 'there is a character in its path that no path can have',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'there is no room left on the disk',
  EDQUOT: 'there is no room left on the disk for you',
  EIO: 'the disk failed',
};

/** The same of a file; SQLite's codes by their first two words. */
const fileCauses: Readonly<Record<string, string>> = {
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EROFS: 'the disk is read-only',
  notAFile: 'it is not a file',
  SQLITE_READONLY: 'it or its folder is read-only',
  SQLITE_PERM: 'access is denied',
  SQLITE_AUTH: 'access is denied',
  SQLITE_CANTOPEN: 'is its folder there, and may it be written?',
};

/** A sentence that ends with its reason, where one is known; a reason that asks ends as a question. */
function because(sentence: string, causes: Readonly<Record<string, string>>, cause: string | undefined): string {
  if (cause === undefined) return `${sentence}.`;
  const reason = causes[cause.startsWith('SQLITE_') ? cause.split('_').slice(0, 2).join('_') : cause];
  if (reason === undefined) return `${sentence}: the system refuses it (${cause}).`;
  return `${sentence}: ${reason}${reason.endsWith('?') ? '' : '.'}`;
}

const ofFolder = (folder: string | undefined, cause: string | undefined) =>
  because(`The data folder ${folder ?? ''} cannot be used`, folderCauses, cause);
const ofGraphs = (folder: string | undefined, cause: string | undefined) =>
  because(`The model cannot be prepared in ${folder ?? ourData}`, folderCauses, cause);
const damagedCopy = 'The copy of the chats that is made before they are brought up to date is damaged.';

type DiskErrors =
  | 'diskFull'
  | 'diskError'
  | 'notWritable'
  | 'notReadable'
  | 'storeBusy'
  | 'damagedStore'
  | 'newerStore'
  | 'strayLog'
  | 'dataFolderGone'
  | 'noHome'
  | 'locked'
  | 'badGraphsFolder';

/** What can be wrong with the disk and with what is kept there, in English. */
export const enDiskErrors: Pick<ErrorWords, DiskErrors> = {
  diskFull: ({ of, file, folder, cause, neededBytes = 0, freeBytes = 0 }) => {
    if (of === 'dataFolder') return ofFolder(folder, cause);
    if (of === 'copy') {
      return (
        `There is no room left on the disk of ${file}. Before the chats are brought up to date a copy of them is made: ` +
        `about ${megabytes(neededBytes)} are needed in all.`
      );
    }
    if (of === 'model') {
      return (
        `This model takes ${megabytes(neededBytes)} on the disk of the data folder, with what is prepared of it, and ` +
        `${megabytes(freeBytes)} are free.`
      );
    }
    if (of === 'import') {
      return (
        `This file takes ${megabytes(neededBytes)} on the disk of the data folder while it is read, and ` +
        `${megabytes(freeBytes)} are free.`
      );
    }
    if (of === 'graphs' && neededBytes === 0) return ofGraphs(folder, cause);
    if (of === 'graphs') {
      return (
        `Preparing this model takes ${megabytes(neededBytes)} on the disk of the data folder, and ${megabytes(freeBytes)} ` +
        'are free.'
      );
    }
    return file === undefined ? 'The disk is full.' : `The disk of ${file} is full.`;
  },
  diskError: ({ of, file = ourData, folder, cause }) => {
    if (of === 'dataFolder') return ofFolder(folder, cause);
    if (of === 'graphs') return ofGraphs(folder, cause);
    return of === 'copy' ? damagedCopy : `The disk failed while ${file} was being read or written.`;
  },
  notWritable: ({ of, file = 'Palimpsest’s data folder', folder, cause, bytes, mostBytes }) => {
    if (of === 'dataFolder' && bytes !== undefined && mostBytes !== undefined) {
      return `The data folder ${folder} cannot be used: its path is too long (${count(bytes)} bytes; ${count(mostBytes)} is the most).`;
    }
    if (of === 'dataFolder') return ofFolder(folder, cause);
    if (of === 'graphs') return ofGraphs(folder, cause);
    if (of === 'lock') return `${because(`${file} cannot be used`, fileCauses, cause)} Move it away.`;
    return because(`${file} cannot be written to`, fileCauses, cause);
  },
  notReadable: ({ file, cause }) =>
    cause === 'notAFile'
      ? `${file} cannot be read: it is not a file. Move it away.`
      : `${file} cannot be read${cause === undefined ? '' : ` (${cause})`}.`,
  storeBusy: ({ file = ourData }) => `Another program is using ${file}. Close it and try again.`,
  damagedStore: ({ file, how }) => {
    switch (how) {
      case 'foreign':
        return `${file} belongs to another program. It was left as it is.`;
      case 'notADatabase':
        return `${file} is not a Palimpsest database, or it is damaged. It was left as it is.`;
      case 'cutShort':
        return (
          `${file} was cut short by another program while Palimpsest is running, so nothing more can be kept. ` +
          'Copy what you want to keep from this window, then close Palimpsest.'
        );
      default:
        return `${file} is damaged: part of what it holds cannot be read. It was left as it is.`;
    }
  },
  newerStore: ({ schema, newestSchema }) =>
    `This data folder was written by a newer Palimpsest (schema ${schema}; this one knows ${newestSchema}). Start the newer ` +
    'one, or choose another folder for your chats. Nothing was changed.',
  strayLog: ({ file, log }) =>
    `${file} is missing or empty, but ${log} beside it holds what was said. Put the database back from a copy, or move ` +
    `${log} away to begin anew. Nothing was changed.`,
  dataFolderGone: ({ file = 'Palimpsest’s data folder', folder }) =>
    `${file} was moved, removed or replaced while Palimpsest is running, so nothing more can be kept. Put ` +
    `${folder ?? 'it'} back as it was, or close Palimpsest and start it again.`,
  noHome: () => 'There is no home folder to keep chats in. Say with --data-dir where they should be kept.',
  locked: ({ dataDir, pid, shell, address }) => {
    const who = pid === undefined ? 'in another process' : `in the ${shell} shell (process ${pid})`;
    return `Palimpsest is already open on ${dataDir}, ${who}${address === undefined ? '' : ` at ${address}`}.`;
  },
  badGraphsFolder: ({ folder, cause }) =>
    `Prepared models are kept in ${folder}, and this cannot be used: ` +
    `${cause === 'notAFolder' ? 'something that is not a folder is in its place' : cause}.`,
};
