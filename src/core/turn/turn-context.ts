import type { EngineLink } from '../engine-link.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import type { Store } from '../store/store.ts';
import type { ChatState } from './chat-state.ts';
import type { TurnQueue } from './turn-queue.ts';

/** What a turn needs of the world around it. Time and randomness come in here, so that tests can hold them. */
export interface TurnContext {
  readonly store: Store;
  readonly link: EngineLink;
  readonly queue: TurnQueue;
  /** The model's words and window; rejects with a sentence when it cannot be read. */
  readonly model: () => Promise<LoadedModel>;
  readonly nowMs: () => number;
  /** A whole number from 0 to 2^32 - 1. */
  readonly randomSeed: () => number;
  /** A line for whoever looks after the process. */
  readonly onLog: (line: string) => void;
  /** Something in the list of chats is different now. */
  readonly onChatsChanged: () => void;
  /** A turn ended: time to look which cache the next send will need. */
  readonly onTurnEnded: (chat: ChatState) => void;
}

/** The name under which the engine keeps a chat's caches. */
export function cacheKeyOf(chatId: number): string {
  return `chat-${chatId}`;
}
