import type { MessageView } from '../../../shared/views.ts';
import type { TurnBlocks } from '../state/turn-blocks.ts';
import { Finder, type FindPlace, type FoundCounts } from './finder.ts';
import type { TextRange } from './text-marks.ts';
import type { TurnSight } from './turn-sight.ts';

export interface Found {
  /** Which place is looked at, from 1 on; 0: there is none, or not all are counted yet. */
  readonly at: number;
  /** How many places there are, or were found so far. */
  readonly count: number;
  readonly isCounting: boolean;
  /** How many by how their turns stand to the model; null while they are counted. */
  readonly counts: FoundCounts | null;
  /** The place that is looked at, and how its turn stands to the model; null where there is none. */
  readonly hit: TextRange | null;
  readonly sight: TurnSight | null;
}

export interface FindSessionOptions {
  /** What a message says now. */
  readonly textOf: (message: MessageView) => string;
  /** The message where one reads; null where none is shown. */
  readonly firstInSight: () => number | null;
  /** Called with the place to go to. `typed`: it was found while typing, and may wait for the next frame. */
  readonly onShow: (hit: TextRange, why: 'typed' | 'moved') => void;
  readonly onFound: (found: Found) => void;
  /** Does this soon, after all that waits already; gives how to forget it. */
  readonly schedule: (work: () => void) => () => void;
  readonly nowMs: () => number;
}

/** With what a key costs besides, the page is held no longer than a frame's half. */
const FIRST_PIECE_MS = 3;
const PIECE_MS = 5;

/** Finding in a chat as it goes on: words are typed, turns come and change, and one goes from place to place. */
export class FindSession {
  private readonly options: FindSessionOptions;
  private readonly finder: Finder;
  private words = '';
  private chatId: number | null = null;
  /** Where one was led to last: from there it goes on. */
  private place: FindPlace | null = null;
  private start: FindPlace = { messageId: 0, start: 0 };
  private hit: TextRange | null = null;
  /** Whoever types is led to what is found; what comes into the chat meanwhile moves nothing. */
  private isLeading = false;
  /** Steps to be made when it is known where they lead. */
  private steps: (1 | -1)[] = [];
  private forget: () => void = () => {};

  constructor(options: FindSessionOptions) {
    this.options = options;
    this.finder = new Finder(options.textOf);
  }

  /** Looks for these words in the chat as it is now. To be called again whenever something in it is different. */
  look(words: string, chatId: number | null, blocks: TurnBlocks): void {
    if (chatId !== this.chatId) this.place = null;
    if (words !== this.words) {
      this.isLeading = true;
      this.steps = [];
    }
    this.chatId = chatId;
    this.words = words;
    this.start = this.place ?? { messageId: this.options.firstInSight() ?? 0, start: 0 };
    this.finder.begin(words, blocks);
    this.goOn(FIRST_PIECE_MS);
  }

  /** Goes to the next place, or to the one before. */
  move(step: 1 | -1): void {
    this.steps.push(step);
    this.makeSteps();
    this.tell();
  }

  rangesIn(message: MessageView): readonly TextRange[] {
    return this.finder.rangesIn(message);
  }

  end(): void {
    this.forget();
  }

  private goOn(pieceMs: number): void {
    this.forget();
    const { nowMs, schedule, onShow } = this.options;
    const endsAtMs = nowMs() + pieceMs;
    const isDone = this.finder.goOn(this.start.messageId, () => nowMs() >= endsAtMs);
    const next = this.finder.nextFrom(this.start);
    this.hit = typeof next === 'string' ? null : next;
    if (this.hit && this.isLeading) {
      this.goTo(this.hit);
      onShow(this.hit, 'typed');
    }
    if (isDone) this.isLeading = false;
    this.makeSteps();
    this.tell();
    if (!isDone) this.forget = schedule(() => this.goOn(PIECE_MS));
  }

  private makeSteps(): void {
    for (let step = this.steps.shift(); step !== undefined; step = this.steps.shift()) {
      const next = this.hit ? this.finder.beside(this.hit, step) : this.finder.total() ? 'none' : 'coming';
      if (next === 'coming') {
        this.steps.unshift(step);
        return;
      }
      if (next === 'none') continue;
      this.hit = next;
      this.goTo(next);
      this.options.onShow(next, 'moved');
    }
  }

  private goTo({ messageId, start }: TextRange): void {
    this.isLeading = false;
    this.place = { messageId, start };
    this.start = this.place;
  }

  private tell(): void {
    const { hit, finder } = this;
    const counts = finder.total();
    this.options.onFound({
      at: counts && hit ? finder.placeOf(hit) : 0,
      count: counts?.all ?? finder.countSoFar(),
      isCounting: counts === null,
      counts,
      hit,
      sight: hit && finder.sightOf(hit),
    });
  }
}
