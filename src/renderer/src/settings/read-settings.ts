import { mostReplyTokens } from '../../../shared/reply-length.ts';
import type { ChatSettings, ForgettingTelling, WindowPolicy } from '../../../shared/settings.ts';
import type { SettingsProblemWords } from '../../../shared/words/settings-words.ts';
import type { SettingsChange } from '../state/page.ts';

/** The form as it is typed. */
export interface SettingsForm {
  readonly isGreedy: boolean;
  readonly temperature: string;
  readonly topK: string;
  readonly topP: string;
  readonly repetitionPenalty: string;
  readonly seed: string;
  readonly maxReplyTokens: string;
  readonly stopTexts: string;
  /** Empty: all of the model's window. */
  readonly usedWindowTokens: string;
  readonly policy: WindowPolicy;
  readonly telling: ForgettingTelling;
}

export type NumberField =
  | 'temperature'
  | 'topK'
  | 'topP'
  | 'repetitionPenalty'
  | 'seed'
  | 'maxReplyTokens'
  | 'usedWindowTokens';
export type Problems = Readonly<Partial<Record<keyof SettingsForm, string>>>;

export type ReadSettings =
  | { readonly type: 'settings'; readonly settings: SettingsChange }
  | { readonly type: 'problems'; readonly problems: Problems };

/** Less of a window says hardly anything. */
export const LEAST_WINDOW_TOKENS = 128;
const MOST_STOP_TEXTS = 8;
const LONGEST_STOP_TEXT = 200;
const MOST_TOP_K = 1_000_000;
const MOST_SEED = 0xffff_ffff;

export function formOf(settings: ChatSettings): SettingsForm {
  return {
    ...settings,
    temperature: String(settings.temperature),
    topK: String(settings.topK),
    topP: String(settings.topP),
    repetitionPenalty: String(settings.repetitionPenalty),
    seed: settings.seed === null ? '' : String(settings.seed),
    maxReplyTokens: String(settings.maxReplyTokens),
    stopTexts: settings.stopTexts.join('\n'),
    usedWindowTokens: settings.usedWindowTokens === null ? '' : String(settings.usedWindowTokens),
  };
}

/** What the form was filled with before anything was typed: the chat's settings, or, after "reset", the model's own. */
export interface FormBase {
  readonly form: SettingsForm;
  readonly isOwn: boolean;
}

export interface ReadSettingsOptions {
  readonly base: FormBase;
  /** The model's whole window. */
  readonly modelTokens: number;
  readonly words: SettingsProblemWords;
}

/**
 * Reads what was changed in the form, or says what is wrong with it. A field that is emptied goes back to the model's own
 * (null), and so does all that "reset" filled. The reply has at most half of the window that is used then.
 */
export function readSettings(form: SettingsForm, { base, modelTokens, words }: ReadSettingsOptions): ReadSettings {
  const problems: Partial<Record<keyof SettingsForm, string>> = {};
  const isChanged = (field: keyof SettingsForm) => form[field] !== base.form[field];
  const read = (
    field: NumberField,
    least: number,
    most: number,
    isWhole = false,
    between = isWhole ? words.wholeBetween : words.between,
  ): number | null => {
    const typed = form[field].trim().replace(',', '.');
    if (typed === '') return null;
    const value = Number(typed);
    const isRight = value >= least && value <= most && (!isWhole || Number.isInteger(value));
    if (!isRight && isChanged(field)) problems[field] = between(least, most);
    return value;
  };
  const usedWindowTokens = read('usedWindowTokens', Math.min(LEAST_WINDOW_TOKENS, modelTokens), modelTokens, true);
  const mostTokens = mostReplyTokens(Math.min(usedWindowTokens || modelTokens, modelTokens));
  const settings: Required<Pick<SettingsChange, keyof SettingsForm>> = {
    isGreedy: form.isGreedy,
    temperature: read('temperature', 0.01, 10),
    topK: read('topK', 0, MOST_TOP_K, true),
    topP: read('topP', 0.01, 1),
    repetitionPenalty: read('repetitionPenalty', 0.1, 10),
    seed: read('seed', 0, MOST_SEED, true),
    maxReplyTokens: read('maxReplyTokens', 1, mostTokens, true, words.halfOfWindow),
    stopTexts: readStopTexts(form, problems, words),
    usedWindowTokens,
    policy: form.policy,
    telling: form.telling,
  };
  if (Object.keys(problems).length > 0) return { type: 'problems', problems };
  const names = Object.keys(settings) as (keyof SettingsForm)[];
  const changes = names.flatMap((name) => {
    if (isChanged(name)) return [[name, settings[name]] as const];
    return base.isOwn ? [[name, null] as const] : [];
  });
  return { type: 'settings', settings: Object.fromEntries(changes) };
}

function readStopTexts(
  form: SettingsForm,
  problems: Partial<Record<keyof SettingsForm, string>>,
  words: SettingsProblemWords,
): readonly string[] {
  const stopTexts = form.stopTexts.split('\n').filter((line) => line !== '');
  if (stopTexts.length > MOST_STOP_TEXTS) problems.stopTexts = words.stopCount(MOST_STOP_TEXTS);
  if (stopTexts.some((line) => line.length > LONGEST_STOP_TEXT)) {
    problems.stopTexts = words.stopLength(LONGEST_STOP_TEXT);
  }
  return stopTexts;
}
