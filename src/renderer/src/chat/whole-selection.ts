import { isSameList } from '../state/same-list.ts';
import { isTextField } from '../ui/roving-keys.ts';

/**
 * All of the transcript, selected. A browser's own selection from the first word to the last has all turns laid out, which takes seconds
 * in a long chat. So the browser selects what is near to sight, wherever one goes, until a person selects something else, or nothing.
 */
export class WholeSelection {
  private readonly partsNear: () => readonly HTMLElement[];
  private parts: readonly HTMLElement[] = [];
  /** As it was selected here last; null once something else is, or nothing. */
  private own: Range | null = null;

  constructor(partsNear: () => readonly HTMLElement[]) {
    this.partsNear = partsNear;
  }

  begin(): void {
    this.hold(this.partsNear());
    document.addEventListener('selectionchange', this.look);
    document.addEventListener('selectstart', this.whenOther);
  }

  isHeld(): boolean {
    const [{ own }, selection] = [this, document.getSelection()];
    if (own === null || selection?.rangeCount !== 1) return false;
    const selected = selection.getRangeAt(0);
    // Boundaries in other trees cannot be compared.
    if (!own.startContainer.isConnected || !selected.startContainer.isConnected) return false;
    const isSame = (boundary: number) => selected.compareBoundaryPoints(boundary, own) === 0;
    return isSame(Range.START_TO_START) && isSame(Range.END_TO_END);
  }

  /** Another part of the transcript is in sight. */
  whenMoved(): void {
    if (this.own === null || !this.isHeld()) return;
    const parts = this.partsNear();
    if (!isSameList(parts, this.parts)) this.hold(parts);
  }

  /**
   * Other elements may be in the place of those that were selected, to which a person did nothing. Where a person did, which is told
   * a moment later only, it is left as it is.
   */
  whenRenewed(): void {
    if (this.own === null || isTextField(document.activeElement)) return;
    const isHeld = this.isHeld();
    if (!isHeld && !this.isLost(this.own)) return;
    const parts = this.partsNear();
    if (!isHeld || !isSameList(parts, this.parts)) this.hold(parts);
  }

  readonly end = (): void => {
    this.own = null;
    this.parts = [];
    document.removeEventListener('selectionchange', this.look);
    document.removeEventListener('selectstart', this.whenOther);
  };

  /** Where it was prevented, it is all that is selected again. */
  private readonly whenOther = (event: Event): void => {
    if (!event.defaultPrevented) this.end();
  };

  private readonly look = (): void => {
    if (!this.isHeld()) this.end();
  };

  /** What was selected went out of the document, and nothing else is selected. */
  private isLost(own: Range): boolean {
    const selection = document.getSelection();
    if (!selection?.anchorNode?.isConnected) return true;
    if (!selection.isCollapsed) return false;
    const { anchorNode } = selection;
    return !own.startContainer.isConnected || own.commonAncestorContainer.contains(anchorNode);
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
