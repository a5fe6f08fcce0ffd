import type { EngineLink } from '../engine-link.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { ModelHost } from '../models/model-host.ts';
import type { StorageWatch } from '../storage-watch.ts';
import type { Store } from '../store/store.ts';
import type { UnstoredEnds } from '../unstored-ends.ts';
import type { CacheLedger, ReportSource } from './cache-ledger.ts';
import type { ChatState } from './chat-state.ts';
import type { TurnQueue } from './turn-queue.ts';

/** What a turn needs of the world around it. Time and randomness come in here, so that tests can hold them. */
export interface TurnContext {
  readonly store: Store;
  readonly link: EngineLink;
  readonly models: ModelHost;
  readonly queue: TurnQueue;
  readonly ledger: CacheLedger;
  readonly storage: StorageWatch;
  readonly unstored: UnstoredEnds;
  /** The model's words and window; rejects with a sentence when it cannot be read. */
  readonly model: () => Promise<ModelHandle>;
  readonly nowMs: () => number;
  /** A whole number from 0 to 2^32 - 1. */
  readonly randomSeed: () => number;
  /** A line for whoever looks after the process. */
  readonly onLog: (line: string) => void;
  /** Something of this chat is different in the list now. */
  readonly onChatsChanged: (chatId: number) => void;
  /** A turn ended: time to look which cache the next send will need. */
  readonly onTurnEnded: (chat: ChatState) => void;
  /** Takes work that nobody waits for: closing waits for it, and what it throws is told to the log. */
  readonly own: (what: string, work: Promise<unknown>) => void;
}

/** The name under which the engine keeps a chat's caches. */
export function cacheKeyOf(chatId: number): string {
  return `chat-${chatId}`;
}

/** The chat that such a name is of; null for another name. */
export function chatIdOf(cacheKey: string): number | null {
  const [, id] = /^chat-(\d+)$/.exec(cacheKey) ?? [];
  return id === undefined ? null : Number(id);
}

/** Where a report of the engine comes from, as it runs now; its key, which requests name, is '' before it has loaded a model. */
export function reportSource({ link, models }: Pick<TurnContext, 'link' | 'models'>): ReportSource {
  return { generation: link.generation(), modelKey: models.loaded()?.engine?.modelKey ?? '' };
}
