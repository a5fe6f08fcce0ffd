import type { AppSettings, ForgettingTelling, WindowPolicy } from '../settings.ts';

export type PolicyWords = Readonly<Record<WindowPolicy, { readonly name: string; readonly says: string }>>;
export type TellingWords = Readonly<Record<ForgettingTelling, { readonly name: string; readonly says: string }>>;

/** The reply settings of a chat, and what is wrong with a value that cannot be used. */
export interface SettingsWords {
  readonly title: string;
  readonly lead: string;
  readonly choosing: string;
  readonly greedy: string;
  readonly greedySays: string;
  readonly temperature: string;
  readonly topK: string;
  /** Of so many; null: what stands in the field is no number. */
  readonly topKSays: (most: number | null) => string;
  readonly topP: string;
  readonly topPSays: (share: number | null) => string;
  readonly temperatureSays: string;
  readonly repetitionPenalty: string;
  readonly repetitionPenaltySays: string;
  readonly seed: string;
  readonly seedSays: string;
  readonly reply: string;
  readonly maxReplyTokens: string;
  readonly maxReplySays: (windowTokens: number) => string;
  readonly stopTexts: string;
  readonly stopTextsSays: string;
  readonly forgetting: string;
  readonly window: string;
  readonly usedWindow: string;
  readonly usedWindowSays: (least: number, most: number) => string;
  readonly usedWindowSlider: string;
  readonly allTokens: (tokens: number) => string;
  readonly policy: string;
  readonly policies: PolicyWords;
  readonly telling: string;
  readonly tellings: TellingWords;
  /** What holds for all chats, and at once. */
  readonly allChats: string;
  readonly details: string;
  readonly detailsShown: Readonly<Record<AppSettings['receiptDetails'], string>>;
  /** After Escape, while values are changed. */
  readonly notSaved: string;
  readonly save: string;
  readonly cancel: string;
  readonly reset: string;
  readonly defaultIs: (value: string) => string;
  readonly newEachTime: string;
  readonly problems: SettingsProblemWords;
}

export interface SettingsProblemWords {
  readonly between: (least: number, most: number) => string;
  readonly wholeBetween: (least: number, most: number) => string;
  readonly halfOfWindow: (least: number, most: number) => string;
  readonly stopCount: (most: number) => string;
  readonly stopLength: (most: number) => string;
  readonly textLength: (most: number) => string;
}
