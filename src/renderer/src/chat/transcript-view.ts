import { flushSync } from 'react-dom';
import type { MessageView } from '../../../shared/views.ts';
import type { Page } from '../state/page.ts';
import { blockAt, messagesOf, type ShownTurn, type TurnBlock } from '../state/turn-blocks.ts';
import { bringIntoSight, nextFrame } from './bring-into-sight.ts';
import { glowOnce } from './glow.ts';
import { NearMarks, type RangesOf } from './near-marks.ts';
import { type MarkName, openTextMarks, type TextRange } from './text-marks.ts';
import {
  elementOf,
  firstInSight,
  newestPart,
  partsNear,
  selectableNear,
  type TranscriptPart,
  textNodeOf,
  turnItemOf,
  turnItemsIn,
} from './transcript-elements.ts';
import type { TranscriptForms } from './transcript-forms.ts';
import { partsOf } from './turn-parts.ts';
import { WholeSelection } from './whole-selection.ts';

/**
 * The open chat's transcript for whatever works on it: selecting, copying, going to a message, marking words. It knows all that was
 * told of the chat, wherever the view stands and however much of it is laid out; nothing else looks for messages in the document.
 */
export interface TranscriptView {
  /** All messages in order, the text under way included. */
  messages(): Iterable<MessageView>;
  /** The first message that is in sight, wholly or in part; null where none is shown. */
  firstInSight(): number | null;
  /**
   * Brings a message into sight, or a part of it, and gives it the focus, so that a screen reader goes on there. The end of the
   * chat is not followed from then on. Gives false when the message is not (or not yet) one of this chat.
   */
  show(messageId: number, options?: ShowOptions): Promise<boolean>;
  /**
   * Remembers where a message stands before another one takes its place. The function that it gives is called with that one once it is
   * here: it brings it to the same height, and gives it; null where it is not shown. The end of the chat is not followed meanwhile.
   */
  keepPlace(messageId: number): (otherId: number) => Promise<HTMLElement | null>;
  /** Lets these turns glow once, as far as they are in sight, so that the eye finds them. */
  glow(turnIds: readonly number[]): void;
  /** Shows marks on words; those set before under the same name go. They hold until the chat is left. */
  mark(name: MarkName, ranges: readonly TextRange[]): void;
  /** The same for as many messages as there may be: marks are drawn in those near to sight, as they come there. Null: none any more. */
  markNear(name: MarkName, rangesOf: RangesOf | null): void;
  /** The words of the whole conversation in order, an empty line between two messages. */
  text(): string;
  /** Selects the whole transcript: copied is then all that was said, and what is in sight is seen as selected, wherever one goes. */
  selectAll(): void;
  /** Whether that is what is selected still. */
  isAllSelected(): boolean;
  /** Whether all of the chat was told. */
  isWhole(): boolean;
  /** All turns in order. */
  turnIds(): readonly number[];
  /** What a turn stands in; null where it is not in the document (yet). */
  turnItem(turnId: number): HTMLElement | null;
  /** What all turns stand in that are in the document, in order. */
  turnItems(): readonly HTMLElement[];
  /** The newest part of a kind that is in the document; null where there is none. */
  newest(part: TranscriptPart): HTMLElement | null;
  /** Called by what shows the transcript; gives how to end that. */
  attach(place: TranscriptPlace): () => void;
  /** Called by what shows the transcript when messages came into the document. */
  refreshMarks(): void;
}

export interface ShowOptions {
  /** The part of its text that is to be seen. Defaults to the message. */
  readonly part?: Pick<TextRange, 'start' | 'end'>;
  /** Defaults to true. */
  readonly takesFocus?: boolean;
}

/** What the transcript is shown in. */
export interface TranscriptPlace {
  readonly scroller: HTMLElement;
  /** Holds all messages, and nothing else. */
  readonly content: HTMLElement;
  readonly forms: TranscriptForms;
  /** Follows the end of the chat no more. */
  letGo(): void;
}

export function openTranscriptView(page: Pick<Page, 'state' | 'live'>): TranscriptView {
  return new View(page);
}

/** Turns near to what is shown get their real heights within so many frames. */
const SETTLING_FRAMES = 4;
/** And what takes the place of something else is there. */
const ARRIVING_FRAMES = 20;

class View implements TranscriptView {
  private readonly page: Pick<Page, 'state' | 'live'>;
  private readonly marks = openTextMarks((ids) => this.textNodes(ids));
  private readonly nearMarks = new NearMarks({
    marks: this.marks,
    partsNear: () => this.near(partsNear),
    messageOf: (messageId) => this.messageOf(messageId),
  });
  private readonly selection = new WholeSelection(() => this.near(selectableNear));
  private place: TranscriptPlace | null = null;

  constructor(page: Pick<Page, 'state' | 'live'>) {
    this.page = page;
  }

  attach(place: TranscriptPlace): () => void {
    this.place = place;
    const onScroll = () => {
      this.nearMarks.onScroll();
      this.selection.whenMoved();
    };
    place.scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      place.scroller.removeEventListener('scroll', onScroll);
      if (this.place !== place) return;
      this.place = null;
      this.selection.end();
      this.marks.clear();
    };
  }

  *messages(): Generator<MessageView> {
    const answer = this.page.live.answer();
    for (const message of messagesOf(this.blocks())) {
      yield answer?.messageId === message.id ? { ...message, text: answer.text } : message;
    }
  }

  firstInSight(): number | null {
    const first = this.place && firstInSight(this.place.scroller, this.place.content);
    return first ? Number(first.dataset.messageId) : null;
  }

  async show(messageId: number, { part, takesFocus = true }: ShowOptions = {}): Promise<boolean> {
    const { place } = this;
    if (!place || !this.whereIs(messageId)) return false;
    place.letGo();
    const message = this.fill(place, messageId);
    if (!message) return false;
    if (takesFocus) {
      message.tabIndex = -1;
      message.focus({ preventScroll: true });
    }
    for (let frame = 0; frame < SETTLING_FRAMES && this.place === place; frame++) {
      bringIntoSight(place.scroller, message, part);
      await nextFrame();
    }
    return this.place === place;
  }

  keepPlace(messageId: number): (otherId: number) => Promise<HTMLElement | null> {
    const { place } = this;
    const top = place && this.elementOf(place, messageId)?.getBoundingClientRect().top;
    if (!place || top == null) return async () => null;
    place.letGo();
    return async (otherId) => {
      let message = this.fill(place, otherId);
      // What was told a moment ago is rendered with the next frames.
      for (let frame = 0; !message && frame < ARRIVING_FRAMES; frame++) {
        await nextFrame();
        message = this.fill(place, otherId);
      }
      for (let frame = 0; message && frame < SETTLING_FRAMES && this.place === place; frame++) {
        place.scroller.scrollTop += message.getBoundingClientRect().top - top;
        await nextFrame();
      }
      // Whoever follows the end looks whether this is it.
      place.scroller.dispatchEvent(new Event('scroll'));
      return message;
    };
  }

  glow(turnIds: readonly number[]): void {
    if (this.place) glowOnce(this.place.content, turnIds);
  }

  mark(name: MarkName, ranges: readonly TextRange[]): void {
    this.marks.set(name, ranges);
  }

  markNear(name: MarkName, rangesOf: RangesOf | null): void {
    this.nearMarks.set(name, rangesOf);
  }

  readonly refreshMarks = (): void => {
    this.nearMarks.draw();
    this.marks.refresh();
    this.selection.whenRenewed();
  };

  text(): string {
    return [...this.messages()].map(({ text }) => text).join('\n\n');
  }

  selectAll(): void {
    this.selection.begin();
  }

  isAllSelected(): boolean {
    return this.place !== null && this.selection.isHeld();
  }

  isWhole(): boolean {
    return this.page.state.get().chat?.isWhole ?? false;
  }

  turnIds(): readonly number[] {
    return this.blocks().flatMap(({ turns }) => turns.map(({ id }) => id));
  }

  turnItem(turnId: number): HTMLElement | null {
    return this.place && turnItemOf(this.place.content, turnId);
  }

  turnItems(): readonly HTMLElement[] {
    return this.place ? turnItemsIn(this.place.content) : [];
  }

  newest(part: TranscriptPart): HTMLElement | null {
    return this.place && newestPart(this.place.content, part);
  }

  /** The message in the document, with all it shows. */
  private fill(place: TranscriptPlace, messageId: number): HTMLElement | null {
    const where = this.whereIs(messageId);
    if (!where) return null;
    flushSync(() => {
      place.forms.filled.set(where.block.key);
      place.forms.dressed.set(partKeyOf(where.block, where.turn));
    });
    return this.elementOf(place, messageId);
  }

  private near(find: (scroller: HTMLElement, content: HTMLElement) => HTMLElement[]): readonly HTMLElement[] {
    return this.place ? find(this.place.scroller, this.place.content) : [];
  }

  private elementOf({ content }: TranscriptPlace, messageId: number): HTMLElement | null {
    return elementOf(content, this.blocks(), messageId);
  }

  private blocks(): readonly TurnBlock[] {
    return this.page.state.get().chat?.blocks ?? [];
  }

  private whereIs(messageId: number): { readonly block: TurnBlock; readonly turn: ShownTurn } | null {
    const blocks = this.blocks();
    const block = blocks[blockAt(blocks, messageId)];
    const turn = block?.turns.find(({ user, assistant }) => user?.id === messageId || assistant?.id === messageId);
    return block && turn ? { block, turn } : null;
  }

  private messageOf(messageId: number): MessageView | null {
    const { user, assistant } = this.whereIs(messageId)?.turn ?? {};
    return (user?.id === messageId ? user : assistant) ?? null;
  }

  /** The text of these messages, as far as it is in the document. */
  private textNodes(ids: ReadonlySet<number>): ReadonlyMap<number, Text> {
    const nodes = new Map<number, Text>();
    const { place } = this;
    for (const id of place ? ids : []) {
      const message = place && this.elementOf(place, id);
      const text = message && textNodeOf(message);
      if (text) nodes.set(id, text);
    }
    return nodes;
  }
}

function partKeyOf(block: TurnBlock, turn: ShownTurn): number {
  const part = partsOf(block).find((turns) => turns.includes(turn));
  return part?.[0]?.id ?? turn.id;
}
