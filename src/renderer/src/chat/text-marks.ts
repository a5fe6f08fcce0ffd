/** A part of a message's text, in UTF-16 units. */
export interface TextRange {
  readonly messageId: number;
  readonly start: number;
  readonly end: number;
}

/** `found`: all that was found; `foundHere`: the one of them that is looked at. Their colours stand in text-marks.css. */
export type MarkName = 'found' | 'foundHere';

/** Marks on words, drawn by the browser (CSS Custom Highlight API): no element is added for them. */
export interface TextMarks {
  set(name: MarkName, ranges: readonly TextRange[]): void;
  /** Draws them anew, when messages came into the document or other text took the place of theirs. */
  refresh(): void;
  clear(): void;
}

type FindTexts = (messageIds: ReadonlySet<number>) => ReadonlyMap<number, Text>;

export function openTextMarks(findTexts: FindTexts): TextMarks {
  const marks = new Map<MarkName, readonly TextRange[]>();
  const draw = (name: MarkName, ranges: readonly TextRange[]) => {
    const texts = findTexts(new Set(ranges.map(({ messageId }) => messageId)));
    const drawn = ranges.flatMap(({ messageId, start, end }) => {
      const text = texts.get(messageId);
      if (!text || start >= text.length) return [];
      const endOffset = Math.min(end, text.length);
      return new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset });
    });
    CSS.highlights.set(name, new Highlight(...drawn));
  };
  return {
    set: (name, ranges) => {
      if (ranges.length === 0) {
        marks.delete(name);
        CSS.highlights.delete(name);
        return;
      }
      marks.set(name, ranges);
      draw(name, ranges);
    },
    refresh: () => {
      for (const [name, ranges] of marks) draw(name, ranges);
    },
    clear: () => {
      for (const name of marks.keys()) CSS.highlights.delete(name);
      marks.clear();
    },
  };
}
