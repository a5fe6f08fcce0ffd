import * as z from 'zod/mini';
import { deviceWishes } from './device-view.ts';
import { isHubAddress, usualHubAddress } from './hub-address.ts';

/**
 * Every setting that is kept, one line each: whose it is, which values it takes, and what it is until somebody sets it. Types,
 * what a page may ask for, and what the store takes back out all come from this table.
 */
const table = {
  /** The language of all words: "system", or a BCP 47 tag such as "pt-BR". */
  language: ofApp(z.string().check(z.maxLength(64), z.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)), 'system'),
  /** The chat that was open last; null before there was one. */
  openChatId: ofApp(z.nullable(z.int().check(z.positive())), null),
  /** What models are computed on: the fastest of what is proven, or this, where it is. */
  device: ofApp(z.enum(deviceWishes), 'auto'),
  /** The model of the library that was chosen last; null: the shipped one. */
  modelId: ofApp(z.nullable(z.string().check(z.maxLength(100))), null),
  /** How many days a deleted chat can be brought back; 0: until its undo is over. */
  deletedKeptDays: ofApp(z.literal([0, 7, 30]), 30),
  /** What the list of chats goes by. */
  chatOrder: ofApp(z.enum(['used', 'created', 'title']), 'used'),
  /** Under which answers the receipt's words stand; elsewhere they come when they are looked at. */
  receiptDetails: ofApp(z.enum(['always', 'newest', 'onHover']), 'newest'),
  /** Whether a turn outside the window that shares the question's rare words is named under the answer. */
  tellsWhyUnknown: ofApp(z.boolean(), true),
  /** Whether the chats and the inspector are folded where there is room for them. */
  isSidebarFolded: ofApp(z.boolean(), false),
  isInspectorFolded: ofApp(z.boolean(), false),
  /** Where models are fetched from, when somebody asks for one. */
  hubAddress: ofApp(z.string().check(z.refine(isHubAddress)), usualHubAddress),

  isGreedy: ofChat(z.boolean(), true),
  temperature: ofChat(z.number().check(z.minimum(0.01), z.maximum(10)), 1),
  topK: ofChat(z.int().check(z.minimum(0), z.maximum(1_000_000)), 50),
  topP: ofChat(z.number().check(z.positive(), z.maximum(1)), 1),
  repetitionPenalty: ofChat(z.number().check(z.minimum(0.1), z.maximum(10)), 1),
  /** Null: a new seed for every answer. */
  seed: ofChat(z.nullable(z.int().check(z.minimum(0), z.maximum(0xffffffff))), null),
  maxReplyTokens: ofChat(z.int().check(z.positive()), 96),
  /** An answer ends before the first of these texts. */
  stopTexts: ofChat(z.readonly(z.array(z.string().check(z.minLength(1), z.maxLength(200))).check(z.maxLength(8))), []),
  /** What leaves when the window is full. `neverForget`: nothing does, and what does not fit is not sent. */
  policy: ofChat(z.enum(['dropOldest', 'keepFirst', 'neverForget']), 'dropOldest'),
  /** How that is told before it happens. `silent`: not at all; the note afterwards stands anyway. */
  telling: ofChat(z.enum(['show', 'ask', 'silent']), 'show'),
  /** How much of the model's window is used; null: all of it. */
  usedWindowTokens: ofChat(z.nullable(z.int().check(z.minimum(128))), null),
  /** It was offered to let chance choose, after greedy had said the same words again. */
  isChanceOffered: ofChat(z.boolean(), false),
};

interface Entry<Scope extends 'app' | 'chat', Schema extends z.ZodMiniType> {
  readonly scope: Scope;
  readonly schema: Schema;
  /** What holds while nothing is set; of a chat's setting only until a model is known, whose own files then say it. */
  readonly initial: z.infer<Schema>;
}

function ofApp<Schema extends z.ZodMiniType>(schema: Schema, initial: z.infer<Schema>): Entry<'app', Schema> {
  return { scope: 'app', schema, initial };
}

function ofChat<Schema extends z.ZodMiniType>(schema: Schema, initial: z.infer<Schema>): Entry<'chat', Schema> {
  return { scope: 'chat', schema, initial };
}

type Table = typeof table;
type Scope = 'app' | 'chat';

/** The settings of a scope, all of them. */
export type SettingsOf<Of extends Scope> = {
  readonly [Name in keyof Table as Table[Name]['scope'] extends Of ? Name : never]: z.infer<Table[Name]['schema']>;
};

/** What the whole application remembers for itself. */
export type AppSettings = SettingsOf<'app'>;

/** Settable per chat. Defaults come from the model's generation_config.json. */
export type ChatSettings = SettingsOf<'chat'>;

export type WindowPolicy = ChatSettings['policy'];
export type ForgettingTelling = ChatSettings['telling'];

/** The settings that an answer keeps a copy of, since it was made with them. */
export type AnswerSettings = Pick<
  ChatSettings,
  | 'isGreedy'
  | 'temperature'
  | 'topK'
  | 'topP'
  | 'repetitionPenalty'
  | 'seed'
  | 'maxReplyTokens'
  | 'stopTexts'
  | 'policy'
  | 'telling'
  | 'usedWindowTokens'
>;

/** Some of a scope's settings: null goes back to what holds while nothing is set, what is missing is left as it is. */
export type SettingsChange<Of extends Scope> = {
  readonly [Name in keyof SettingsOf<Of>]?: SettingsOf<Of>[Name] | null | undefined;
};

type Entries<Of extends Scope> = {
  readonly [Name in keyof SettingsOf<Of>]: Entry<Of, z.ZodMiniType<SettingsOf<Of>[Name]>>;
};

/** The entries of a scope, by name. */
export function settingsOf<Of extends Scope>(scope: Of): Entries<Of> {
  const entries = Object.entries(table).filter(([, entry]) => entry.scope === scope);
  return Object.fromEntries(entries) as unknown as Entries<Of>;
}

/** What holds in a scope while nothing is set. */
export function initialSettings<Of extends Scope>(scope: Of): SettingsOf<Of> {
  const entries: [string, Entry<Of, z.ZodMiniType>][] = Object.entries(settingsOf(scope));
  return Object.fromEntries(entries.map(([name, { initial }]) => [name, initial])) as SettingsOf<Of>;
}

/** What a page may ask to change in a scope. */
export function changeSchema<Of extends Scope>(scope: Of) {
  const entries: [string, Entry<Of, z.ZodMiniType>][] = Object.entries(settingsOf(scope));
  const shape = Object.fromEntries(entries.map(([name, { schema }]) => [name, z.optional(z.nullable(schema))]));
  return z.object(shape) as unknown as z.ZodMiniType<SettingsChange<Of>, SettingsChange<Of>>;
}
