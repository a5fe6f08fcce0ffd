import { isSameList } from '../state/same-list.ts';

/**
 * All of the transcript, selected. A browser's own selection from the first word to the last has all turns laid out, which takes seconds
 * in a long chat. So the browser selects what is near to sight, wherever one goes, until a person selects something else, or nothing.
 */
export class WholeSelection {
  private readonly partsNear: () => readonly HTMLElement[];
  private parts: readonly HTMLElement[] = [];
  /** As it was selected here last. */
  private own: Range | null = null;

  constructor(partsNear: () => readonly HTMLElement[]) {
    this.partsNear = partsNear;
  }

  begin(): void {
    this.hold(this.partsNear());
  }

  isHeld(): boolean {
    const selection = document.getSelection();
    if (!this.own || selection?.rangeCount !== 1) return false;
    const { own } = this;
    const selected = selection.getRangeAt(0);
    const isSame = (boundary: number) => selected.compareBoundaryPoints(boundary, own) === 0;
    return selected.startContainer.isConnected && isSame(Range.START_TO_START) && isSame(Range.END_TO_END);
  }

  /** To be called when something was moved, or came: other parts may be near. */
  readonly follow = (): void => {
    if (!this.own) return;
    const parts = this.isHeld() ? this.partsNear() : [];
    if (parts.length === 0) this.end();
    else if (!isSameList(parts, this.parts)) this.hold(parts);
  };

  /** It is shown no more. */
  end(): void {
    this.own = null;
    this.parts = [];
  }

  private hold(parts: readonly HTMLElement[]): void {
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last) return;
    this.parts = parts;
    const range = document.createRange();
    range.setStartBefore(first);
    range.setEndAfter(last);
    const selection = document.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    // A browser may change the one that it was given.
    this.own = range.cloneRange();
  }
}
