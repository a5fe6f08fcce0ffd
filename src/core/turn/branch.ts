import type { ActInForce, WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import { actsInForce, decidedStart, type Flags, flagsOf, inForceUpTo, isSameAct, keyOf } from './acts-in-force.ts';
import { lowerBound } from './ascending.ts';
import { isWholeTurn, type MessageReading, type Turn, turnsOf } from './turns.ts';

/** What a branch is made of. Messages stand in order, each the answer to or the question behind the one before. */
export interface BranchParts {
  readonly messages: readonly StoredMessage[];
  /** False: messages stand before these that were not read yet. */
  readonly isWhole: boolean;
  /** Of the chat: those made at messages of other branches do nothing here. */
  readonly acts: readonly WindowAct[];
}

/**
 * One path through a chat's tree, from its first message (or, while it is read, a later one) to the leaf, paired into turns,
 * with what a person decided about them. Immutable: whatever happens makes another one, which shares all that stayed.
 * Message ids ascend along it, so that a turn is found, and a part cut off, without looking at the others.
 */
export class Branch {
  readonly messages: readonly StoredMessage[];
  readonly turns: readonly Turn[];
  readonly isWhole: boolean;
  private readonly acts: readonly WindowAct[];
  /** Those of `acts` that hold here, by what they are about. */
  private readonly inForce: ReadonlyMap<string, WindowAct>;
  /** Tokens of the answered turns before each turn. [turns + 1] */
  private readonly tokensBefore: readonly number[];
  /** It ends before the messages at which some acts were made: what goes on from here has them only if it carries them. */
  private isCut = false;

  private constructor(
    parts: BranchParts,
    turns: readonly Turn[],
    inForce = actsInForce(parts.acts, parts.messages),
    tokensBefore = runningSums(turns),
  ) {
    this.messages = parts.messages;
    this.isWhole = parts.isWhole;
    this.acts = parts.acts;
    this.turns = turns;
    this.inForce = inForce;
    this.tokensBefore = tokensBefore;
  }

  static of(parts: BranchParts, reading: MessageReading): Branch {
    const inForce = actsInForce(parts.acts, parts.messages);
    return new Branch(parts, turnsOf(parts.messages, reading, flagsIn(inForce)), inForce);
  }

  /** The message that a new one hangs on; null in an empty chat. */
  get leafId(): number | null {
    return this.messages.at(-1)?.id ?? null;
  }

  /** With messages behind the leaf, and acts that were stored with them. */
  append(added: readonly StoredMessage[], reading: MessageReading, carried: readonly WindowAct[] = []): Branch {
    const messages = [...this.messages, ...added];
    const acts = carried.length === 0 ? this.acts : [...this.acts, ...carried];
    const addedIds = new Set(added.map(({ id }) => id));
    const isSamePath = carried.length === 0 && !this.isCut && !this.acts.some(({ leafId }) => addedIds.has(leafId));
    const inForce = isSamePath ? this.inForce : actsInForce(acts, messages);
    // A question without an answer yet is a turn already: it is paired again.
    const isOpen = this.messages.at(-1)?.role === 'user';
    // On another path, what was decided further down the one before holds no more.
    const decided = isSamePath ? carried : [...this.inForce.values(), ...inForce.values()];
    const closed = decidedBy(decided, isOpen ? this.turns.slice(0, -1) : this.turns, inForce);
    const unpaired = isOpen ? messages.slice(this.messages.length - 1) : added;
    const turns = [...closed, ...turnsOf(unpaired, reading, flagsIn(inForce))];
    return this.with({ messages, acts }, turns, inForce);
  }

  /** With messages before the first: the next older ones, as they are read. */
  prepend(earlier: readonly StoredMessage[], isWhole: boolean, reading: MessageReading): Branch {
    const messages = [...earlier, ...this.messages];
    const inForce = actsInForce(this.acts, messages);
    // An answer that was read without its question.
    const unpaired = this.messages.slice(0, this.messages[0]?.role === 'assistant' ? 1 : 0);
    const turns = [...turnsOf([...earlier, ...unpaired], reading, flagsIn(inForce)), ...this.turns];
    return this.with({ messages, isWhole }, turns, inForce);
  }

  /** Its part up to a message, that one included; null: nothing of it. What a person decided about the turns in it still holds. */
  upTo(messageId: number | null): Branch {
    const end = messageId === null ? 0 : this.indexOf(messageId) + 1;
    if (end === this.messages.length) return this;
    const messages = this.messages.slice(0, end);
    const last = messages.at(-1);
    const turns = this.turns.filter((turn) => turn.id <= (last?.turnId ?? 0));
    const newest = turns.at(-1);
    if (newest && last?.role === 'user') turns[turns.length - 1] = unanswered(newest);
    const inForce = inForceUpTo(messages, { inForce: this.inForce, start: this.decidedStart(), acts: this.acts });
    const cut = this.with({ messages }, turns, inForce);
    cut.isCut = true;
    return cut;
  }

  /** Its newest turns alone, as if nothing had been said before them. */
  lastTurns(count: number): Branch {
    const turns = this.turns.slice(-Math.max(1, count));
    const firstId = turns[0]?.id ?? 0;
    const messages = this.messages.filter(({ id }) => id >= firstId);
    const kept = new Map([...this.inForce].filter(([, act]) => act.turnId !== null && act.turnId >= firstId));
    const start = this.decidedStart();
    if (start && !kept.has('start')) kept.set('start', { ...start, kind: 'start', turnId: null });
    return this.with({ messages, isWhole: true }, turns, kept);
  }

  /** What a person decided that holds at its end. */
  decisions(): ActInForce[] {
    return this.actsThatHold().map(({ leafId: _leafId, atMs: _atMs, ...act }) => act);
  }

  /** With another state of the message at its leaf: an answer that ended. */
  replaceLeaf(message: StoredMessage, reading: MessageReading): Branch {
    if (message.id !== this.leafId) return this;
    return this.upTo(message.parentId).append([message], reading);
  }

  /** With what a person decided just now, at the leaf, or at what was the leaf when it was stored. */
  act(...made: readonly WindowAct[]): Branch {
    const acts = [...this.acts.filter((known) => !made.some((act) => isSameAct(known, act))), ...made];
    const inForce = new Map(this.inForce);
    for (const act of made) if (this.isDecidedBy(act)) inForce.set(keyOf(act), act);
    return this.with({ acts }, decidedBy(made, this.turns, inForce), inForce);
  }

  /** Its newest messages, as another model counts them: those before come by `prepend` again. */
  reread(reading: MessageReading, newest: number): Branch {
    const messages = this.messages.slice(-newest);
    const isWhole = this.isWhole && messages.length === this.messages.length;
    return Branch.of({ messages, isWhole, acts: this.acts }, reading);
  }

  /** The turns alone that decide its window, as another model counts them: it would plan the same window by the whole of them. */
  windowReread(reading: MessageReading): Branch {
    const kept = new Set(this.windowTurns().map(({ id }) => id));
    const messages = this.messages.filter(({ turnId }) => kept.has(turnId));
    return this.with({ messages }, turnsOf(messages, reading, flagsIn(this.inForce)), this.inForce);
  }

  /**
   * What a branch begins with that goes on behind a message other than the leaf: the acts that hold here for turns that it shares,
   * and would not hold there, since they were made further down.
   */
  actsToCarry(afterId: number | null): ActInForce[] {
    const carried: ActInForce[] = [];
    if (afterId === null) return carried;
    for (const { leafId, atMs: _, ...act } of this.actsThatHold()) {
      const isShared = act.turnId === null || act.turnId <= afterId;
      if (isShared && leafId > afterId) carried.push(act);
    }
    return carried;
  }

  turn(turnId: number): Turn | undefined {
    const turn = this.turns[this.turnIndex(turnId)];
    return turn?.id === turnId ? turn : undefined;
  }

  /** What stands behind this message on the branch; null asks for the first. */
  messageAfter(messageId: number | null): StoredMessage | undefined {
    if (messageId === null) return this.isWhole ? this.messages[0] : undefined;
    const index = this.indexOf(messageId);
    return index < 0 ? undefined : this.messages[index + 1];
  }

  message(messageId: number): StoredMessage | undefined {
    return this.messages[this.indexOf(messageId)];
  }

  /** The first turn that the window holds but for pinned ones; 0: all. As the newest answer or a later act says. */
  get windowStart(): number {
    const decided = this.decidedStart();
    return (decided ? decided.turnId : this.newestAnswer()?.windowStartId) ?? 0;
  }

  /** When the window came to begin there; null while it begins with the chat. */
  get forgottenAtMs(): number | null {
    return this.decidedStart()?.atMs ?? this.newestAnswer()?.forgottenAtMs ?? null;
  }

  /**
   * The turns that decide what the window holds: those from its start on, the newest, and before them the pinned ones and the
   * chat's first that is not left out. As many as the window has room for, however long the chat is.
   */
  windowTurns(): Turn[] {
    const from = this.turnIndex(this.windowStart);
    const before = new Set<number>();
    for (const act of this.inForce.values()) {
      if (act.kind === 'pinned' && act.value) before.add(this.turnIndex(act.turnId));
    }
    // Which turn is the chat's first is known once all of it is.
    if (this.isWhole) before.add(this.turns.findIndex((turn) => isWholeTurn(turn) && !turn.isLeftOut));
    before.add(this.newestWholeIndex());
    before.add(this.turns.length - 1);
    const held = [...before].filter((index) => index >= 0 && index < from).sort((one, other) => one - other);
    return [...held.map((index) => this.turns[index] as Turn), ...this.turns.slice(from)];
  }

  /** Tokens of the answered turns before a turn. */
  answeredTokensBefore(turnId: number): number {
    return this.tokensBefore[this.turnIndex(turnId)] ?? 0;
  }

  /** The first turn with this id or a later one; undefined behind the last. */
  turnFrom(turnId: number): Turn | undefined {
    return this.turns[this.turnIndex(turnId)];
  }

  /** Undefined before the first. */
  turnBefore(turnId: number): Turn | undefined {
    return this.turns[this.turnIndex(turnId) - 1];
  }

  /** The act was made on this path, and nothing further down says otherwise. */
  private isDecidedBy(act: WindowAct): boolean {
    const known = this.inForce.get(keyOf(act));
    const isOverruled = known !== undefined && known.leafId > act.leafId && this.indexOf(known.leafId) >= 0;
    return !isOverruled && this.indexOf(act.leafId) >= 0;
  }

  /** Where a person decided that the window starts, unless an answer further down was given with a start of its own. */
  private decidedStart(): WindowAct | undefined {
    return decidedStart(this.inForce, this.newestAnswer()?.id ?? 0);
  }

  private actsThatHold(): WindowAct[] {
    const start = this.decidedStart();
    return [...this.inForce.values()].filter((act) => act.kind !== 'start' || act === start);
  }

  private newestWholeIndex(): number {
    let index = this.turns.length - 1;
    while (index >= 0 && !isWholeTurn(this.turns[index] as Turn)) index--;
    return index;
  }

  private newestAnswer(): StoredMessage | undefined {
    const leaf = this.messages.at(-1);
    return leaf?.role === 'user' ? this.messages.at(-2) : leaf;
  }

  private with(parts: Partial<BranchParts>, turns: readonly Turn[], inForce: ReadonlyMap<string, WindowAct>): Branch {
    const { messages, isWhole, acts } = this;
    return new Branch({ messages, isWhole, acts, ...parts }, turns, inForce, this.sumsOf(turns));
  }

  /** The sums of another branch's turns: those of the turns that both begin with are known. */
  private sumsOf(turns: readonly Turn[]): readonly number[] {
    let shared = 0;
    while (shared < turns.length && turns[shared] === this.turns[shared]) shared++;
    return runningSums(turns, this.tokensBefore.slice(0, shared + 1));
  }

  private turnIndex(turnId: number): number {
    return lowerBound(this.turns, turnId);
  }

  private indexOf(messageId: number): number {
    const index = lowerBound(this.messages, messageId);
    return this.messages[index]?.id === messageId ? index : -1;
  }
}

function flagsIn(inForce: ReadonlyMap<string, WindowAct>): (turnId: number) => Flags {
  return (turnId) => flagsOf(inForce, turnId);
}

/** Turns with what holds of them now, once these acts were made; those that are as before stay the very same objects. */
function decidedBy(
  made: readonly WindowAct[],
  turns: readonly Turn[],
  inForce: ReadonlyMap<string, WindowAct>,
): readonly Turn[] {
  if (made.length === 0) return turns;
  const flags = flagsIn(inForce);
  const turnIds = new Set(made.map((act) => act.turnId));
  return turns.map((turn) => {
    if (!turnIds.has(turn.id)) return turn;
    const { isPinned, isLeftOut } = flags(turn.id);
    return isPinned === turn.isPinned && isLeftOut === turn.isLeftOut ? turn : { ...turn, isPinned, isLeftOut };
  });
}

/** The turn of a question that is asked again: its answer is not there yet. */
function unanswered(turn: Turn): Turn {
  return { ...turn, answer: undefined, answerIds: [], tokenCount: turn.tokenCount - turn.answerIds.length };
}

function runningSums(turns: readonly Turn[], known: readonly number[] = [0]): readonly number[] {
  const sums = [...known];
  for (let index = sums.length - 1; index < turns.length; index++) {
    const turn = turns[index] as Turn;
    sums.push((sums[index] as number) + (isWholeTurn(turn) ? turn.tokenCount : 0));
  }
  return sums;
}
