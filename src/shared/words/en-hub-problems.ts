import type { ErrorWords } from './error-words.ts';
import { openFormats } from './formats.ts';

const { bytes, count } = openFormats('en');
const again = 'Nothing of it was kept; look it up and try again.';

/** Why a computer cannot be reached, by what the system calls it. */
const causes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nobody answers there',
  ENETUNREACH: 'there is no way to it',
  EHOSTUNREACH: 'there is no way to it',
  ENETDOWN: 'the network is down',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it broke off the connection',
  EPIPE: 'it broke off the connection',
};

/** Sentences by what is wrong with fetching a model, in English. */
export const enHubProblems: ErrorWords['hubFailed'] = {
  badName: ({ name }) => `“${name}” is no name of a model: it has the form owner/name.`,
  notThere: ({ repository, host }) =>
    `${host} has no model “${repository}” that everybody may fetch. Is the name written as it is there?`,
  needsAccount: ({ repository, host }) =>
    `${host} gives “${repository}” only to people whom it knows, and Palimpsest logs in nowhere. Download it there with a browser, then ` +
    'bring its folder.',
  noConfig: ({ repository }) => `“${repository}” has no config.json, so it is no model that can be run.`,
  noTokenizer: ({ repository }) =>
    `“${repository}” has no tokenizer: neither tokenizer.json, nor vocab.json with merges.txt, nor vocab.txt.`,
  noWeights: ({ repository }) => `“${repository}” has no weights: neither model.safetensors nor pytorch_model.bin.`,
  otherWeights: ({ repository, file }) =>
    `“${repository}” has its weights in ${file}, a form that Palimpsest does not read: it reads safetensors and pytorch_model.bin.`,
  noHash: ({ repository, file }) =>
    `The hub does not say what ${file} of “${repository}” has to be, so that it could not be checked. Nothing was fetched.`,
  tooLarge: ({ repository, file, bytes: size, mostBytes }) =>
    `${file ?? 'All'} of “${repository}” would be ${bytes(size)}, more than any GPT-2 has (${bytes(mostBytes)} at most).`,
  shardsDiffer: ({ repository, file }) =>
    `The index of “${repository}” names ${file}, which is not among its files. Nothing more was fetched.`,

  cannotReach: ({ host, cause }) =>
    `${host} cannot be reached (${causes[cause] ?? cause}); only fetching models needs the network.`,
  noAnswer: ({ host }) => `${host} does not answer, or so slowly that nothing comes of it. Try again later.`,
  badCertificate: ({ host, cause }) =>
    `${host} cannot prove that it is ${host} (${cause}), so nothing was fetched from it.`,
  privateAddress: ({ host }) =>
    `${host} is a computer of this machine’s own network and not of the public one, so nothing was asked of it.`,
  redirectedElsewhere: ({ host, to }) =>
    `${host} sent Palimpsest on to ${to}, which is not the hub’s. Nothing was asked there.`,
  tooManyRedirects: ({ host, mostRedirects }) => `${host} sent Palimpsest on more than ${mostRedirects} times.`,
  badProxy: () =>
    'HTTPS_PROXY names something that is no proxy for https, as http://host:port would be. Nothing was sent around it.',
  proxyRefused: ({ status }) =>
    status === 407
      ? 'The proxy that HTTPS_PROXY names asks for a name and a password (http://name:password@host:port).'
      : `The proxy that HTTPS_PROXY names did not let the request through (it answered ${status}).`,

  refused: ({ host, status }) => `${host} did not answer what it was asked (it said ${status}). Try again later.`,
  strangeAnswer: ({ host }) =>
    `What ${host} answered is not what a hub answers. Is the address of the hub the right one?`,
  brokenOff: ({ host, doneBytes, totalBytes }) =>
    `The connection to ${host} broke off: ${bytes(doneBytes)} of ${bytes(totalBytes)} are here, and the next download goes on from there.`,
  wrongSize: ({ file, bytes: size, expectedBytes }) => {
    const has =
      size === undefined ? `more than ${count(expectedBytes)}` : `${count(size)} instead of ${count(expectedBytes)}`;
    return `What came as ${file} has ${has} bytes. ${again}`;
  },
  wrongHash: ({ file }) => `What came as ${file} is not the file that it has to be: its hash is another. ${again}`,

  noRoom: ({ neededBytes, freeBytes }) =>
    `This takes ${bytes(neededBytes)} more on the disk of the data folder, and ${bytes(freeBytes)} are free.`,
  lookAgain: () => 'This was looked up too long ago. Look it up again.',
  downloadRunning: () => 'This model is being downloaded. Cancel that first.',
};
