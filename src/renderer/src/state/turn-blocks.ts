import type { MessageView, TurnView } from '../../../shared/views.ts';
import { isSameList } from './same-list.ts';

/** One turn as it is shown: what was asked and what was answered. */
export interface ShownTurn {
  readonly id: number;
  /** Null only if the core named a message whose turn it did not name. */
  readonly turn: TurnView | null;
  readonly user: MessageView | null;
  readonly assistant: MessageView | null;
}

/**
 * Turns that stand together: an event copies the block that it is about, and what is far from sight costs the document by the
 * block. Along a chat ids ascend, of blocks, turns and messages.
 */
export interface TurnBlock {
  /** The id of its first turn: it stays the same while turns are added behind. */
  readonly key: number;
  readonly turns: readonly ShownTurn[];
}

export type TurnBlocks = readonly TurnBlock[];

/** So few that copying or laying out a block is not noticed, so many that thousands of turns are few blocks. */
export const TURNS_IN_BLOCK = 64;

interface Told {
  readonly messages: readonly MessageView[];
  readonly turns: readonly TurnView[];
}

/** Puts messages and turns together, in the messages' order. */
export function blocksOf({ messages, turns }: Told): TurnBlocks {
  return inBlocks(shownTurns(messages, turns));
}

/**
 * With what stands before. A turn may be told in two pieces, its answer first and its question with what is older; what is
 * known already, since a chat was told anew, stays the very same object where nothing is different.
 */
export function withEarlier(blocks: TurnBlocks, { messages, turns }: Told): TurnBlocks {
  const firstId = blocks[0]?.key ?? Number.POSITIVE_INFINITY;
  const told = shownTurns(messages, turns);
  const known = told.filter(({ id }) => id >= firstId).reduce(withToldTurn, blocks);
  return [...inBlocks(told.filter(({ id }) => id < firstId)), ...known];
}

/**
 * A chat that is told anew, by its newest messages. Nothing before these can have changed where their first is known: what is
 * read there stays on the screen.
 */
export function toldAnew(blocks: TurnBlocks, told: Told): TurnBlocks {
  const [first] = told.messages;
  if (!first || !findNewest(blocks, ({ id }) => id === first.turnId)) return blocksOf(told);
  const before = keptThrough(blocks, first.id - 1);
  return shownTurns(told.messages, told.turns)
    .map((turn) => {
      const known = findNewest(blocks, ({ id }) => id === turn.id);
      // An answer that is told no more stood on another branch.
      return known ? merged(turn.assistant ? known : { ...known, assistant: null }, turn) : turn;
    })
    .reduce(withToldTurn, before);
}

/** With messages that are new or as they are now: behind the last one, or in their own turn's place. */
export function withMessages(blocks: TurnBlocks, messages: readonly MessageView[]): TurnBlocks {
  return shownTurns(messages, []).reduce(withToldTurn, blocks);
}

/** With these turns as they stand now; those that look the same stay the very same objects, so that they do not render. */
export function withTurnViews(blocks: TurnBlocks, views: readonly TurnView[]): TurnBlocks {
  const withView = (all: TurnBlocks, view: TurnView) =>
    changedTurn(all, view.id, (turn) => (isSameView(turn.turn, view) ? turn : { ...turn, turn: view }));
  return views.reduce(withView, blocks);
}

/** Without what stands behind this message; null: nothing stays. */
export function keptThrough(blocks: TurnBlocks, messageId: number | null): TurnBlocks {
  if (messageId === null) return [];
  const last = blocks.at(-1)?.turns.at(-1);
  const lastId = last?.assistant?.id ?? last?.user?.id ?? 0;
  if (lastId <= messageId) return blocks;
  const kept = blocks.filter(({ key }) => key <= messageId);
  const [cut] = kept.slice(-1);
  if (!cut) return [];
  const turns = cut.turns.filter(({ id }) => id <= messageId).map((turn) => withoutAnswerBehind(turn, messageId));
  return [...kept.slice(0, -1), { ...cut, turns }];
}

/** The newest turn for which this holds. */
export function findNewest(blocks: TurnBlocks, holds: (turn: ShownTurn) => boolean): ShownTurn | null {
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    const turns = blocks[at]?.turns ?? [];
    for (let index = turns.length - 1; index >= 0; index -= 1) {
      const turn = turns[index];
      if (turn && holds(turn)) return turn;
    }
  }
  return null;
}

/** The turn with this id. */
export function turnIn(blocks: TurnBlocks, turnId: number): ShownTurn | null {
  return blocks[blockAt(blocks, turnId)]?.turns.find(({ id }) => id === turnId) ?? null;
}

/** All messages, in order. */
export function* messagesOf(blocks: TurnBlocks): Generator<MessageView> {
  for (const { turns } of blocks) {
    for (const { user, assistant } of turns) {
      if (user) yield user;
      if (assistant) yield assistant;
    }
  }
}

/** How all turns stand in the window, in order. */
export function turnViewsOf(blocks: TurnBlocks): readonly TurnView[] {
  return blocks.flatMap(({ turns }) => turns.flatMap(({ turn }) => turn ?? []));
}

function shownTurns(messages: readonly MessageView[], views: readonly TurnView[]): readonly ShownTurn[] {
  const viewById = new Map(views.map((view) => [view.id, view]));
  const shown = new Map<number, ShownTurn>();
  for (const message of messages) {
    const id = message.turnId;
    const turn = shown.get(id) ?? { id, turn: viewById.get(id) ?? null, user: null, assistant: null };
    shown.set(id, message.role === 'user' ? { ...turn, user: message } : { ...turn, assistant: message });
  }
  return [...shown.values()];
}

function inBlocks(turns: readonly ShownTurn[]): TurnBlock[] {
  const blocks: TurnBlock[] = [];
  for (let start = 0; start < turns.length; start += TURNS_IN_BLOCK) {
    const own = turns.slice(start, start + TURNS_IN_BLOCK);
    blocks.push({ key: own[0]?.id ?? 0, turns: own });
  }
  return blocks;
}

/** With this turn, behind the last one or in its place; what is not told of it stays. */
function withToldTurn(blocks: TurnBlocks, told: ShownTurn): TurnBlocks {
  const last = blocks.at(-1);
  const isNew = (last?.turns.at(-1)?.id ?? 0) < told.id;
  if (!isNew) return changedTurn(blocks, told.id, (known) => merged(known, told));
  if (!last || last.turns.length >= TURNS_IN_BLOCK) return [...blocks, { key: told.id, turns: [told] }];
  return replacedAt(blocks, blocks.length - 1, { ...last, turns: [...last.turns, told] });
}

function merged(known: ShownTurn, told: ShownTurn): ShownTurn {
  const turn = told.turn && !isSameView(known.turn, told.turn) ? told.turn : known.turn;
  const user = told.user && !isSameMessage(known.user, told.user) ? told.user : known.user;
  const assistant =
    told.assistant && !isSameMessage(known.assistant, told.assistant) ? told.assistant : known.assistant;
  const isSame = turn === known.turn && user === known.user && assistant === known.assistant;
  return isSame ? known : { id: known.id, turn, user, assistant };
}

function changedTurn(blocks: TurnBlocks, turnId: number, change: (turn: ShownTurn) => ShownTurn): TurnBlocks {
  const at = blockAt(blocks, turnId);
  const block = blocks[at];
  const index = block?.turns.findIndex(({ id }) => id === turnId) ?? -1;
  const turn = block?.turns[index];
  const changed = turn && change(turn);
  if (!block || !changed || changed === turn) return blocks;
  return replacedAt(blocks, at, { ...block, turns: replacedAt(block.turns, index, changed) });
}

/** Where the block of a turn, or of a message, is: mostly one of the newest. -1: it would stand before the first. */
export function blockAt(blocks: TurnBlocks, id: number): number {
  let at = blocks.length - 1;
  while (at >= 0 && (blocks[at]?.key ?? 0) > id) at -= 1;
  return at;
}

function replacedAt<Item>(items: readonly Item[], index: number, item: Item): readonly Item[] {
  const copy = [...items];
  copy[index] = item;
  return copy;
}

function withoutAnswerBehind(turn: ShownTurn, messageId: number): ShownTurn {
  return turn.assistant && turn.assistant.id > messageId ? { ...turn, assistant: null } : turn;
}

function isSameView(left: TurnView | null, right: TurnView): boolean {
  return (
    left?.name === right.name &&
    left.tokenCount === right.tokenCount &&
    left.isPinned === right.isPinned &&
    left.isLeftOut === right.isLeftOut &&
    left.isSeen === right.isSeen
  );
}

/** Whether a message that is told anew says nothing new: what has ended changes no more. */
function isSameMessage(left: MessageView | null, right: MessageView): boolean {
  if (left?.id !== right.id || left.state !== right.state || left.text !== right.text) return false;
  return left.state !== 'streaming' && isSameList(left.beside ?? [], right.beside ?? []);
}
