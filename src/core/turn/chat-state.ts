import type { ChatSettings } from '../../shared/settings.ts';
import type { Usage } from '../../shared/usage-view.ts';
import type { ChatEvent, TurnOutcome, TurnsView } from '../../shared/views.ts';
import { Broadcast } from '../broadcast.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { noSuchChat } from '../no-such-chat.ts';
import type { WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { Branch } from './branch.ts';
import { ChatPartings } from './chat-partings.ts';
import { ChatWords } from './chat-words.ts';
import { EarlierMessages } from './earlier-messages.ts';
import { ReadingByModel } from './message-reading.ts';
import { OwnModel, type OwnModelOptions } from './own-model.ts';
import { OwnSettings } from './own-settings.ts';
import { promptIdsOf } from './prompt.ts';
import type { RunningTurn } from './running-turn.ts';
import { ToldTurns } from './told-turns.ts';
import { namesOfTurns } from './turn-names.ts';
import { type Turn, withLiveAnswer } from './turns.ts';
import type { WindowPlan } from './window.ts';
import { sumTokens } from './window.ts';
import { forgettingLineOf, openingTokensIn, planOf, seenOf, usageIn, type WindowSight } from './window-sight.ts';

export interface ChatStateOptions {
  readonly store: Store;
  readonly model: () => ModelHandle | null;
  readonly findModel: OwnModelOptions['findModel'];
  /** Told of what a watcher's line threw at an event. */
  readonly onError: (error: unknown) => void;
}

/** As many as fill any screen: the rest of a chat is read behind them. */
export const NEWEST_MESSAGES = 60;

/**
 * One chat in memory: its shown branch, its settings, the answer under way, and who watches. The branch is read once, the newest
 * messages first, and appended to from then on: an answer ends well, whatever became of its chat.
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
  /** Answers that ended and could not be stored yet, by their ids: the store has them as they were before. */
  readonly unstored = new Map<number, StoredMessage>();
  partings: ChatPartings;
  readonly ownModel: OwnModel;
  /** In which of its turns a word stands. */
  words = new ChatWords();
  private held: Branch;
  readonly store: Store;
  /** The one that it is counted and planned for; null while none could be read. */
  readonly model: () => ModelHandle | null;
  private readonly toldTurns = new ToldTurns();
  private readonly earlier: EarlierMessages;
  private reading: ReadingByModel;
  private readonly own: OwnSettings;
  /** Tokens of the seen turns but for the one being answered; null when they have to be counted anew. */
  private settledTokens: number | null = null;
  private whole: Promise<void> | null = null;

  /** Throws `noSuchChat` for one that is not in the store or was deleted. */
  constructor(id: number, { store, model, findModel, onError }: ChatStateOptions) {
    if (!store.chats.get(id)) throw noSuchChat();
    this.id = id;
    this.store = store;
    this.model = model;
    this.events = new Broadcast<ChatEvent>(onError);
    this.own = new OwnSettings(store.settings.ofChat(id));
    this.ownModel = new OwnModel(store.chatModels.get(id), { model, findModel });
    this.reading = new ReadingByModel(model());
    this.earlier = new EarlierMessages((messageId, count) => store.messages.before(messageId, count));
    const messages = store.messages.newest(id, NEWEST_MESSAGES);
    this.held = this.branchOf(messages, messages.length < NEWEST_MESSAGES);
    this.partings = new ChatPartings(id, store.branches);
    this.partings.read(messages);
    this.tellAllTurns();
  }

  private branchOf(messages: readonly StoredMessage[], isWhole: boolean): Branch {
    return Branch.of({ messages, isWhole, acts: this.store.acts.ofChat(this.id) }, this.reading);
  }

  /** Something of it was erased: what was known of its messages is forgotten, and the branch that is left is read. */
  readAnew(): void {
    this.words = new ChatWords();
    this.reading = new ReadingByModel(this.model());
    this.isWindowAsSent = false;
    this.earlier.hold([], false);
    // Whoever works with all of it goes on with all of it.
    const { messages } = this.store;
    const read = this.held.isWhole ? messages.path(this.id) : messages.newest(this.id, NEWEST_MESSAGES);
    this.partings = new ChatPartings(this.id, this.store.branches);
    this.partings.read(read);
    this.replaceBranch(this.branchOf(read, this.held.isWhole || read.length < NEWEST_MESSAGES));
  }

  /** What is shown, as the present model counts it: another one may have been read a moment ago. */
  get branch(): Branch {
    this.whenModelChanged();
    return this.held;
  }

  /** Settles when all of the branch is in memory: before, only its newest messages can be shown. Rejects as the store does. */
  readWhole(): Promise<void> {
    this.whole ??= this.readPieces().catch((error: unknown) => {
      // A disk may have come back when somebody asks again.
      this.whole = null;
      throw error;
    });
    return this.whole;
  }

  private async readPieces(): Promise<void> {
    while (!this.branch.isWhole) {
      // Whoever else wants something of the core has it between two pieces.
      await new Promise((resolve) => setImmediate(resolve));
      this.readEarlier();
    }
  }

  /** Reads the next older messages, if there are any that were not read. */
  readEarlier(): void {
    const first = this.branch.messages[0];
    if (this.branch.isWhole || !first) return;
    const { messages, isFirst } = this.earlier.next(first, this.upToDate());
    this.partings.read(messages);
    this.replaceBranch(this.branch.prepend(messages, isFirst, this.upToDate()));
    this.tellAllTurns();
  }

  /** Messages came to branches beside the one that is shown. */
  branchesChanged(): void {
    this.partings.read(this.branch.messages);
  }

  /** The answer under way, where it is the end of the branch that is shown. */
  get live(): RunningTurn | null {
    return this.running !== null && this.running.messageId === this.held.leafId ? this.running : null;
  }

  /** The branch with what was stored behind `parentId`, where what followed before leaves it; `acts` were stored with it. */
  branchWith(stored: readonly StoredMessage[], parentId: number | null, acts: readonly WindowAct[]): Branch {
    return this.branch.upTo(parentId).append(stored, this.upToDate(), acts);
  }

  /** A turn was stored at the end of its branch, which is shown from now on. */
  begin(turn: RunningTurn): void {
    this.running = turn;
    this.isWindowAsSent = true;
    this.showBranch(turn.branch);
  }

  /** Another branch is shown, which is stored; messages of it that were not known before are `added`. */
  showBranch(branch: Branch, added: readonly StoredMessage[] = []): void {
    this.partings.leave(this.branch, branch);
    for (const message of branch.messages.slice(-2)) this.partings.add(message, this.branch);
    this.partings.read(added);
    this.replaceBranch(branch);
  }

  /** The branch that ends at this message of the chat, and what of it is not on the one that is shown. */
  branchTo(messageId: number): { readonly branch: Branch; readonly added: readonly StoredMessage[] } {
    const { forkId, messages } = this.store.branches.forkTo(messageId, (id) => this.branch.message(id) !== undefined);
    const added = messages.map((message) => this.unstored.get(message.id) ?? message);
    return { branch: this.branch.upTo(forkId).append(added, this.upToDate()), added };
  }

  /** Its answer ended as `message` says. */
  end(message: StoredMessage | null): void {
    this.running = null;
    this.replaceBranch(message ? this.branch.replaceLeaf(message, this.upToDate()) : this.branch);
  }

  /** A person decided something about the window, and it is stored. */
  act(...acts: readonly WindowAct[]): void {
    this.isWindowAsSent = false;
    this.replaceBranch(this.branch.act(...acts));
  }

  /** Other tokens are counted and another window holds them: of the newest messages at once, of those before as they are read again. */
  whenModelChanged(): void {
    // A turn that is being stored goes on from what it was planned with.
    if (this.reading.model === this.model() || this.isStarting) return;
    const { messages, isWhole } = this.held;
    const start = Math.max(0, messages.length - NEWEST_MESSAGES);
    this.isWindowAsSent = false;
    this.replaceBranch(this.held.reread(this.upToDate(), NEWEST_MESSAGES));
    if (start === 0) return;
    this.earlier.hold(messages.slice(0, start), isWhole);
    this.whole = null;
  }

  configure(own: Partial<ChatSettings>): void {
    this.own.change(own);
    this.isWindowAsSent = false;
    this.settledTokens = null;
  }

  private replaceBranch(branch: Branch): void {
    this.held = branch;
    this.settledTokens = null;
  }

  private upToDate(): ReadingByModel {
    const model = this.model();
    if (this.reading.model !== model && !this.isStarting) this.reading = new ReadingByModel(model);
    return this.reading;
  }

  /** Tokens of the window in use, the answer under way included. */
  usedTokens(): number {
    const { live: running, branch } = this;
    const openingTokens = openingTokensIn({ model: this.model() });
    if (!running) return openingTokens + sumTokens(this.seen());
    if (this.settledTokens === null) {
      const seen = this.seen();
      this.settledTokens = sumTokens(seen) - (seen.at(-1)?.id === running.turnId ? running.ids.length : 0);
    }
    const isSeen = branch.turn(running.turnId)?.isLeftOut === false;
    return openingTokens + this.settledTokens + (isSeen ? running.ids.length : 0);
  }

  broadcast(event: ChatEvent): void {
    this.events.send(event);
  }

  /** As they hold with this model; by default with the present one. */
  settings(model = this.model()): ChatSettings {
    return this.own.with(model);
  }

  settingsView(): ReturnType<OwnSettings['view']> {
    return this.own.view(this.model());
  }

  /** What the window is planned from, on this branch or on one that begins like it. */
  sight(branch?: Branch): WindowSight {
    return { branch: branch ?? this.branch, live: this.live, settings: this.settings(), model: this.model() };
  }

  /** A message's ids in the loaded model's vocabulary. */
  idsOf(message: StoredMessage): readonly number[] {
    return this.reading.idsOf(message);
  }

  /** How turns of the branch are named, also those that were not read yet. */
  turnNames(turnIds: readonly number[]): ReadonlyMap<number, string> {
    return namesOfTurns(this.branch, turnIds, (unread) => this.store.messages.texts(unread));
  }

  /** What the user said in a turn, also in one that was not read yet; undefined where it is gone. */
  saidIn(turnId: number): string | undefined {
    return this.branch.turn(turnId)?.user.text ?? this.store.messages.texts([turnId]).get(turnId);
  }

  turns(): readonly Turn[] {
    return withLiveAnswer(this.sight().branch.turns, this.live);
  }

  plan(draftTokens: number, branch?: Branch): WindowPlan<Turn> {
    return planOf(this.sight(branch), draftTokens);
  }

  seen(): readonly Turn[] {
    return seenOf(this.sight());
  }

  usage(draftIds: readonly number[], branch?: Branch): Usage {
    return usageIn(this.sight(branch), draftIds);
  }

  /** The prompt's ids for turns that a plan keeps, with or without a new message behind them; by default for the present model. */
  promptIds(kept: readonly Turn[], draftIds: readonly number[] | null, model = this.model()): number[] {
    if (!model) throw new Error('A prompt is made only once a model is known.');
    return promptIdsOf(kept, draftIds, model.form.ids);
  }

  /** What is different of the turns since it was told last. */
  turnsChange(): TurnsView {
    const seen = this.seen();
    return { turns: this.toldTurns.change(this.turns(), seen), forgetting: forgettingLineOf(this.sight(), seen) };
  }

  /** All turns are told as they stand: with a view of them, or with none, since nobody watches yet. */
  tellAllTurns(): void {
    this.toldTurns.told(this.turns(), this.seen());
  }
}
