import type { ErrorWords } from './error-words.ts';
import { openFormats } from './formats.ts';

const { count, bytes } = openFormats('en');

interface OfFile {
  readonly file: string;
  readonly part?: 'tokenizer' | 'optional' | undefined;
}

/** A model that cannot be used because of one of its files; `problem` has no full stop. */
function bad({ file, part }: OfFile, problem: string): string {
  if (part === 'optional') return `${file} is left out: ${problem}.`;
  return `${part === 'tokenizer' ? 'The tokenizer of this model' : 'This model'} cannot be used. ${file}: ${problem}.`;
}

/** A tensor's shape, as it travels: 50257 x 768. */
const shaped = (shape: string) => shape.replace(/\d+/g, (length) => count(Number(length)));
const badTokenizer = ({ file }: OfFile, problem: string) => bad({ file, part: 'tokenizer' }, problem);
const weightsName = 'model.safetensors';
const doNotMatch = (file = weightsName) => `config.json and ${file} do not belong together`;

const bringAgain = 'Remove it and bring it again, or install Palimpsest again where it is the built-in one.';

/** What can be wrong with a model, in English. */
export const enModelProblems: ErrorWords['badModel'] = {
  noFolder: ({ path }) => `There is no model folder ${path}.`,
  folderIsFile: ({ path }) =>
    `${path} is a file. A model is a folder with config.json, model.safetensors and tokenizer.json.`,
  noConfig: ({ path }) => `There is no config.json in ${path}, so it is not a model’s folder.`,
  noWeights: ({ path }) => `There is no model.safetensors in ${path}, and no pytorch_model.bin.`,
  severalWeights: ({ path, files, fileCount }) =>
    `There are ${count(fileCount)} files of weights in ${path} (${files}), and which one is meant cannot be known: choose that one ` +
    'by itself, or call it model.safetensors.',
  noWeightsIndex: ({ path, file, index }) =>
    `The weights in ${path} are in parts (${file}), and ${index} is missing, which says what is in them.`,
  otherWeights: ({ path, file }) =>
    `The weights in ${path} are another program’s (${file}); Palimpsest reads model.safetensors and pytorch_model.bin.`,
  noEndToken: ({ name }) => `${name} has no end-of-text token, so its messages cannot be told apart.`,
  noNumbers: () => 'This checkpoint computes no usable numbers; its weights may be damaged.',

  missing: (of) => bad(of, 'it is missing'),
  isFolder: (of) => bad(of, 'it is a folder, not a file'),
  notAFile: (of) => bad(of, 'it is not a file'),
  linkToNothing: (of) => bad(of, 'it is a link to a file that is not there'),
  notAllowed: (of) => bad(of, 'it may not be read by you'),
  notReadable: (of) => bad(of, `it cannot be read (${of.cause})`),
  lfsPointer: (of) =>
    bad(of, 'it is only a Git LFS pointer, which stands for the file itself: fetch that with "git lfs pull"'),
  empty: (of) => bad(of, 'it is empty'),
  notJson: (of) => bad(of, 'it is not valid JSON; it may be cut short'),
  notAsExpected: (of) =>
    bad(of, of.where ? `"${of.where}" is not what it has to be` : 'it does not hold what it has to'),
  noSettings: (of) => bad(of, 'it is no list of settings'),
  wrongSize: (of) =>
    `The model’s file ${of.file} is damaged (${bytes(of.bytes)} of ${bytes(of.expectedBytes)}). ${bringAgain}`,
  tooLarge: (of) => bad(of, `it has ${bytes(of.bytes)}, and such files have at most ${bytes(of.mostBytes)}`),

  notAnObject: (of) => bad(of, 'it is not a JSON object'),
  noModelType: (of) => bad(of, 'it has no model_type; Palimpsest runs GPT-2 models ("gpt2")'),
  otherModelType: (of) => bad(of, `it has the model_type "${of.modelType}"; Palimpsest runs GPT-2 models ("gpt2")`),
  otherHead: (of) =>
    bad(of, `it is a "${of.architecture}" (architectures), not the GPT-2 that writes text ("GPT2LMHeadModel")`),
  crossAttention: (of) => bad(of, 'it has cross attention (add_cross_attention), which Palimpsest does not run'),
  unevenHeads: (of) =>
    bad(of, `its width (n_embd ${count(of.width)}) cannot be shared by its heads (n_head ${count(of.heads)})`),
  notASize: (of) => bad(of, `"${of.entry}" is ${of.value}, not a size`),
  notASmallNumber: (of) => bad(of, `"${of.entry}" is ${of.value}, not a small number`),
  notTrueOrFalse: (of) => bad(of, `"${of.entry}" is ${of.value}, not true or false`),
  unknownActivation: (of) => bad(of, `its activation_function ${of.value} is none of gelu_new, gelu and relu`),
  smallVocabulary: (of) =>
    bad(
      of,
      `its vocabulary has ${count(of.vocabularySize)} tokens (vocab_size), but the tokenizer’s ids go up to ` +
        `${count(of.highestId)}: they do not belong together`,
    ),

  noTokenizer: (of) =>
    badTokenizer(of, 'it holds neither tokenizer.json, nor vocab.json with merges.txt, nor vocab.txt'),
  notBytePairs: (of) =>
    badTokenizer(of, `it is no byte-level BPE tokenizer${of.where ? ` ("${of.where}" is not as expected)` : ''}`),
  notWordPieces: (of) =>
    badTokenizer(of, `it is no WordPiece tokenizer as BERT’s${of.where ? ` ("${of.where}" is not as expected)` : ''}`),
  noUnknownToken: (of) => badTokenizer(of, `it has no "${of.token}", which stands for words that it does not know`),
  otherTokenizer: (of) => badTokenizer(of, `it is of the kind "${of.kind}", neither BPE as GPT-2’s nor WordPiece`),
  splitsOtherwise: (of) => badTokenizer(of, 'it does not split text into bytes as GPT-2’s does'),
  rewritesText: (of) => badTokenizer(of, 'it rewrites text before reading it, which GPT-2’s does not'),
  marksWords: (of) => badTokenizer(of, 'it marks parts of words in a way that GPT-2’s does not'),
  noVocabulary: (of) => badTokenizer(of, 'it is no list of tokens with their numbers'),
  badMerge: (of) => badTokenizer(of, `the merge "${of.line}" is not two tokens with a space between`),

  wrongHash: ({ file }) => `The model is not as it came: ${file} changed on the disk since. ${bringAgain}`,
  cutShort: (of) =>
    `${of.file} is cut short: ${count(of.neededBytes)} bytes are needed and there are ${count(of.fileBytes)}.`,
  tooLong: (of) =>
    damaged(of, `its header promises ${count(of.neededBytes)} bytes and there are ${count(of.fileBytes)}`),
  noSafetensors: (of) =>
    damaged(of, `it begins with a header length of ${count(of.headerBytes)} bytes, so it is no safetensors file`),
  headerNotJson: (of) => damaged(of, 'its header is not readable JSON'),
  headerNotAList: (of) => damaged(of, 'its header is no list of tensors'),
  undescribedTensor: (of) => damaged(of, `its header does not describe "${of.tensor}"`),
  misplacedTensor: (of) =>
    damaged(of, `"${of.tensor}" (${of.dtype}, ${shaped(of.shape)}) does not fit its place in the file`),
  overlappingTensor: (of) => damaged(of, `"${of.tensor}" overlaps another tensor`),
  holeBefore: (of) => damaged(of, `there is a hole before "${of.tensor}"`),
  otherDtype: ({ tensor, dtype }) => `"${tensor}" is stored as ${dtype}; Palimpsest reads F32, F16 and BF16.`,
  missingTensor: ({ tensor, file = weightsName }) => `${file} has no tensor "${tensor}", so it is no whole GPT-2.`,
  missingHead: ({ file = weightsName }) =>
    'config.json says that the LM head is not tied to the embedding (tie_word_embeddings is false), but ' +
    `${file} has no tensor "lm_head.weight".`,
  wrongShape: ({ tensor, expected, found, file }) =>
    `${doNotMatch(file)}: "${tensor}" should be ${shaped(expected)} and is ${shaped(found)}.`,
  wrongLayerCount: ({ expected, found }) =>
    `${doNotMatch()}: there should be ${count(expected)} layers (n_layer) and there are ${count(found)}.`,
  notFinite: ({ tensor }) => `"${tensor}" holds values that are no numbers, so the weights are damaged.`,
  tensorTwice: (of) => damaged(of, `"${of.tensor}" stands in another file of this model, too`),
  badIndex: (of) => damaged(of, 'it does not say in which files the tensors are'),
  badIndexName: (of) => damaged(of, `it names "${of.name}", which is no plain name of a file beside it`),
  badShardName: (of) => damaged(of, `it names "${of.name}", which is no file of weights`),
  largerThanMemory: (of) =>
    `This model needs about ${bytes(of.neededBytes)} of memory, and ${bytes(of.availableBytes)} are free. Close other programs, or load it anyway.`,

  noPickle: (of) => bad(of, 'it is no file of tensors that PyTorch saved'),
  pickledCode: (of) =>
    bad(of, `it calls upon "${of.name}", which is no tensor; Palimpsest reads tensors and runs nothing`),
  damagedPickle: (of) => damaged(of, 'what it says of its tensors cannot be'),
  damagedArchive: (of) => damaged(of, 'its list of parts cannot be read'),
  compressedEntry: (of) => bad(of, `"${of.entry}" in it is compressed or encrypted, which PyTorch does not do`),
  bigEndian: (of) => bad(of, 'it was saved by a computer with another order of bytes'),
  noTensors: (of) => bad(of, 'it holds no dictionary of tensors'),
  scatteredTensor: (of) => bad(of, `the values of "${of.tensor}" lie too far apart`),
};

function damaged({ file }: OfFile, problem: string): string {
  return `${file} is damaged: ${problem}.`;
}
