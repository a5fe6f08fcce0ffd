import type { ChatSettings } from '../../../shared/settings.ts';
import type { Answering, ChatEvent, ChatView, ForgettingLine, LostBecause, MessageView, TurnView } from '../../../shared/views.ts';

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
  readonly messages: readonly MessageView[];
  /** Nothing stands before them: the older ones of a long chat come a moment after the newest. */
  readonly isWhole: boolean;
  readonly turns: readonly TurnView[];
  readonly forgetting: ForgettingLine | null;
  readonly answering: Answering | null;
  readonly progress: AnswerProgress | null;
}

export function chatStateOf(chat: ChatView): ChatState {
  return {
    id: chat.id,
    title: chat.title,
    settings: chat.settings,
    clampedReplyTokens: chat.clampedReplyTokens,
    defaultSettings: chat.defaultSettings,
    messages: chat.messages,
    isWhole: chat.isWhole,
    turns: chat.turns,
    forgetting: chat.forgetting,
    answering: chat.answering,
    progress: null,
  };
}

/** The chat after an event. Messages that an event does not name stay the very same objects, so that they do not render. */
export function reduceChat(chat: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'snapshot':
      return chatStateOf(event.chat);
    case 'title':
      return { ...chat, title: event.title };
    case 'settings':
      return { ...chat, settings: event.settings, clampedReplyTokens: event.clampedReplyTokens };
    case 'earlier':
      return {
        ...chat,
        ...withTurns(chat, event),
        messages: [...event.messages, ...chat.messages],
        isWhole: event.isWhole,
      };
    case 'begun':
      return begin(chat, event);
    case 'started':
      return { ...chat, answering: noLongerWaiting(chat.answering), progress: progressOf(event) };
    case 'prefill':
      return withPrefill(chat, event);
    case 'ended':
      return {
        ...chat,
        ...withTurns(chat, event),
        messages: replaceMessage(chat.messages, event.message),
        answering: null,
        progress: null,
      };
    case 'turns':
      return { ...chat, ...withTurns(chat, event) };
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
  const keptThrough = event.keptThrough ?? 0;
  const kept = chat.messages.at(-1)?.id === event.keptThrough ? chat.messages : chat.messages.filter(isUpTo(keptThrough));
  const turns = chat.turns.at(-1) && keptThrough < (chat.turns.at(-1)?.id ?? 0) ? chat.turns.filter(isUpTo(keptThrough)) : chat.turns;
  return {
    ...chat,
    ...withTurns({ turns }, event),
    messages: [...kept, ...event.messages],
    answering: { messageId: event.messageId, isWaiting: event.isWaiting },
    progress: null,
  };
}

/** Ids ascend along a branch. */
function isUpTo(id: number): (item: { readonly id: number }) => boolean {
  return (item) => item.id <= id;
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

/** Mostly the newest: looked for from the end. */
function replaceMessage(messages: readonly MessageView[], message: MessageView): readonly MessageView[] {
  const index = messages.map((known) => known.id).lastIndexOf(message.id);
  return index < 0 ? messages : [...messages.slice(0, index), message, ...messages.slice(index + 1)];
}

/** Turns after some were told: each in the place that its id gives it. Those that were not stay the very same objects. */
function withTurns(
  { turns }: Pick<ChatState, 'turns'>,
  told: Pick<ChatView, 'turns' | 'forgetting'>,
): Pick<ChatState, 'turns' | 'forgetting'> {
  const { forgetting } = told;
  if (told.turns.length === 0) return { turns, forgetting };
  const first = told.turns[0]?.id ?? 0;
  const changed = new Map(told.turns.map((turn) => [turn.id, turn]));
  const merged = turns.map((turn) => {
    const own = turn.id < first ? undefined : changed.get(turn.id);
    if (own) changed.delete(turn.id);
    return own ?? turn;
  });
  if (changed.size === 0) return { turns: merged, forgetting };
  return { turns: [...merged, ...changed.values()].sort((one, other) => one.id - other.id), forgetting };
}
