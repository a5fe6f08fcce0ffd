import type { Replay, ReplayStep } from '../../shared/replay-view.ts';
import { element } from './element.ts';

/** The receipt of the answer that is played, in full, once it has ended. */
export class ReceiptView {
  readonly element = element('section', { class: 'receipt-panel' });
  private readonly replay: Replay;
  private readonly rows = element('tbody');
  private readonly note = element('p', { class: 'note' });
  private shown: string | null = null;

  constructor(replay: Replay) {
    this.replay = replay;
    const table = element('table', { class: 'facts' }, this.rows);
    this.element.append(element('h2', {}, replay.words.receipt), table, this.note);
  }

  show({ turn, kind, says }: ReplayStep, isOver: boolean): void {
    const shown = `${turn} ${kind} ${isOver}`;
    if (shown === this.shown) return;
    this.shown = shown;
    const receipt = kind === 'wrote' && isOver ? this.replay.turns[turn]?.answer?.receipt : null;
    this.rows.replaceChildren(
      ...(receipt?.rows ?? []).map(({ name, value }) =>
        element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
      ),
    );
    this.note.textContent = receipt ? '' : kind === 'told' ? says : this.replay.words.noReceiptYet;
    this.note.hidden = receipt != null;
  }
}
