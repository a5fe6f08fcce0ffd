import type { ErrorWords } from './error-words.ts';
import { openFormats } from './formats.ts';

const { count } = openFormats('en');

/** Why a place cannot be written to, by what the system calls it. */
const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left on the disk',
  EDQUOT: 'there is no room left on the disk for you',
  EFBIG: 'the disk takes no file of that size',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder is not there any more',
  ENOTDIR: 'the folder is not there any more',
  EISDIR: 'there is a folder of that name',
  EEXIST: 'something of that name is there already',
  ENOTEMPTY: 'something of that name is there already',
  EBUSY: 'another program is using it',
  ENAMETOOLONG: 'the name is too long for that disk',
  EIO: 'the disk failed',
  ENODEV: 'the disk is not there any more',
  ENXIO: 'the disk is not there any more',
};

type ExportErrors =
  | 'nothingToExport'
  | 'exportTooLong'
  | 'exportCancelled'
  | 'notFetched'
  | 'notExported'
  | 'notPrinted';

/** What can go wrong while chats are carried elsewhere, in English. */
export const enExportErrors: Pick<ErrorWords, ExportErrors> = {
  nothingToExport: () => 'There is no chat to export.',
  exportTooLong: ({ mostCharacters }) =>
    `This is longer than ${count(mostCharacters)} characters, too long to be copied or printed at once. Save it as a file instead.`,
  exportCancelled: () => 'The export was cancelled. Nothing was written.',
  notFetched: () => 'The download was broken off. Your chats are as they were; try again.',
  notExported: ({ file, folder, cause }) =>
    `${file} could not be written in ${folder}: ${causes[cause] ?? `the system refuses it (${cause})`}. ` +
    'Nothing was left there, and your chats are as they were.',
  notPrinted: ({ cause }) =>
    `The PDF could not be made${cause === undefined ? '' : ` (${cause})`}. Nothing was written; your chats are as they were.`,
};
