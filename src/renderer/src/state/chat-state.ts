import type { ChatSettings } from '../../../shared/settings.ts';
import type {
  Answering,
  ChatEvent,
  ChatView,
  ForgettingLine,
  LostBecause,
  MessageView,
  TurnView,
} from '../../../shared/views.ts';

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
    case 'begun':
      return begin(chat, event);
    case 'started':
      return { ...chat, answering: noLongerWaiting(chat.answering), progress: progressOf(event) };
    case 'prefill':
      return withPrefill(chat, event);
    case 'ended':
      return {
        ...chat,
        ...turnsOf(event),
        messages: replaceMessage(chat.messages, event.message),
        answering: null,
        progress: null,
      };
    case 'turns':
      return { ...chat, ...turnsOf(event) };
    case 'text':
    case 'deleted':
      return chat;
    default:
      event satisfies never;
      return chat;
  }
}

function begin(chat: ChatState, event: Extract<ChatEvent, { type: 'begun' }>): ChatState {
  // A retried turn is answered in its own place: what the new branch replaces is no longer shown.
  const kept = chat.messages.filter(
    (message) =>
      message.turnId < event.user.turnId && message.id !== event.user.id && message.id !== event.assistant.id,
  );
  const shown = new Set(event.turns.map((turn) => turn.id));
  return {
    ...chat,
    ...turnsOf(event),
    messages: [...kept.filter((message) => shown.has(message.turnId)), event.user, event.assistant],
    answering: { messageId: event.assistant.id, isWaiting: event.isWaiting },
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

function replaceMessage(messages: readonly MessageView[], message: MessageView): readonly MessageView[] {
  return messages.map((known) => (known.id === message.id ? message : known));
}

function turnsOf(view: Pick<ChatView, 'turns' | 'forgetting'>): Pick<ChatView, 'turns' | 'forgetting'> {
  return { turns: view.turns, forgetting: view.forgetting };
}
