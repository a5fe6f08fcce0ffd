/**
 * What can be wrong with fetching a model, and what is told of each: the details beside `reason` of the error `hubFailed`. `host` is the
 * computer that was asked, `cause` what the system calls it.
 */
export const hubProblems = {
  // What was asked for.
  badName: { name: 'text' },
  notThere: { repository: 'text', host: 'text' },
  /** It is there only for those whom it knows. */
  needsAccount: { repository: 'text', host: 'text' },
  noConfig: { repository: 'text' },
  noTokenizer: { repository: 'text' },
  noWeights: { repository: 'text' },
  otherWeights: { repository: 'text', file: 'text' },
  noHash: { repository: 'text', file: 'text' },
  tooLarge: { repository: 'text', file: 'text?', bytes: 'number', mostBytes: 'number' },
  shardsDiffer: { repository: 'text', file: 'text' },

  // The way there.
  cannotReach: { host: 'text', cause: 'text' },
  noAnswer: { host: 'text' },
  badCertificate: { host: 'text', cause: 'text' },
  privateAddress: { host: 'text' },
  redirectedElsewhere: { host: 'text', to: 'text' },
  tooManyRedirects: { host: 'text', mostRedirects: 'number' },
  badProxy: {},
  proxyRefused: { status: 'number' },

  // What came.
  refused: { host: 'text', status: 'number' },
  strangeAnswer: { host: 'text' },
  brokenOff: { host: 'text', doneBytes: 'number', totalBytes: 'number' },
  wrongSize: { file: 'text', bytes: 'number?', expectedBytes: 'number' },
  wrongHash: { file: 'text' },

  // Here.
  noRoom: { neededBytes: 'number', freeBytes: 'number' },
  /** What was looked up is forgotten, as with a start in between. */
  lookAgain: {},
  /** What is to be forgotten is being downloaded. */
  downloadRunning: {},
} as const;
