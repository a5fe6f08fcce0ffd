import type { RunningStream } from '../../shared/client.ts';
import { commonPrefixLength } from '../../shared/common-prefix.ts';
import type { PrepareResult } from '../../shared/engine-contract.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ChatState, KnownCache } from './chat-state.ts';
import { draftTokenCount } from './prompt.ts';
import { cacheKeyOf, type TurnContext } from './turn-context.ts';

/** Long enough that a burst of keystrokes is one preparation, short enough to be done before the next sentence. */
const SETTLE_MS = 120;

/**
 * While the user reads or types, brings a cache to where the next send will need it: the answer's end token is read, and
 * when the next send will move the window, what stays is read into a second cache. Nothing that is shown changes by it.
 */
export class NextPreparer {
  private readonly context: TurnContext;
  private readonly onCachesChanged: () => void;
  private timer: NodeJS.Timeout | undefined;
  private running: RunningStream<PrepareResult> | undefined;
  private isClosed = false;

  constructor(context: TurnContext, onCachesChanged: () => void) {
    this.context = context;
    this.onCachesChanged = onCachesChanged;
  }

  /** Something that decides about the next send of this chat may be different now. */
  schedule(chat: ChatState): void {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.prepare(chat).catch((error: unknown) => {
        // An engine that ends takes its preparations along: the next turn reads what it needs.
        if (!(error instanceof CoreError)) throw error;
      });
    }, SETTLE_MS);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.running?.cancel();
  }

  private async prepare(chat: ChatState): Promise<void> {
    const { link, queue } = this.context;
    if (queue.isBusy || chat.running || link.view().type !== 'ready') return;
    await this.context.model();
    const plan = chat.plan(draftTokenCount(chat.draftIds));
    if (plan.type === 'cannotFit' || plan.kept.length === 0) return;
    const promptIds = chat.promptIds(plan.kept, null);
    const generation = link.generation();
    if (holds(chat.cache, promptIds, generation) || holds(chat.prepared, promptIds, generation)) return;

    this.running?.cancel();
    const engine = await link.ready();
    this.running = engine.stream('prepare', { cacheKey: cacheKeyOf(chat.id), promptIds }, () => {});
    const result = await this.running.result;
    if (!result.isComplete || link.generation() !== generation) return;
    note(chat, promptIds, result, generation);
    this.onCachesChanged();
  }
}

/** The engine holds these ids already (all of them, or more that an answer's beginning shares). */
function holds(cache: KnownCache | null, promptIds: readonly number[], generation: number): boolean {
  if (!cache || cache.generation !== generation) return false;
  return commonPrefixLength(cache.ids, promptIds) === promptIds.length;
}

function note(chat: ChatState, promptIds: readonly number[], result: PrepareResult, generation: number): void {
  const isExtension =
    chat.cache?.generation === generation && commonPrefixLength(chat.cache.ids, promptIds) === chat.cache.ids.length;
  const known: KnownCache = {
    state: result.cache,
    ids: promptIds,
    generation,
    stretches: [
      ...(isExtension && chat.cache
        ? chat.cache.stretches
        : [{ type: 'reused' as const, tokens: result.reusedTokens }]),
      { type: 'prefilled', tokens: result.prefilledTokens },
    ],
  };
  if (isExtension || chat.cache?.generation !== generation) chat.cache = known;
  else chat.prepared = known;
}
