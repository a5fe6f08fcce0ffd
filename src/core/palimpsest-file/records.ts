import * as z from 'zod/mini';
import type { FormName } from '../../shared/chat-form-view.ts';
import { mostDraftUnits } from '../../shared/message-length.ts';
import type { LostBecause, Receipt } from '../../shared/receipt-view.ts';
import { changeSchema } from '../../shared/settings.ts';
import { mostDetails, mostIds, mostShortUnits, mostTextUnits } from './format.ts';

/** What a line of a file may be: the names and values of docs/export-format.md, and nothing that is unheard of for its place. */

/** All names of a union: one that is stored and not named here does not compile, for its file could not be read back. */
function namesOf<Name extends string>(names: Readonly<Record<Name, true>>): [Name, ...Name[]] {
  return Object.keys(names) as [Name, ...Name[]];
}

const latestMs = 8.64e15;
const time = z.int().check(z.minimum(-latestMs), z.maximum(latestMs));
/** What was measured or set: none of it is below nothing, or longer than all of time. */
const figure = z.number().check(z.minimum(0), z.maximum(latestMs));
const count = z.int().check(z.minimum(0));
const uid = z.string().check(z.regex(/^[0-9a-f]{32}$/));
/** A message of the same chat, by its place in the file. */
const place = z.int().check(z.minimum(1));
const shortText = z.string().check(z.maxLength(mostShortUnits));
const longText = z.string().check(z.maxLength(mostTextUnits));

/** One check of all of them: a wrong list of a million would have a million complaints. */
const integers = (most: number, lowest: number, highest: number) =>
  z.custom<readonly number[]>((value) => {
    const isWhole = (each: unknown) =>
      Number.isInteger(each) && (each as number) >= lowest && (each as number) <= highest;
    return Array.isArray(value) && value.length <= most && value.every(isWhole);
  });
const places = integers(mostIds, 1, Number.MAX_SAFE_INTEGER);

/** float32, little-endian, base64. */
const floats = z.string().check(z.maxLength(8 * mostIds), z.regex(/^[A-Za-z0-9+/]*={0,2}$/));

const isDetail = ([name, value]: readonly [string, unknown]) =>
  name.length <= mostShortUnits &&
  (typeof value === 'string' ? value.length <= mostShortUnits : Number.isFinite(value));
/** One check of all of them, as with the integers. */
const details = z.custom<Readonly<Record<string, string | number>>>((value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length <= mostDetails && Object.entries(value).every(isDetail);
});
const failure = z.object({ code: shortText, details: z.optional(details) });

const sampling = z.object({
  isGreedy: z.boolean(),
  temperature: figure,
  topK: count,
  topP: figure,
  repetitionPenalty: figure,
  seed: z.nullable(count),
  maxReplyTokens: count,
  stopTexts: z.array(shortText).check(z.maxLength(100)),
  policy: shortText,
  telling: shortText,
  usedWindowTokens: z.nullable(count),
});

const receipt = z.object({
  reusedTokens: count,
  preparedTokens: z.nullable(count),
  sharedTokens: z.nullable(count),
  prefilledTokens: count,
  unreadTokens: z.nullable(count),
  rereadTokens: z.nullable(count),
  decodedTokens: count,
  takenOverTokens: count,
  decodeSteps: z.nullable(count),
  prefillMs: figure,
  firstTokenMs: z.nullable(figure),
  decodeMs: figure,
  tokensPerSecond: z.nullable(figure),
  provider: shortText,
  precision: shortText,
  cacheTokens: count,
  cacheBytes: count,
  cacheHeldBytes: count,
  lostTokens: count,
  lostBecause: z.nullable(
    z.enum(
      namesOf<LostBecause>({
        ...{ windowMoved: true, turnsChanged: true, askedAgain: true, unanswered: true, otherBranch: true },
        ...{ modelChanged: true, formChanged: true, engineRestarted: true, evicted: true },
      }),
    ),
  ),
  endedBy: z.enum(
    namesOf<Receipt['endedBy']>({ endToken: true, length: true, stopText: true, user: true, failure: true }),
  ),
});

const form = z.object({
  name: z.enum(namesOf<FormName>({ endOfText: true, userAssistant: true, continuation: true, own: true })),
  opening: longText,
  turn: longText,
  stopTexts: z.array(shortText).check(z.maxLength(100)),
  openingTokens: z.int().check(z.minimum(0)),
  questionTokens: z.int().check(z.minimum(0)),
  answerTokens: z.int().check(z.minimum(0)),
});

const model = z.object({ hash: shortText, name: shortText, precision: shortText, device: shortText });

const chatModel = z.object({ name: shortText, hash: z.optional(shortText), tokenizer: shortText });

const answer = z.object({
  model: z.optional(model),
  form: z.optional(form),
  promptTurns: z.optional(places),
  sampling,
  seed: z.nullable(count),
  receipt: z.optional(receipt),
  unseenTurn: z.optional(place),
});

const act = z.union([
  z.object({ kind: z.enum(['pinned', 'leftOut']), turn: place, value: z.boolean(), atMs: time }),
  z.object({ kind: z.literal('start'), turn: z.nullable(place), atMs: time }),
]);

export const recordSchemas = {
  palimpsest: z.object({ version: z.int().check(z.minimum(1)) }),
  chat: z.object({
    uid,
    title: shortText,
    isTitleGiven: z.boolean(),
    createdAtMs: time,
    updatedAtMs: time,
    deletedAtMs: z.optional(time),
    archivedAtMs: z.optional(time),
    pinnedAtMs: z.optional(time),
    shows: z.nullable(place),
    settings: changeSchema('chat'),
    model: z.optional(chatModel),
    draft: z.optional(z.string().check(z.maxLength(mostDraftUnits))),
    branchedFrom: z.optional(uid),
  }),
  message: z.object({
    uid,
    parent: z.nullable(place),
    role: z.enum(['user', 'assistant']),
    text: longText,
    ids: integers(mostIds, 0, 0xffffffff),
    tokenizer: shortText,
    areIdsRenewed: z.optional(z.literal(true)),
    state: z.enum(['done', 'stopped', 'failed']),
    failure: z.optional(failure),
    createdAtMs: time,
    endedAtMs: z.nullable(time),
    windowStart: z.optional(place),
    forgottenAtMs: z.optional(time),
    forgotten: z.optional(z.array(z.object({ turn: place, tokens: count })).check(z.maxLength(100_000))),
    isEdited: z.optional(z.literal(true)),
    answer: z.optional(answer),
    chosenLogits: z.optional(floats),
    largestLogits: z.optional(floats),
    acts: z.optional(z.array(act).check(z.maxLength(100_000))),
  }),
  part: z.object({ part: place, of: place, json: z.string() }),
  end: z.object({ chats: count, messages: count }),
} as const;

type Schemas = typeof recordSchemas;
export type RecordKind = keyof Schemas;
export type RecordOf<Kind extends RecordKind> = { readonly type: Kind } & Readonly<z.infer<Schemas[Kind]>>;
export type ChatRecord = RecordOf<'chat'>;
export type MessageRecord = RecordOf<'message'>;
