import type { Replay, SightLine, StepKind } from '../../shared/replay-view.ts';
import { element } from './element.ts';
import { SightsByTurn } from './sight-frame.ts';
import { TurnView, wholeTurn } from './turn-view.ts';

interface LineView {
  readonly line: SightLine;
  readonly element: HTMLElement;
}

/** What was said, as far as it is played, with what the model no longer sees. */
export class TranscriptView {
  readonly element: HTMLElement;
  private readonly replay: Replay;
  private readonly turns: readonly TurnView[];
  private readonly lines: readonly LineView[];
  private readonly sights: SightsByTurn;
  private shownStep = -1;

  constructor(replay: Replay) {
    this.replay = replay;
    this.sights = new SightsByTurn(replay);
    this.turns = replay.turns.map((turn, index) => new TurnView(turn, index));
    this.lines = replay.lines.map((line) => ({ line, element: lineOf(line) }));
    const column = element('div', { class: 'turns' });
    const above = groupsOf(this.lines);
    for (const [index, turn] of this.turns.entries()) {
      column.append(...(above.get(index) ?? []).map((line) => line.element), turn.element);
    }
    this.element = element(
      'section',
      { class: 'transcript', tabindex: 0, 'aria-label': replay.words.transcript, 'data-testid': 'transcript' },
      column,
    );
  }

  show(step: number, fraction: number): void {
    const { steps } = this.replay;
    const { turn: current = 0, kind = 'said' } = steps[step] ?? {};
    const isOther = step !== this.shownStep;
    if (isOther) this.showStep(step, current);
    this.turns[current]?.show({ kind, fraction });
    this.shownStep = step;
    if (isOther || kind === 'wrote') this.scroll(step, kind);
  }

  /** To the end, where it goes on; while turns are forgotten, to what becomes of them. */
  private scroll(step: number, kind: StepKind): void {
    const line =
      kind === 'forgot' ? this.lines.find(({ line }) => line.kind === 'now' && line.from === step) : undefined;
    const { scrollHeight, clientHeight } = this.element;
    const above = line ? line.element.offsetTop - this.element.offsetTop - clientHeight / 2 : scrollHeight;
    this.element.scrollTop = Math.min(above, scrollHeight);
  }

  private showStep(step: number, current: number): void {
    const leaving = this.sights.leavingAt(step);
    const { forgottenNext } = this.replay.words;
    for (const [index, turn] of this.turns.entries()) {
      if (index !== current) turn.show(index < current ? wholeTurn : null);
      if (index > current) continue;
      const sight = this.sights.of(index, step);
      if (leaving.has(index)) turn.dress('next', forgottenNext);
      else if (sight) turn.dress(sight.sight === 'forgotten' ? 'gone' : 'hidden', sight.says);
      else turn.dress(null, null);
    }
    for (const { line, element: drawn } of this.lines) {
      drawn.hidden = step < line.from || (line.until !== null && step >= line.until);
    }
  }
}

function groupsOf(lines: readonly LineView[]): ReadonlyMap<number, LineView[]> {
  const groups = new Map<number, LineView[]>();
  for (const line of lines) groups.set(line.line.aboveTurn, [...(groups.get(line.line.aboveTurn) ?? []), line]);
  return groups;
}

function lineOf({ kind, says }: SightLine): HTMLElement {
  const testId = kind === 'now' ? 'forgetting-line' : 'stratum';
  return element('div', { class: `sight-line ${kind}`, 'data-testid': testId }, element('span', {}, says));
}
