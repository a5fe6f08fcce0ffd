import type { OtherModelView } from '../../../shared/chat-model-view.ts';
import type { LostBecause } from '../../../shared/receipt-view.ts';
import type { ChatSettings } from '../../../shared/settings.ts';
import type { Answering, ChatEvent, ChatView, ForgettingLine } from '../../../shared/views.ts';
import {
  blocksOf,
  keptThrough,
  type TurnBlocks,
  toldAnew,
  withEarlier,
  withMessages,
  withTurnViews,
} from './turn-blocks.ts';

/** What the engine told of the answer under way before its first words. */
export interface AnswerProgress {
  readonly messageId: number;
  readonly reusedTokens: number;
  readonly preparedTokens: number;
  readonly sharedTokens: number;
  readonly toPrefillTokens: number;
  readonly rereadTokens: number;
  readonly lostTokens: number;
  readonly lostBecause: LostBecause | null;
  /** Null until reading is long enough to be reported. */
  readonly prefill: { readonly doneTokens: number; readonly totalTokens: number } | null;
}

/** The open chat, as the page last heard of it. Text under way is not in here: it would cost a render a token. */
export interface ChatState {
  readonly id: number;
  readonly title: string;
  readonly settings: ChatSettings;
  /** The longest reply that was set, where the model's window has no room for it. */
  readonly clampedReplyTokens: number | null;
  /** What the model's own files say; what "reset" goes back to. */
  readonly defaultSettings: ChatSettings;
  readonly blocks: TurnBlocks;
  /** Nothing stands before them: the older ones of a long chat come a moment after the newest. */
  readonly isWhole: boolean;
  readonly forgetting: ForgettingLine | null;
  readonly answering: Answering | null;
  /** See ChatView. */
  readonly otherModel: OtherModelView | null;
  readonly progress: AnswerProgress | null;
}

export function chatStateOf(chat: ChatView): ChatState {
  return {
    id: chat.id,
    title: chat.title,
    settings: chat.settings,
    clampedReplyTokens: chat.clampedReplyTokens,
    defaultSettings: chat.defaultSettings,
    blocks: blocksOf(chat),
    isWhole: chat.isWhole,
    forgetting: chat.forgetting,
    answering: chat.answering,
    otherModel: chat.otherModel,
    progress: null,
  };
}

/** The chat after an event. Turns that an event does not name stay the very same objects, so that they do not render. */
export function reduceChat(chat: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'snapshot':
      return { ...chatStateOf(event.chat), blocks: toldAnew(chat.blocks, event.chat) };
    case 'title':
      return { ...chat, title: event.title };
    case 'settings': {
      const { settings, defaultSettings, clampedReplyTokens } = event;
      return { ...chat, settings, defaultSettings, clampedReplyTokens };
    }
    case 'otherModel':
      return { ...chat, otherModel: event.otherModel };
    case 'earlier':
      return {
        ...{ ...chat, forgetting: event.forgetting, isWhole: event.isWhole },
        blocks: withTurnViews(withEarlier(chat.blocks, event), event.turns),
      };
    case 'begun':
      return begin(chat, event);
    case 'started':
      return { ...chat, answering: noLongerWaiting(chat.answering), progress: progressOf(event) };
    case 'prefill':
      return withPrefill(chat, event);
    case 'ended':
      return {
        ...{ ...chat, forgetting: event.forgetting, answering: null, progress: null },
        blocks: withTurnViews(withMessages(chat.blocks, [event.message]), event.turns),
      };
    case 'endedElsewhere':
      return { ...chat, answering: null, progress: null };
    case 'turns':
      return { ...chat, forgetting: event.forgetting, blocks: withTurnViews(chat.blocks, event.turns) };
    case 'text':
    case 'deleted':
      return chat;
    default:
      event satisfies never;
      return chat;
  }
}

function begin(chat: ChatState, event: Extract<ChatEvent, { type: 'begun' }>): ChatState {
  // What stood behind the message that a turn follows, or is asked again with, is no longer part of what is shown.
  const kept = keptThrough(chat.blocks, event.keptThrough);
  return {
    ...{ ...chat, forgetting: event.forgetting },
    blocks: withTurnViews(withMessages(kept, event.messages), event.turns),
    answering: { messageId: event.messageId, isWaiting: event.isWaiting },
    progress: null,
  };
}

function progressOf({ type: _, ...told }: Extract<ChatEvent, { type: 'started' }>): AnswerProgress {
  return { ...told, prefill: null };
}

function withPrefill(chat: ChatState, event: Extract<ChatEvent, { type: 'prefill' }>): ChatState {
  if (chat.progress?.messageId !== event.messageId) return chat;
  return {
    ...chat,
    progress: { ...chat.progress, prefill: { doneTokens: event.doneTokens, totalTokens: event.totalTokens } },
  };
}

function noLongerWaiting(answering: Answering | null): Answering | null {
  return answering?.isWaiting ? { ...answering, isWaiting: false } : answering;
}
