import type { MessageView } from '../../../shared/views.ts';
import { isSameList } from '../state/same-list.ts';
import type { MarkName, TextMarks, TextRange } from './text-marks.ts';
import { messagesIn, textNodeOf } from './transcript-elements.ts';

/** What is marked in a message. */
export type RangesOf = (message: MessageView) => readonly TextRange[];

export interface NearMarksOptions {
  readonly marks: TextMarks;
  /** What is near to sight now. */
  readonly partsNear: () => readonly HTMLElement[];
  readonly messageOf: (messageId: number) => MessageView | null;
}

/** Marks in the messages near to sight: of a letter there are more in a long chat than a browser could draw at once. */
export class NearMarks {
  private readonly options: NearMarksOptions;
  private wanted: { readonly name: MarkName; readonly rangesOf: RangesOf } | null = null;
  private parts: readonly HTMLElement[] = [];

  constructor(options: NearMarksOptions) {
    this.options = options;
  }

  set(name: MarkName, rangesOf: RangesOf | null): void {
    this.wanted = rangesOf && { name, rangesOf };
    if (rangesOf) this.draw();
    else this.options.marks.set(name, []);
  }

  /** Draws them anew: other words stand there now, or other messages. */
  draw(parts = this.wanted ? this.options.partsNear() : []): void {
    const { wanted } = this;
    if (!wanted) return;
    this.parts = parts;
    const texts = new Map<number, Text>();
    const ranges = parts.flatMap((part) =>
      [...messagesIn(part)].flatMap((element) => {
        const message = this.options.messageOf(Number(element.dataset.messageId));
        const text = textNodeOf(element);
        if (!message || !text) return [];
        texts.set(message.id, text);
        return wanted.rangesOf(message);
      }),
    );
    this.options.marks.set(wanted.name, ranges, texts);
  }

  /** To be called when something was moved: other parts may have come near. */
  readonly onScroll = (): void => {
    if (!this.wanted) return;
    const parts = this.options.partsNear();
    if (!isSameList(parts, this.parts)) this.draw(parts);
  };
}
