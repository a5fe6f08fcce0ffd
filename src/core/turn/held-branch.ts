import type { ModelHandle } from '../models/model-handle.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { Branch } from './branch.ts';
import { EarlierMessages } from './earlier-messages.ts';
import { ReadingByModel } from './message-reading.ts';

/** As many as fill any screen: the rest of a chat is read behind them. */
export const NEWEST_MESSAGES = 60;

export interface HeldBranchOptions {
  readonly chatId: number;
  readonly store: Pick<Store, 'messages' | 'acts'>;
  /** The one that it is counted for; null while none could be read. */
  readonly model: () => ModelHandle | null;
  /** A turn that is being stored goes on from what it was planned with: meanwhile no other model counts. */
  readonly isStarting: () => boolean;
  /** These messages were read that were not known before. Where this throws, they are not known after either. */
  readonly onRead: (messages: readonly StoredMessage[]) => void;
  /** Older messages stand before what is held. */
  readonly onEarlier: () => void;
  /** Another model counts it. */
  readonly onOtherModel: () => void;
  /** It is another one, or has other messages or other counts. */
  readonly onChanged: () => void;
}

/**
 * The branch of a chat that is shown, as the present model counts it. It is read once, the newest messages first and the others in pieces
 * when somebody wants them, and is only replaced from then on.
 */
export class HeldBranch {
  private readonly options: HeldBranchOptions;
  private readonly earlier: EarlierMessages;
  private reading: ReadingByModel;
  private held: Branch;
  private whole: Promise<void> | null = null;

  constructor(options: HeldBranchOptions) {
    const { chatId, store, model } = options;
    this.options = options;
    this.reading = new ReadingByModel(model());
    this.earlier = new EarlierMessages((messageId, count) => store.messages.before(messageId, count));
    const messages = store.messages.newest(chatId, NEWEST_MESSAGES);
    this.held = this.branchOf(messages, messages.length < NEWEST_MESSAGES);
  }

  /** Counted by the present model. */
  get(): Branch {
    this.whenModelChanged();
    return this.held;
  }

  /** Whatever counts it. */
  get leafId(): number | null {
    return this.held.leafId;
  }

  replace(branch: Branch): void {
    this.held = branch;
    this.options.onChanged();
  }

  /** By which messages are counted that are put to it. */
  presentReading(): ReadingByModel {
    const { model, isStarting } = this.options;
    if (this.reading.model !== model() && !isStarting()) this.reading = new ReadingByModel(model());
    return this.reading;
  }

  /** A message's ids as they were counted last. */
  idsOf(message: StoredMessage): readonly number[] {
    return this.reading.idsOf(message);
  }

  /** Settles when all of it is in memory: before, only its newest messages can be shown. Rejects as the store does. */
  readWhole(): Promise<void> {
    this.whole ??= this.readPieces().catch((error: unknown) => {
      // A disk may have come back when somebody asks again.
      this.whole = null;
      throw error;
    });
    return this.whole;
  }

  /** Reads the next older messages, if there are any that were not read. */
  readEarlier(): void {
    const branch = this.get();
    const [first] = branch.messages;
    if (branch.isWhole || !first) return;
    const { messages, isFirst } = this.earlier.next(first, this.presentReading());
    this.options.onRead(messages);
    this.replace(this.get().prepend(messages, isFirst, this.presentReading()));
    this.options.onEarlier();
  }

  /** Something of it was erased: what was known of it is not kept. Whoever works with all of it goes on with all of it. */
  readAnew(onRead: HeldBranchOptions['onRead']): void {
    const { chatId, store, model } = this.options;
    const { isWhole } = this.held;
    this.reading = new ReadingByModel(model());
    this.earlier.hold([], false);
    const read = isWhole ? store.messages.path(chatId) : store.messages.newest(chatId, NEWEST_MESSAGES);
    onRead(read);
    this.replace(this.branchOf(read, isWhole || read.length < NEWEST_MESSAGES));
  }

  /** Other tokens are counted and another window holds them: of the newest messages at once, of those before as they are read again. */
  whenModelChanged(): void {
    const { model, isStarting, onOtherModel } = this.options;
    if (this.reading.model === model() || isStarting()) return;
    const { messages, isWhole } = this.held;
    const start = Math.max(0, messages.length - NEWEST_MESSAGES);
    onOtherModel();
    this.replace(this.held.reread(this.presentReading(), NEWEST_MESSAGES));
    if (start === 0) return;
    this.earlier.hold(messages.slice(0, start), isWhole);
    this.whole = null;
  }

  private async readPieces(): Promise<void> {
    while (!this.get().isWhole) {
      // Whoever else wants something of the core has it between two pieces.
      await new Promise((resolve) => setImmediate(resolve));
      this.readEarlier();
    }
  }

  private branchOf(messages: readonly StoredMessage[], isWhole: boolean): Branch {
    const { chatId, store } = this.options;
    return Branch.of({ messages, isWhole, acts: store.acts.ofChat(chatId) }, this.reading);
  }
}
