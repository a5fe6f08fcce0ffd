import { type DetailShape, type DetailsOf, fitsShape, type ReasonedShape } from './error-shapes.ts';
import { formProblems } from './form-problems.ts';
import { hubProblems } from './hub-problems.ts';
import { importProblems } from './import-problems.ts';
import { modelProblems } from './model-problems.ts';

/**
 * Every error that a person can act on, and the details that its sentence is made of: the one list. Details are texts and
 * numbers; what the operating system or SQLite says is a `cause`. The sentences are in the catalogues (`words/`), which have
 * one for each of these.
 */
export const errorShapes = {
  // The line between page and core.
  closed: {},
  notSent: {},
  badInput: { method: 'text', path: 'text?' },
  internal: { reason: 'text' },
  /** Of an answer that was stored with a sentence by an earlier version, whose code or details say nothing any more. */
  toldEarlier: { sentence: 'text' },

  // What is asked of a chat.
  busy: {},
  emptyMessage: {},
  messageTooLong: { characters: 'number', mostCharacters: 'number?' },
  noSuchChat: {},
  noSuchTurn: {},
  notTheLastTurn: {},
  /** Something is to be erased that is being written, or that is not what was named any more. */
  waitForEnd: {},
  otherThanNamed: {},
  nothingToContinue: {},
  /** The page's own: the system's clipboard refused. */
  notCopied: {},
  /** The page's own: a chat was copied that was never told to its beginning. */
  notCopiedWhole: {},
  wouldNotFit: {},
  replyTooLong: { mostTokens: 'number' },
  interrupted: {},
  /** A chat goes on with one model, and another is in use: a person chooses first. */
  otherModel: { own: 'text', inUse: 'text' },

  // What is carried elsewhere.
  nothingToExport: {},
  exportTooLong: { mostCharacters: 'number' },
  exportCancelled: {},
  /** The browser did not fetch it, or not to its end. */
  notFetched: {},
  /** The file or folder, and the one it was to stand in. */
  notExported: { file: 'text', folder: 'text', cause: 'text' },
  notPrinted: { cause: 'text?' },

  // What comes from a file.
  badImport: { reasons: importProblems },
  importRunning: {},
  /** The page's own: the line broke while a file was imported. */
  importCutOff: {},

  // What comes from a hub.
  hubFailed: { reasons: hubProblems },

  // The engine.
  engineEnded: {},
  engineHung: {},
  engineKeepsEnding: { times: 'number', how: 'value?' },
  engineKeepsHanging: { times: 'number', how: 'value?' },
  engineNotStarted: { cause: 'text?' },
  engineFailed: { cause: 'text?' },
  /** Of an engine that was started beside the one that answers, for one job. */
  spareEngineEnded: { how: 'value?' },
  spareEngineTooSlow: { seconds: 'number' },
  noModel: {},
  /** The model was removed, or never was here. */
  noSuchModel: {},
  cannotBeRemoved: { name: 'text' },
  /** A page sends a part of a file that does not go on with what is there. */
  notBeingSent: {},
  /** Somebody cancelled it, on any page. */
  sendingCancelled: {},
  /** Models come one at a time. */
  modelIsComing: { name: 'text' },
  /** A request meant another model than the one that is loaded by now. */
  wrongModel: { asked: 'text', loaded: 'text' },
  notEnoughMemory: { purpose: ['load', 'answer', 'readAhead'] },
  /** `device` is a name of the engine's; the cause is what its runtime said. */
  deviceNotFound: { device: 'text', cause: 'text?' },
  deviceDiffers: { device: 'text', difference: 'number', allowed: 'number' },
  deviceFailed: { device: 'text', cause: 'text?' },
  /** It took its process with it, or held it up for ever. */
  deviceEnded: { device: 'text', how: 'value?' },
  // All that is kept of a trial that took the application along, or the machine.
  deviceNotFinished: { device: 'text' },
  deviceHung: { device: 'text' },
  badTokens: {
    reasons: {
      none: {},
      tooMany: { tokenCount: 'number', windowTokens: 'number' },
      unknown: { token: 'number', vocabularySize: 'number' },
    },
  },
  logitsDiffer: {
    index: 'number',
    way: ['tokenByToken', 'piecesOf7', 'piecesOf33', 'afterRewind', 'afterFork'],
    difference: 'number',
    allowed: 'number',
  },
  badModel: { reasons: modelProblems },
  badForm: { reasons: formProblems },
  /** What was asked for would change prompts that are on their way. */
  waitForAnswers: {},
  badGraphsFolder: { folder: 'text', cause: 'text' },

  // What is kept. `of` says what the file or folder is for; without it, it is the database.
  diskFull: {
    of: { maybe: ['dataFolder', 'graphs', 'copy', 'model', 'import'] },
    file: 'text?',
    folder: 'text?',
    cause: 'text?',
    neededBytes: 'number?',
    freeBytes: 'number?',
  },
  diskError: { of: { maybe: ['dataFolder', 'graphs', 'copy'] }, file: 'text?', folder: 'text?', cause: 'text?' },
  notWritable: {
    of: { maybe: ['dataFolder', 'graphs', 'lock'] },
    file: 'text?',
    folder: 'text?',
    cause: 'text?',
    bytes: 'number?',
    mostBytes: 'number?',
  },
  notReadable: { file: 'text', cause: 'text?' },
  storeBusy: { file: 'text?', cause: 'text?' },
  damagedStore: { file: 'text', cause: 'text?', how: { maybe: ['foreign', 'cutShort', 'notADatabase'] } },
  newerStore: { file: 'text', schema: 'number', newestSchema: 'number' },
  strayLog: { file: 'text', log: 'text' },
  dataFolderGone: { file: 'text?', folder: 'text?' },
  noHome: {},
  locked: { dataDir: 'text', pid: 'number?', shell: 'text?', address: 'text?' },

  // The shells. `usage` names all that can be said at a start.
  badOption: {
    reasons: {
      unknown: { argument: 'text', usage: 'text' },
      noValue: { flag: 'text', usage: 'text' },
      badShell: { value: 'text', usage: 'text' },
      badDevice: { value: 'text', usage: 'text' },
      badPort: { value: 'text', usage: 'text' },
      noHomeFolder: { flag: 'text', value: 'text', usage: 'text' },
      otherHome: { flag: 'text', value: 'text', name: 'text', usage: 'text' },
      noWorkingFolder: { flag: 'text', value: 'text', usage: 'text' },
    },
  },
  couldNotStart: { reason: 'text' },
  coreKeepsEnding: {},
  pageKeepsEnding: {},
  portTaken: { port: 'number' },
  portDenied: { port: 'number' },
} as const satisfies Readonly<Record<string, DetailShape | ReasonedShape>>;

export type ErrorShapes = typeof errorShapes;
export type ErrorCode = keyof ErrorShapes;

/** What each error is told with. */
export type ErrorDetails = { readonly [Code in ErrorCode]: DetailsOf<ErrorShapes[Code]> };

/** Details as they travel and are stored. */
export type AnyDetails = Readonly<Record<string, string | number>>;

/** What is wrong with a model, by its code. */
export type ModelProblem = keyof typeof modelProblems;
export type ModelProblemDetails = ErrorDetails['badModel'];

/** Whether a code, and details with it, are ones that there is a sentence for. */
export function isKnownFailure(
  code: string,
  details: Readonly<Record<string, unknown>> | undefined,
): code is ErrorCode {
  const shape = Object.hasOwn(errorShapes, code) ? errorShapes[code as ErrorCode] : undefined;
  return shape !== undefined && fitsShape(shape, details ?? {});
}
