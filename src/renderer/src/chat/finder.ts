import { type FoldedText, fold, foldInPlace } from '../../../shared/fold.ts';
import type { MessageView } from '../../../shared/views.ts';
import { blockAt, type TurnBlock, type TurnBlocks } from '../state/turn-blocks.ts';
import { countOf, type Place, placesOf } from './find-in-text.ts';
import type { TextRange } from './text-marks.ts';
import { sightOf, type TurnSight } from './turn-sight.ts';

/** A place in the chat: messages' ids ascend along it. */
export type FindPlace = Pick<TextRange, 'messageId' | 'start'>;

/** How many places there are, by how their turns stand to the model. */
export type FoundCounts = Readonly<Record<TurnSight | 'all', number>>;

/** `coming`: what lies between was not looked through yet. */
export type NextHit = TextRange | 'none' | 'coming';

const none: FoundCounts = { all: 0, seen: 0, forgotten: 0, hidden: 0, never: 0, unknown: 0 };
const ascii = /^[\0-\x7f]*$/;

/**
 * Looks for words in a chat, piece by piece. It counts, and tells places only of the messages that it is asked for: a letter stands
 * in a long chat hundreds of thousands of times. What was counted is kept by block and by message, both of which are other objects
 * when something in them changed.
 */
export class Finder {
  private readonly textOf: (message: MessageView) => string;
  /** Of texts whose folding costs something. */
  private readonly folded = new WeakMap<MessageView, FoldedText>();
  private wanted = '';
  private ofMessage = new WeakMap<MessageView, number>();
  private ofBlock = new WeakMap<TurnBlock, FoundCounts>();
  private blocks: TurnBlocks = [];
  private counts: FoundCounts | null = none;

  /** `textOf`: what a message says now; of one that is being written more than stands in it. */
  constructor(textOf: (message: MessageView) => string) {
    this.textOf = textOf;
  }

  /** From here on these words are looked for, in the chat as it is now. */
  begin(words: string, blocks: TurnBlocks): void {
    const wanted = fold(words);
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.ofMessage = new WeakMap();
      this.ofBlock = new WeakMap();
    }
    this.blocks = blocks;
    this.counts = wanted === '' ? none : null;
  }

  /** Goes on counting until all is counted (true) or `isTimeUp` says so: first from this message on, then what stands before it. */
  goOn(fromId: number, isTimeUp: () => boolean): boolean {
    if (this.counts) return true;
    const { blocks } = this;
    const first = Math.max(0, blockAt(blocks, fromId));
    for (const block of [...blocks.slice(first), ...blocks.slice(0, first)]) {
      if (!this.isCounted(block) && !this.countBlock(block, isTimeUp)) return false;
    }
    this.counts = blocks.reduce((sum, block) => added(sum, this.ofBlock.get(block) ?? none), none);
    return true;
  }

  /** All places; null while they are being counted. */
  total(): FoundCounts | null {
    return this.counts;
  }

  /** The places in what was looked through so far. */
  countSoFar(): number {
    return this.blocks.reduce((sum, block) => sum + (this.ofBlock.get(block)?.all ?? 0), 0);
  }

  /** The place at `from` or the next one behind it, round at the end. */
  nextFrom(from: FindPlace): NextHit {
    const here = (range: TextRange) => range.messageId > from.messageId || range.start >= from.start;
    return this.first({ from, step: 1, holds: here }) ?? this.first(anywhere(1)) ?? 'none';
  }

  /** The place so many (one on or back) from this one, round at both ends. */
  beside(hit: TextRange, step: 1 | -1): NextHit {
    const isBeyond = ({ messageId, start }: TextRange) =>
      messageId !== hit.messageId || (step > 0 ? start > hit.start : start < hit.start);
    const way = { from: hit, step, holds: isBeyond };
    return this.first(way) ?? this.first(anywhere(step)) ?? 'none';
  }

  /** Which of all places it is, from 1 on; to be asked when all are counted. */
  placeOf(hit: TextRange): number {
    const at = blockAt(this.blocks, hit.messageId);
    const block = this.blocks[at];
    let before = this.blocks.slice(0, Math.max(0, at)).reduce((sum, one) => sum + (this.ofBlock.get(one)?.all ?? 0), 0);
    for (const message of block ? messagesIn(block) : []) {
      if (message.id < hit.messageId) before += this.countIn(message);
      else if (message.id === hit.messageId)
        before += this.placesIn(message).filter(({ start }) => start <= hit.start).length;
    }
    return before;
  }

  /** How the turn of a place stands to the model. */
  sightOf(hit: TextRange): TurnSight {
    const turn = this.blocks[blockAt(this.blocks, hit.messageId)]?.turns.find(
      ({ user, assistant }) => user?.id === hit.messageId || assistant?.id === hit.messageId,
    );
    return turn ? sightOf(turn) : 'unknown';
  }

  /** Where the words stand in one message. */
  rangesIn(message: MessageView): TextRange[] {
    return this.placesIn(message).map((place) => ({ messageId: message.id, ...place }));
  }

  private first({ from, step, holds }: Way): TextRange | 'coming' | null {
    const { blocks } = this;
    const start = from ? Math.max(0, blockAt(blocks, from.messageId)) : step > 0 ? 0 : blocks.length - 1;
    for (let at = start; at >= 0 && at < blocks.length; at += step) {
      const block = blocks[at];
      if (!block) break;
      const counts = this.ofBlock.get(block);
      if (!counts) return 'coming';
      if (counts.all === 0) continue;
      const messages = messagesIn(block);
      for (const message of step > 0 ? messages : messages.reverse()) {
        if (from && (step > 0 ? message.id < from.messageId : message.id > from.messageId)) continue;
        if (this.countIn(message) === 0) continue;
        const ranges = this.rangesIn(message);
        const hit = (step > 0 ? ranges : ranges.reverse()).find(holds);
        if (hit) return hit;
      }
    }
    return null;
  }

  private isCounted(block: TurnBlock): boolean {
    return this.ofBlock.has(block) && !this.isLive(block);
  }

  /** What is being written is counted each time. */
  private isLive({ turns }: TurnBlock): boolean {
    return turns.at(-1)?.assistant?.state === 'streaming';
  }

  private countBlock(block: TurnBlock, isTimeUp: () => boolean): boolean {
    const counts: Record<keyof FoundCounts, number> = { ...none };
    for (const turn of block.turns) {
      const isKnown = this.isKnown(turn.user) && this.isKnown(turn.assistant);
      const count = (turn.user ? this.countIn(turn.user) : 0) + (turn.assistant ? this.countIn(turn.assistant) : 0);
      counts.all += count;
      counts[sightOf(turn)] += count;
      // What was counted so far is kept by message.
      if (!isKnown && turn !== block.turns.at(-1) && isTimeUp()) return false;
    }
    this.ofBlock.set(block, counts);
    return true;
  }

  private isKnown(message: MessageView | null): boolean {
    return message === null || this.ofMessage.has(message);
  }

  private countIn(message: MessageView): number {
    const known = this.ofMessage.get(message);
    if (known !== undefined && message.state !== 'streaming') return known;
    const count = countOf(this.wanted, this.foldedOf(message));
    this.ofMessage.set(message, count);
    return count;
  }

  private placesIn(message: MessageView): readonly Place[] {
    return placesOf(this.wanted, this.foldedOf(message));
  }

  private foldedOf(message: MessageView): FoldedText {
    const text = this.textOf(message);
    if (message.state === 'streaming' || ascii.test(text)) return foldInPlace(text);
    const folded = this.folded.get(message) ?? foldInPlace(text);
    this.folded.set(message, folded);
    return folded;
  }
}

interface Way {
  /** Null: from the end of the chat that comes first. */
  readonly from: FindPlace | null;
  readonly step: 1 | -1;
  readonly holds: (range: TextRange) => boolean;
}

function anywhere(step: 1 | -1): Way {
  return { from: null, step, holds: () => true };
}

function messagesIn({ turns }: TurnBlock): MessageView[] {
  return turns.flatMap(({ user, assistant }) => [...(user ? [user] : []), ...(assistant ? [assistant] : [])]);
}

function added(one: FoundCounts, other: FoundCounts): FoundCounts {
  return {
    all: one.all + other.all,
    seen: one.seen + other.seen,
    forgotten: one.forgotten + other.forgotten,
    hidden: one.hidden + other.hidden,
    never: one.never + other.never,
    unknown: one.unknown + other.unknown,
  };
}
