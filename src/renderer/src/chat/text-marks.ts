/** A part of a message's text, in UTF-16 units. */
export interface TextRange {
  readonly messageId: number;
  readonly start: number;
  readonly end: number;
}

/** `found`: all that was found; `foundHere`: the one of them that is looked at. Their colours stand in text-marks.css. */
export type MarkName = 'found' | 'foundHere';

type Texts = ReadonlyMap<number, Text>;

/** Marks on words, drawn by the browser (CSS Custom Highlight API): no element is added for them. */
export interface TextMarks {
  /** `texts`: of the messages, where the caller has them; then it draws them anew itself when they are others. */
  set(name: MarkName, ranges: readonly TextRange[], texts?: Texts): void;
  /** Draws them anew, when messages came into the document or other text took the place of theirs. */
  refresh(): void;
  clear(): void;
}

export function openTextMarks(findTexts: (messageIds: ReadonlySet<number>) => Texts): TextMarks {
  const drawn = new Set<MarkName>();
  const kept = new Map<MarkName, readonly TextRange[]>();
  const draw = (name: MarkName, ranges: readonly TextRange[], texts: Texts) => {
    drawn.add(name);
    CSS.highlights.set(name, new Highlight(...ranges.flatMap((range) => staticRange(range, texts) ?? [])));
  };
  const drawKept = (name: MarkName, ranges: readonly TextRange[]) =>
    draw(name, ranges, findTexts(new Set(ranges.map(({ messageId }) => messageId))));
  const remove = (name: MarkName) => {
    kept.delete(name);
    drawn.delete(name);
    CSS.highlights.delete(name);
  };
  return {
    set: (name, ranges, texts) => {
      if (ranges.length === 0) return remove(name);
      if (texts) {
        kept.delete(name);
        return draw(name, ranges, texts);
      }
      kept.set(name, ranges);
      drawKept(name, ranges);
    },
    refresh: () => {
      for (const [name, ranges] of kept) drawKept(name, ranges);
    },
    clear: () => {
      for (const name of [...drawn]) remove(name);
    },
  };
}

function staticRange({ messageId, start, end }: TextRange, texts: Texts): StaticRange | null {
  const text = texts.get(messageId);
  if (!text || start >= text.length) return null;
  const endOffset = Math.min(end, text.length);
  return new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset });
}
