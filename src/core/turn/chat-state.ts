import type { ChatSettings } from '../../shared/settings.ts';
import type { Usage } from '../../shared/usage-view.ts';
import type { ChatEvent, TurnOutcome, TurnsView } from '../../shared/views.ts';
import { Broadcast } from '../broadcast.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { noSuchChat } from '../no-such-chat.ts';
import type { WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { Branch } from './branch.ts';
import { ChatPartings } from './chat-partings.ts';
import { ChatWords } from './chat-words.ts';
import { HeldBranch } from './held-branch.ts';
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
  /** No turn was pinned or left out, and no setting changed, since the answer under way was planned. */
  isWindowAsSent = true;
  draftIds: readonly number[] = [];
  /** Answers that ended and could not be stored yet, by their ids: the store has them as they were before. */
  readonly unstored = new Map<number, StoredMessage>();
  partings: ChatPartings;
  readonly ownModel: OwnModel;
  /** In which of its turns a word stands. */
  words = new ChatWords();
  private readonly held: HeldBranch;
  readonly store: Store;
  /** The one that it is counted and planned for; null while none could be read. */
  readonly model: () => ModelHandle | null;
  private readonly toldTurns = new ToldTurns();
  private readonly own: OwnSettings;
  /** Tokens of the seen turns but for the one being answered; null when they have to be counted anew. */
  private settledTokens: number | null = null;

  /** Throws `noSuchChat` for one that is not in the store or was deleted. */
  constructor(id: number, { store, model, findModel, onError }: ChatStateOptions) {
    if (!store.chats.get(id)) throw noSuchChat();
    this.id = id;
    this.store = store;
    this.model = model;
    this.events = new Broadcast<ChatEvent>(onError);
    this.own = new OwnSettings(store.settings.ofChat(id));
    this.ownModel = new OwnModel(store.chatModels.get(id), { model, findModel });
    this.partings = new ChatPartings(id, store.branches);
    this.held = new HeldBranch({
      ...{ chatId: id, store, model, isStarting: () => this.isStarting },
      onRead: (messages) => this.partings.read(messages),
      onEarlier: () => this.tellAllTurns(),
      onOtherModel: () => {
        this.isWindowAsSent = false;
      },
      onChanged: () => {
        this.settledTokens = null;
      },
    });
    this.partings.read(this.branch.messages);
    this.tellAllTurns();
  }

  /** Something of it was erased: what was known of its messages is forgotten, and the branch that is left is read. */
  readAnew(): void {
    this.words = new ChatWords();
    this.isWindowAsSent = false;
    this.held.readAnew((messages) => {
      this.partings = new ChatPartings(this.id, this.store.branches);
      this.partings.read(messages);
    });
  }

  /** What is shown, as the present model counts it: another one may have been read a moment ago. */
  get branch(): Branch {
    return this.held.get();
  }

  /** Settles when all of the branch is in memory: before, only its newest messages can be shown. Rejects as the store does. */
  readWhole(): Promise<void> {
    return this.held.readWhole();
  }

  /** Reads the next older messages, if there are any that were not read. */
  readEarlier(): void {
    this.held.readEarlier();
  }

  /** Another model may have been read. */
  whenModelChanged(): void {
    this.held.whenModelChanged();
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
    return this.branch.upTo(parentId).append(stored, this.held.presentReading(), acts);
  }

  /** A turn was stored at the end of its branch, which is shown from now on. */
  begin(turn: RunningTurn): void {
    this.running = turn;
    this.showBranch(turn.branch);
  }

  /** Another branch is shown, which is stored; messages of it that were not known before are `added`. */
  showBranch(branch: Branch, added: readonly StoredMessage[] = []): void {
    this.partings.leave(this.branch, branch);
    for (const message of branch.messages.slice(-2)) this.partings.add(message, this.branch);
    this.partings.read(added);
    this.held.replace(branch);
  }

  /** The branch that ends at this message of the chat, and what of it is not on the one that is shown. */
  branchTo(messageId: number): { readonly branch: Branch; readonly added: readonly StoredMessage[] } {
    const { forkId, messages } = this.store.branches.forkTo(messageId, (id) => this.branch.message(id) !== undefined);
    const added = messages.map((message) => this.unstored.get(message.id) ?? message);
    return { branch: this.branch.upTo(forkId).append(added, this.held.presentReading()), added };
  }

  /** Its answer ended as `message` says. */
  end(message: StoredMessage | null): void {
    this.running = null;
    this.held.replace(message ? this.branch.replaceLeaf(message, this.held.presentReading()) : this.branch);
  }

  /** A person decided something about the window, and it is stored. */
  act(...acts: readonly WindowAct[]): void {
    this.isWindowAsSent = false;
    this.held.replace(this.branch.act(...acts));
  }

  configure(own: Partial<ChatSettings>): void {
    this.own.change(own);
    this.isWindowAsSent = false;
    this.settledTokens = null;
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
    return this.held.idsOf(message);
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
