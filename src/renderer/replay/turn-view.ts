import type { ReplayAnswer, ReplayForgot, ReplayMessage, ReplayTurn, StepKind } from '../../shared/replay-view.ts';
import { receiptShares } from '../src/chat/receipt-shares.ts';
import { element } from './element.ts';
import { textAt } from './map-frame.ts';

/** How far a turn has come: what of it can be seen. */
export interface TurnFrame {
  readonly kind: StepKind;
  readonly fraction: number;
}

/** A turn as it ends. */
export const wholeTurn: TurnFrame = { kind: 'wrote', fraction: 1 };

/** A turn of the transcript: its message, what it made the model forget, the answer and its receipt. */
export class TurnView {
  readonly element: HTMLElement;
  private readonly mark = element('span', { class: 'mark' });
  private readonly note: HTMLElement | null;
  private readonly answer: AnswerView | null;
  private shown: string | null | undefined;

  constructor(turn: ReplayTurn, index: number) {
    this.note = turn.forgot && noteOf(turn.forgot);
    this.answer = turn.answer && new AnswerView(turn.answer);
    const question = messageOf(turn.question, 'user', turn.number, this.mark);
    const body = element('div', { class: 'turn-body' }, question, this.note, this.answer?.element ?? null);
    this.element = element('div', { class: 'turn', 'data-testid': 'turn', 'data-turn': index }, body);
  }

  /** Null: it has not been said yet. */
  show(frame: TurnFrame | null): void {
    const shown = frame && `${frame.kind} ${frame.fraction}`;
    if (shown === this.shown) return;
    this.shown = shown;
    this.element.hidden = frame === null;
    if (!frame) return;
    if (this.note) this.note.hidden = frame.kind === 'said';
    this.answer?.show(frame);
  }

  /** How the model sees it. */
  dress(dress: 'gone' | 'hidden' | 'next' | null, says: string | null): void {
    const name = dress === null ? 'turn' : `turn ${dress}`;
    if (this.element.className !== name) this.element.className = name;
    if (this.mark.textContent !== (says ?? '')) this.mark.textContent = says ?? '';
  }
}

class AnswerView {
  readonly element: HTMLElement;
  private readonly answer: ReplayAnswer;
  private readonly text: HTMLElement;
  private readonly receipt: HTMLElement | null;
  private readonly ending: HTMLElement | null;

  constructor(answer: ReplayAnswer) {
    this.answer = answer;
    this.ending = answer.ending === null ? null : element('span', { class: 'mark' }, answer.ending);
    this.element = messageOf(answer, 'assistant', null, this.ending);
    this.text = this.element.querySelector('.message-text') as HTMLElement;
    this.receipt = receiptOf(answer);
    if (this.receipt) this.element.append(this.receipt);
  }

  show({ kind, fraction }: TurnFrame): void {
    const isBegun = kind === 'wrote' || kind === 'told';
    const isEnded = isBegun && fraction >= 1;
    this.element.hidden = !isBegun;
    this.element.classList.toggle('writing', isBegun && !isEnded);
    this.text.textContent = isBegun ? textAt(this.answer.text, fraction) : '';
    if (this.receipt) this.receipt.hidden = !isEnded;
    if (this.ending) this.ending.hidden = !isEnded;
  }
}

function messageOf(
  { who, text }: ReplayMessage,
  role: 'user' | 'assistant',
  number: string | null,
  mark: HTMLElement | null,
): HTMLElement {
  const says = element('div', { class: 'who' }, element('span', {}, who), mark);
  if (number !== null) says.append(element('span', { class: 'turn-number' }, number));
  return element(
    'article',
    { class: 'message', 'data-role': role },
    says,
    element('div', { class: 'message-text', dir: 'auto', 'data-testid': 'message-text' }, text),
  );
}

function noteOf({ says, names, more }: ReplayForgot): HTMLElement {
  const list = element('ul', {}, ...names.map((name) => element('li', { dir: 'auto' }, name)));
  const all = element('div', { class: 'forgot-note-names' }, list, more === null ? null : element('span', {}, more));
  return element(
    'aside',
    { class: 'forgot-note', 'data-testid': 'forgot-note' },
    element('div', { class: 'forgot-note-says' }, says),
    all,
  );
}

function receiptOf({ receipt }: ReplayAnswer): HTMLElement | null {
  if (!receipt) return null;
  const { reusedTokens, prefilledTokens, decodedTokens, terms } = receipt;
  const line = element(
    'div',
    {
      class: 'receipt',
      'data-testid': 'receipt',
      'data-reused': reusedTokens,
      'data-prefilled': prefilledTokens,
      'data-decoded': decodedTokens,
    },
    ...terms.map(({ kind, words }) => element('span', { class: `ink-${kind}` }, words)),
  );
  const shares = receiptShares(receipt);
  if (shares) line.prepend(barOf(shares));
  return line;
}

/** The proportion of reused, read and written. */
function barOf({ reused, read }: { readonly reused: number; readonly read: number }): HTMLElement {
  const bar = element('i', { class: 'receipt-bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--reused-end', `${100 * reused}%`);
  bar.style.setProperty('--read-end', `${100 * (reused + read)}%`);
  return bar;
}
