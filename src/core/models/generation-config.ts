import { basename } from 'node:path';
import { type ChatSettings, initialSettings } from '../../shared/settings.ts';
import { leftOut, readJson } from './model-file.ts';

/** What a model says of how it wants to be asked. */
export interface GenerationDefaults {
  readonly settings: ChatSettings;
  /** Null when no usable one is named. */
  readonly endTokenIds: readonly number[] | null;
  /** What was left out, a line each. */
  readonly notes: readonly string[];
}

export interface GenerationSurroundings {
  /** config.json as it was read: it holds these settings, too, where there is no generation_config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly configFile: string;
  readonly windowTokens: number;
  /** Ids from here on are no tokens. */
  readonly vocabularySize: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** transformers' own longest text: a configuration that was written out whole has it without meaning it. */
const DEFAULT_MAX_LENGTH = 20;

/**
 * Reads generation_config.json, which may be missing: then config.json is asked, as transformers does. A field that cannot be
 * used costs itself and a line, never the model. What is not said is as in transformers: greedy unless it samples, and then
 * among the 50 best at temperature 1. The longest reply is its own `max_new_tokens`, else a quarter of the window and no more
 * than 256; never more than half, or there would be no room for questions.
 */
export function readGenerationDefaults(file: string, surroundings: GenerationSurroundings): GenerationDefaults {
  const { config, configFile, windowTokens, vocabularySize } = surroundings;
  const notes: string[] = [];
  const found = readFields(file, notes);
  const given = new GivenFields(found ?? config, basename(found ? file : configFile), notes);
  const fallback = found ? new GivenFields(config, basename(configFile), notes) : null;
  return {
    settings: settingsOf(given, windowTokens),
    endTokenIds: given.endTokens(vocabularySize) ?? fallback?.endTokens(vocabularySize) ?? null,
    notes,
  };
}

function readFields(file: string, notes: string[]): Fields | null {
  const read = readJson(file);
  if (read.type === 'unreadable') {
    if (!read.isMissing) notes.push(leftOut(file, read.problem));
    return null;
  }
  if (typeof read.json === 'object' && read.json !== null && !Array.isArray(read.json)) return read.json as Fields;
  notes.push(leftOut(file, { reason: 'noSettings' }));
  return null;
}

function settingsOf(given: GivenFields, windowTokens: number): ChatSettings {
  const doesSample = given.take<boolean>('do_sample', 'true or false', (value) => typeof value === 'boolean') ?? false;
  const temperature =
    given.take<number>('temperature', 'a number from 0', (value) => isNumber(value) && value >= 0) ?? 1;
  const topK = given.take<number>(
    'top_k',
    'a whole number from 0',
    (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  );
  const topP =
    given.take<number>('top_p', 'a number from 0 to 1', (value) => isNumber(value) && value >= 0 && value <= 1) ?? 1;
  const penalty =
    given.take<number>('repetition_penalty', 'a number above 0', (value) => isNumber(value) && value > 0) ?? 1;
  const replyTokens = given.take<number>('max_new_tokens', 'a whole number from 1', isCount);
  const textTokens = given.take<number>('max_length', 'a whole number from 1', isCount) ?? DEFAULT_MAX_LENGTH;
  const usualReply = Math.max(1, Math.min(256, Math.floor(windowTokens / 4)));
  // An answer is never longer than the question and the answer are allowed to be together.
  const longestReply = textTokens === DEFAULT_MAX_LENGTH ? usualReply : Math.min(usualReply, textTokens);
  return {
    // What no file of a model speaks of.
    ...initialSettings('chat'),
    isGreedy: !doesSample || temperature === 0,
    // Kept in the range that a person can set, also where greedy ignores it.
    temperature: clamp(temperature || 1, 0.01, 10),
    // Missing and null differ here: null turns the limit off. No probability at all leaves the likeliest, as in transformers.
    topK: topP === 0 ? 1 : topK === undefined ? 50 : (topK ?? 0),
    topP: clamp(topP, 0.01, 1),
    repetitionPenalty: clamp(penalty, 0.1, 10),
    maxReplyTokens: clamp(replyTokens ?? longestReply, 1, Math.max(1, Math.floor(windowTokens / 2))),
  };
}

/** The fields of one file; what is wrong with one of them is noted. */
class GivenFields {
  private readonly fields: Fields;
  private readonly fileName: string;
  private readonly notes: string[];

  constructor(fields: Fields, fileName: string, notes: string[]) {
    this.fields = fields;
    this.fileName = fileName;
    this.notes = notes;
  }

  /** The field's value; undefined when it is missing or cannot be used. */
  take<Value>(name: string, expected: string, isUsable: (value: unknown) => boolean): Value | null | undefined {
    const value = Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
    if (value === undefined || value === null || isUsable(value)) return value as Value | null | undefined;
    this.note(name, value, `is not ${expected}`);
    return undefined;
  }

  /** The ids of `eos_token_id` that are tokens; null when there is none. */
  endTokens(vocabularySize: number): readonly number[] | null {
    const value = this.fields.eos_token_id;
    if (value === undefined || value === null) return null;
    const ids = Array.isArray(value) ? value : [value];
    const usable = ids.filter((id) => Number.isSafeInteger(id) && id >= 0 && id < vocabularySize);
    if (usable.length < ids.length || ids.length === 0) {
      this.note('eos_token_id', value, `is not a token of its vocabulary of ${count(vocabularySize)}`);
    }
    return usable.length === 0 ? null : usable;
  }

  private note(name: string, value: unknown, problem: string): void {
    const shown = (JSON.stringify(value) ?? String(value)).slice(0, 60);
    this.notes.push(`${this.fileName}: "${name}" is left out: ${shown} ${problem}.`);
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
