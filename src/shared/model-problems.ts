/** What a file is to the model: without its tokenizer there is none, without what is optional there is. */
const part = { maybe: ['tokenizer', 'optional'] } as const;

/**
 * What can be wrong with a model's folder, and what is told of each: the details beside `reason` of the error `badModel`. `path`
 * is the whole path, `file` the name that is said of it.
 */
export const modelProblems = {
  // Of the folder.
  noFolder: { path: 'text' },
  folderIsFile: { path: 'text' },
  noConfig: { path: 'text' },
  noWeights: { path: 'text' },
  severalWeights: { path: 'text', files: 'text', fileCount: 'number' },
  noWeightsIndex: { path: 'text', file: 'text', index: 'text' },
  otherWeights: { path: 'text', file: 'text' },
  noEndToken: { name: 'text' },
  noNumbers: {},

  // Of any file.
  missing: { file: 'text', path: 'text?', part },
  isFolder: { file: 'text', path: 'text?', part },
  notAFile: { file: 'text', path: 'text?', part },
  linkToNothing: { file: 'text', path: 'text' },
  notAllowed: { file: 'text', path: 'text?', part },
  notReadable: { file: 'text', path: 'text?', part, cause: 'text' },
  lfsPointer: { file: 'text', path: 'text?', part },
  empty: { file: 'text', path: 'text?', part },
  notJson: { file: 'text', path: 'text?', part },
  notAsExpected: { file: 'text', path: 'text?', part, where: 'text?' },
  noSettings: { file: 'text', path: 'text?', part },
  wrongSize: { file: 'text', path: 'text?', bytes: 'number', expectedBytes: 'number' },
  wrongHash: { file: 'text' },
  tooLarge: { file: 'text', path: 'text?', part, bytes: 'number', mostBytes: 'number' },

  // Of config.json. `value` is JSON, as it stands there.
  notAnObject: { file: 'text' },
  noModelType: { file: 'text' },
  otherModelType: { file: 'text', modelType: 'text' },
  otherHead: { file: 'text', architecture: 'text' },
  crossAttention: { file: 'text' },
  unevenHeads: { file: 'text', width: 'number', heads: 'number' },
  notASize: { file: 'text', entry: 'text', value: 'text' },
  notASmallNumber: { file: 'text', entry: 'text', value: 'text' },
  notTrueOrFalse: { file: 'text', entry: 'text', value: 'text' },
  unknownActivation: { file: 'text', value: 'text' },
  smallVocabulary: { file: 'text', path: 'text?', vocabularySize: 'number', highestId: 'number' },

  // Of the tokenizer.
  noTokenizer: { file: 'text', path: 'text' },
  notBytePairs: { file: 'text', path: 'text', where: 'text?' },
  notWordPieces: { file: 'text', path: 'text', where: 'text?' },
  noUnknownToken: { file: 'text', path: 'text', token: 'text' },
  otherTokenizer: { file: 'text', path: 'text', kind: 'text' },
  splitsOtherwise: { file: 'text', path: 'text' },
  rewritesText: { file: 'text', path: 'text' },
  marksWords: { file: 'text', path: 'text' },
  noVocabulary: { file: 'text', path: 'text' },
  badMerge: { file: 'text', path: 'text', line: 'text' },

  // Of the weights.
  cutShort: { file: 'text', neededBytes: 'number', fileBytes: 'number' },
  tooLong: { file: 'text', neededBytes: 'number', fileBytes: 'number' },
  noSafetensors: { file: 'text', headerBytes: 'number' },
  headerNotJson: { file: 'text' },
  headerNotAList: { file: 'text' },
  undescribedTensor: { file: 'text', tensor: 'text' },
  misplacedTensor: { file: 'text', tensor: 'text', dtype: 'text', shape: 'text' },
  overlappingTensor: { file: 'text', tensor: 'text' },
  holeBefore: { file: 'text', tensor: 'text' },
  otherDtype: { tensor: 'text', dtype: 'text' },
  missingTensor: { tensor: 'text', file: 'text?' },
  missingHead: { file: 'text?' },
  wrongShape: { tensor: 'text', expected: 'text', found: 'text', file: 'text?' },
  wrongLayerCount: { expected: 'number', found: 'number' },
  notFinite: { tensor: 'text' },
  tensorTwice: { file: 'text', tensor: 'text' },
  badIndex: { file: 'text' },
  badIndexName: { file: 'text', name: 'text' },
  badShardName: { file: 'text', name: 'text' },
  largerThanMemory: { neededBytes: 'number', availableBytes: 'number' },

  // Of weights as PyTorch saves them.
  noPickle: { file: 'text' },
  pickledCode: { file: 'text', name: 'text' },
  damagedPickle: { file: 'text' },
  damagedArchive: { file: 'text' },
  compressedEntry: { file: 'text', entry: 'text' },
  bigEndian: { file: 'text' },
  noTensors: { file: 'text' },
  scatteredTensor: { file: 'text', tensor: 'text' },
} as const;
