import type { ChatSettings } from '../../shared/settings.ts';
import type { Usage } from '../../shared/usage-view.ts';
import type { ChangePrice, ChatEvent, ChatView, MessageView, TurnOutcome, TurnsView } from '../../shared/views.ts';
import { Broadcast } from '../broadcast.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import { noSuchChat } from '../no-such-chat.ts';
import type { ActInForce, WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { nameTurn } from '../text/first-words.ts';
import { draftTokenCount, promptIdsOf } from './prompt.ts';
import type { RunningTurn } from './running-turn.ts';
import { clampedReplyTokens, resolveSettings } from './settings.ts';
import { changed, type TurnChange } from './turn-change.ts';
import { forgettingLineOf, type Turn, turnsOf, turnViews, wholeTurns, windowStartOf, withLiveAnswer } from './turns.ts';
import { readingMs, usageOf } from './usage.ts';
import { planWindow, sumTokens, type WindowPlan, type WindowSettings } from './window.ts';

export interface ChatStateOptions {
  readonly store: Store;
  readonly model: () => LoadedModel | null;
  /** Told of what a watcher's line threw at an event. */
  readonly onError: (error: unknown) => void;
}

/**
 * One chat in memory: its active branch, its settings, the answer under way, and who watches. All that the window is planned
 * from is gathered here, and nothing of it is asked of the store again: an answer ends well, whatever became of its chat.
 */
export class ChatState {
  readonly id: number;
  readonly events: Broadcast<ChatEvent>;
  running: RunningTurn | null = null;
  /** Somebody is about to store a turn: a second one has to wait until it is told whether it began. */
  isStarting = false;
  /** What pages are sending right now, by their keys: asked twice, it is sent once. */
  readonly sends = new Map<string, Promise<TurnOutcome>>();
  /** It is out of the list. What runs in it ends in its own time. */
  isDeleted = false;
  /** No turn was pinned or left out, and no setting changed, since the answer under way began. */
  isWindowAsSent = true;
  draftIds: readonly number[] = [];
  private readonly store: Store;
  private readonly model: () => LoadedModel | null;
  private readonly names = new Map<number, string>();
  private readonly reencoded = new Map<number, readonly number[]>();
  private reencodedBy: LoadedModel | null = null;
  private messages: readonly StoredMessage[];
  private acts: readonly WindowAct[];
  private own: Partial<ChatSettings>;
  private paired: { readonly model: LoadedModel | null; readonly turns: readonly Turn[] } | null = null;
  /** Tokens of the seen turns but for the one being answered; null when they have to be counted anew. */
  private settledTokens: number | null = null;

  /** Throws `noSuchChat` for one that is not in the store or was deleted. */
  constructor(id: number, { store, model, onError }: ChatStateOptions) {
    const chat = store.chats.get(id);
    if (!chat) throw noSuchChat();
    this.id = id;
    this.store = store;
    this.model = model;
    this.events = new Broadcast<ChatEvent>(onError);
    this.own = store.settings.ofChat(id);
    this.acts = store.acts.ofChat(id);
    this.messages = store.messages.path(id);
  }

  /** A turn was stored behind `parentId`, where what followed before leaves the branch. */
  begin(turn: RunningTurn, stored: readonly StoredMessage[], parentId: number | null): void {
    this.running = turn;
    this.isWindowAsSent = true;
    const keptCount = parentId === null ? 0 : this.messages.findIndex((message) => message.id === parentId) + 1;
    this.replaceMessages([...this.messages.slice(0, keptCount), ...stored]);
  }

  /** Its answer ended as `message` says. */
  end(message: StoredMessage | null): void {
    this.running = null;
    this.replaceMessages(
      message ? this.messages.map((known) => (known.id === message.id ? message : known)) : this.messages,
    );
  }

  messageIds(): number[] {
    return this.messages.map((message) => message.id);
  }

  message(messageId: number): StoredMessage | undefined {
    return this.messages.find((message) => message.id === messageId);
  }

  /** A person pinned a turn, left it out, or took that back. */
  change(act: WindowAct): void {
    this.isWindowAsSent = false;
    this.acts = [...this.acts, act].sort((one, two) => one.leafId - two.leafId);
    this.replaceMessages(this.messages);
  }

  /** What is decided of the turns up to one, as this branch stands: a branch beside it begins with that. */
  actsUpTo(turnId: number): ActInForce[] {
    const turns = this.turns().filter((turn) => turn.id <= turnId);
    return turns.flatMap(({ id, isPinned, isLeftOut }) => [
      ...(isPinned ? [{ kind: 'pinned', turnId: id, value: true } as const] : []),
      ...(isLeftOut ? [{ kind: 'leftOut', turnId: id, value: true } as const] : []),
    ]);
  }

  private decidedOf(turnId: number): Pick<Turn, 'isPinned' | 'isLeftOut'> {
    const path = new Set(this.messageIds());
    const inForce = this.acts.filter((act) => act.turnId === turnId && path.has(act.leafId));
    const last = (kind: 'pinned' | 'leftOut') => {
      const act = [...inForce].reverse().find((each) => each.kind === kind);
      return act?.kind === kind && act.value;
    };
    return { isPinned: last('pinned') ?? false, isLeftOut: last('leftOut') ?? false };
  }

  /** Other tokens are counted and another window holds them. */
  whenModelChanged(): void {
    this.isWindowAsSent = false;
    this.settledTokens = null;
  }

  configure(own: Partial<ChatSettings>): void {
    this.own = own;
    this.isWindowAsSent = false;
    this.settledTokens = null;
  }

  private replaceMessages(messages: readonly StoredMessage[]): void {
    this.messages = messages;
    this.paired = null;
    this.settledTokens = null;
  }

  /** The message a new one hangs on; null in an empty chat. */
  leafId(): number | null {
    return this.messages.at(-1)?.id ?? null;
  }

  /** Tokens of the window in use, the answer under way included. */
  usedTokens(): number {
    const seen = this.settledTokens === null || !this.running ? this.seen() : null;
    if (!this.running) return sumTokens(seen ?? []);
    const { turnId, ids } = this.running;
    if (seen) this.settledTokens = sumTokens(seen) - (seen.some((turn) => turn.id === turnId) ? ids.length : 0);
    return (this.settledTokens ?? 0) + (this.seesRunning() ? ids.length : 0);
  }

  private seesRunning(): boolean {
    const user = this.running && this.message(this.running.turnId);
    return user ? !this.decidedOf(user.id).isLeftOut : false;
  }

  broadcast(event: ChatEvent): void {
    this.events.send(event);
  }

  settings(): ChatSettings {
    return resolveSettings(this.own, this.model());
  }

  settingsView(): { readonly settings: ChatSettings; readonly clampedReplyTokens: number | null } {
    return {
      settings: this.settings(),
      clampedReplyTokens: clampedReplyTokens(this.own, this.model()?.windowTokens),
    };
  }

  /** The branch's turns, paired once for its messages and this model. */
  turns(): readonly Turn[] {
    const model = this.model();
    if (!this.paired || this.paired.model !== model) {
      const idsOf = (message: StoredMessage) => this.idsOf(message);
      const nameOf = (message: StoredMessage) => this.nameOf(message);
      const decidedOf = (turnId: number) => this.decidedOf(turnId);
      this.paired = { model, turns: turnsOf(this.messages, { idsOf, nameOf, decidedOf }) };
    }
    return this.running ? withLiveAnswer(this.paired.turns, this.running) : this.paired.turns;
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
    const plan = this.plan(draftTokens, turns);
    const seen = this.seen(turns);
    // Only these are named: what left the window long ago is not.
    const named = [...seen, ...plan.kept, ...(plan.type === 'forgets' ? plan.forgotten : [])];
    const names = new Map(named.map((turn) => [turn.id, turn.name]));
    return usageOf({
      windowTokens: model.windowTokens,
      reserveTokens: this.settings().maxReplyTokens,
      plan,
      seen,
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

  /** Throws `noSuchChat` when it was deleted. */
  view(): ChatView {
    const chat = this.store.chats.get(this.id);
    if (!chat) throw noSuchChat();
    return {
      ...this.turnsView(),
      ...this.settingsView(),
      id: this.id,
      title: chat.title,
      defaultSettings: resolveSettings({}, this.model()),
      messages: this.messages.map((message) => this.messageView(message)),
      draft: this.store.drafts.get(this.id),
      answering: this.running && { messageId: this.running.messageId, isWaiting: this.running.isWaiting },
    };
  }

  messageView(message: StoredMessage): MessageView {
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
      answeredBy: message.answeredBy,
      sendKey: message.sendKey,
    };
  }

  /** Stored ids, or the text encoded anew where they are of another vocabulary (the stored ones stay as they are). */
  private idsOf(message: StoredMessage): readonly number[] {
    const model = this.model();
    if (!model || message.tokenizerHash === model.tokenizer.hash) return message.tokenIds;
    if (this.reencodedBy !== model) this.reencoded.clear();
    this.reencodedBy = model;
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
