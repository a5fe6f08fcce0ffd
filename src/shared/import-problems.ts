/**
 * What can be wrong with a file that is to be imported, and what is told of each: the details beside `reason` of the error `badImport`.
 * `line` counts from 1; `field` is the path in the line's record, as in "answer.receipt.prefillMs".
 */
export const importProblems = {
  // Of the file.
  noFile: { name: 'text' },
  isFolder: { name: 'text' },
  notReadable: { name: 'text', cause: 'text' },
  empty: {},
  foreign: {},
  newer: { version: 'number', newestVersion: 'number' },
  cutShort: { line: 'number' },
  onlyOne: {},
  /** A browser does not tell where a folder lies. */
  folderInBrowser: { name: 'text' },
  /** It is another one than was looked at. */
  changed: {},
  /** It was handed over to another start, or is imported already. */
  notOffered: {},

  // Of a line.
  lineTooLong: { line: 'number', mostBytes: 'number' },
  notText: { line: 'number' },
  notJson: { line: 'number' },
  tooDeep: { line: 'number', mostDepth: 'number' },
  tooMuch: { line: 'number' },
  partMissing: { line: 'number' },
  unknownKind: { line: 'number', kind: 'text' },
  misplaced: { line: 'number', kind: 'text' },

  // Of a field. `value`: it is none of those that it may have; `reference`: the message that it names is none that it may name here;
  // `twice`: what it names is there already; `count`: it is not as many as there are.
  badField: { line: 'number', field: 'text', problem: ['value', 'reference', 'twice', 'count'] },
} as const;
