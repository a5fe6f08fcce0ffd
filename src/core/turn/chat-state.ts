import type { CacheState } from '../../shared/engine-contract.ts';
import type {
  ChangePrice,
  ChatEvent,
  ChatSettings,
  ChatView,
  MessageView,
  TokenStretch,
  TurnsView,
  Usage,
} from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import { Broadcast } from '../broadcast.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import type { StoredChat } from '../store/chats.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { nameTurn } from '../text/first-words.ts';
import { draftTokenCount, promptIdsOf } from './prompt.ts';
import type { RunningTurn } from './running-turn.ts';
import { resolveSettings } from './settings.ts';
import { forgettingLineOf, type Turn, turnsOf, turnViews, wholeTurns, windowStartOf } from './turns.ts';
import { readingMs, usageOf } from './usage.ts';
import { planWindow, sumTokens, type WindowPlan, type WindowSettings } from './window.ts';

/** The cache a chat was last known to have in the engine, and how its places were filled. */
export interface KnownCache {
  readonly state: CacheState;
  readonly ids: readonly number[];
  /** The engine it lives in: it is gone with that one. */
  readonly generation: number;
  readonly stretches: readonly TokenStretch[];
}

export type TurnChange = 'pin' | 'unpin' | 'leaveOut' | 'putBack';

/**
 * One chat in memory: its active branch as stored, the answer under way, the unsent words, and who watches. All that the
 * window is planned from is gathered here; the planning itself is pure.
 */
export class ChatState {
  readonly id: number;
  readonly events = new Broadcast<ChatEvent>();
  running: RunningTurn | null = null;
  draftIds: readonly number[] = [];
  cache: KnownCache | null = null;
  /** A second cache, made ready for a next send that will move the window. */
  prepared: KnownCache | null = null;
  private readonly store: Store;
  private readonly model: () => LoadedModel | null;
  private readonly names = new Map<number, string>();
  private readonly reencoded = new Map<number, readonly number[]>();
  private messages: readonly StoredMessage[];

  constructor(id: number, store: Store, model: () => LoadedModel | null) {
    this.id = id;
    this.store = store;
    this.model = model;
    this.messages = store.messages.path(id);
    this.stored();
  }

  private stored(): StoredChat {
    const chat = this.store.chats.get(this.id);
    if (!chat) throw new CoreError('noSuchChat', 'This chat is not there any more.');
    return chat;
  }

  /** Reads the branch again after the store changed. */
  reload(): void {
    this.messages = this.store.messages.path(this.id);
  }

  begin(turn: RunningTurn, clearsDraft: boolean): void {
    this.running = turn;
    if (clearsDraft) this.draftIds = [];
    this.reload();
  }

  end(): void {
    this.running = null;
    this.prepared = null;
    this.reload();
  }

  /** The message a new one hangs on; null in an empty chat. */
  leafId(): number | null {
    return this.messages.at(-1)?.id ?? null;
  }

  /** Tokens of the window in use, the answer under way included. */
  usedTokens(): number {
    return sumTokens(this.seen());
  }

  broadcast(event: ChatEvent): void {
    this.events.send(event);
  }

  settings(): ChatSettings {
    return resolveSettings(this.stored().settings, this.model()?.defaults);
  }

  turns(): Turn[] {
    return turnsOf(
      this.messages,
      { idsOf: (message) => this.idsOf(message), nameOf: (message) => this.nameOf(message) },
      this.running,
    );
  }

  /** What may be kept of the branch that a new message hangs on; `parentId` is its newest message. */
  turnsUpTo(parentId: number | null): Turn[] {
    return this.turns().filter((turn) => parentId !== null && turn.id <= parentId);
  }

  plan(draftTokens: number, turns = this.turns()): WindowPlan<Turn> {
    return planWindow(wholeTurns(turns, this.running), this.windowSettings(), draftTokens, windowStartOf(turns));
  }

  /** The turns the model sees as the window stands, before anything is sent. */
  seen(turns = this.turns()): readonly Turn[] {
    const unlimited = { ...this.windowSettings(), limitTokens: Number.POSITIVE_INFINITY };
    return planWindow(wholeTurns(turns, this.running), unlimited, 0, windowStartOf(turns)).kept;
  }

  /** The gauge for a draft, from the very plan that sending it would follow. */
  usage(draftIds: readonly number[], turns = this.turns()): Usage {
    const model = this.requireModel();
    const draftTokens = draftTokenCount(draftIds);
    const names = new Map(turns.map((turn) => [turn.id, turn.name]));
    return usageOf({
      windowTokens: model.windowTokens,
      reserveTokens: this.settings().maxReplyTokens,
      plan: this.plan(draftTokens, turns),
      seen: this.seen(turns),
      draftTokens,
      nameOf: (turnId) => names.get(turnId) ?? '',
      prefillTokensPerMs: model.readingSpeed.tokensPerMs,
    });
  }

  /** The prompt's ids for turns that a plan keeps, with or without a new message behind them. */
  promptIds(kept: readonly Turn[], draftIds: readonly number[] | null): number[] {
    return promptIdsOf(kept, draftIds, this.requireModel().endTokenId);
  }

  /** What a change would cost to read, and whether what must stay would still fit. */
  price(turnId: number, change: TurnChange): ChangePrice {
    const before = this.seen();
    const turns = this.turns().map((turn) => (turn.id === turnId ? { ...turn, ...changed(change) } : turn));
    const after = this.seen(turns);
    const firstChange = after.findIndex((turn, index) => turn.id !== before[index]?.id);
    const rereadTokens = firstChange < 0 ? 0 : sumTokens(after.slice(firstChange));
    return {
      rereadTokens,
      rereadMs: readingMs(rereadTokens, this.model()?.readingSpeed.tokensPerMs ?? null),
      usedTokensAfter: sumTokens(after),
      isPossible: this.plan(0, turns).type !== 'cannotFit' || this.plan(0).type === 'cannotFit',
    };
  }

  turnsView(): TurnsView {
    const turns = this.turns();
    const seen = this.seen(turns);
    return { turns: turnViews(turns, seen), forgetting: forgettingLineOf(turns, seen) };
  }

  view(): ChatView {
    const chat = this.stored();
    return {
      ...this.turnsView(),
      id: this.id,
      title: chat.title,
      settings: this.settings(),
      defaultSettings: resolveSettings({}, this.model()?.defaults),
      messages: this.messageViews(),
      draft: chat.draft,
      answering: this.running && { messageId: this.running.messageId, isWaiting: this.running.isWaiting },
    };
  }

  messageViews(): MessageView[] {
    return this.messages.map((message) => this.messageView(message));
  }

  private messageView(message: StoredMessage): MessageView {
    const live = this.running?.messageId === message.id ? this.running : null;
    return {
      id: message.id,
      turnId: message.turnId,
      role: message.role,
      text: live?.text ?? message.text,
      // Only after a disk that failed: nobody writes to it any more.
      state: message.state === 'streaming' && !live ? 'stopped' : message.state,
      tokenCount: (live?.ids ?? this.idsOf(message)).length,
      createdAtMs: message.createdAtMs,
      receipt: message.receipt,
      failure: message.failure,
    };
  }

  /** Stored ids, or the text encoded anew where they are of another vocabulary (the stored ones stay as they are). */
  private idsOf(message: StoredMessage): readonly number[] {
    const model = this.model();
    if (!model || message.tokenizerHash === model.tokenizer.hash) return message.tokenIds;
    const known = this.reencoded.get(message.id);
    if (known) return known;
    const ids = model.tokenizer.encode(message.text);
    this.reencoded.set(message.id, ids);
    return ids;
  }

  private nameOf(message: StoredMessage): string {
    const known = this.names.get(message.id) ?? nameTurn(message.text);
    this.names.set(message.id, known);
    return known;
  }

  private windowSettings(): WindowSettings {
    const { maxReplyTokens, policy } = this.settings();
    return { limitTokens: (this.model()?.windowTokens ?? Number.POSITIVE_INFINITY) - maxReplyTokens, policy };
  }

  private requireModel(): LoadedModel {
    const model = this.model();
    if (!model) throw new Error('The window is planned only once a model is known.');
    return model;
  }
}

function changed(change: TurnChange): Partial<Turn> {
  switch (change) {
    case 'pin':
      return { isPinned: true };
    case 'unpin':
      return { isPinned: false };
    case 'leaveOut':
      return { isLeftOut: true };
    case 'putBack':
      return { isLeftOut: false };
  }
}
