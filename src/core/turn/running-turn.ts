import type { ReuseReport, RowRun } from '../../shared/engine-contract.ts';
import type { LostBecause } from '../../shared/receipt-view.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { AnswerOrigin } from '../store/answer-origins.ts';
import type { TakenOver } from '../store/taken-over.ts';
import type { Branch } from './branch.ts';
import type { ReadSpan } from './turn-spans.ts';
import type { LiveAnswer } from './turns.ts';

export interface RunningTurnStart {
  readonly turnId: number;
  readonly messageId: number;
  /** All that the model is given: the kept turns and the new message in the form, and what is taken over. */
  readonly promptIds: readonly number[];
  /** What the form begins with, then the prompt's turns, the new one last with its message and what is taken over. */
  readonly spans: readonly ReadSpan[];
  /** The branch that it is the end of, also while another one is shown. */
  readonly branch: Branch;
  /** What the answer begins with, of an earlier try; null: nothing. */
  readonly takenOver: TakenOver | null;
  /** Why the prompt departs from what is held for the chat, if it does. */
  readonly departure: LostBecause;
  readonly model: ModelHandle;
  /** The chat went on with this model when the turn was sent: no other answers it, also none that reads like it. */
  readonly isModelOwn: boolean;
  /** As they were when the turn began: what is set meanwhile is for the next one. */
  readonly settings: ChatSettings;
  /** Null when greedy. */
  readonly seed: number | null;
  readonly isWaiting: boolean;
}

/** A turn from the moment its words are stored until its answer has ended. All that it needs to know it brings along. */
export class RunningTurn implements LiveAnswer {
  readonly turnId: number;
  readonly messageId: number;
  readonly promptIds: readonly number[];
  readonly spans: readonly ReadSpan[];
  readonly branch: Branch;
  readonly takenOver: TakenOver | null;
  readonly departure: LostBecause;
  /** The one that it was planned with; from its request on the engine's own, where that one reads like it. */
  model: ModelHandle;
  readonly isModelOwn: boolean;
  readonly settings: ChatSettings;
  readonly seed: number | null;
  readonly stop = new AbortController();
  isWaiting: boolean;
  /** What is shown, and the ids that stand for exactly these words. */
  text = '';
  shownIds: readonly number[] = [];
  /** What it took over, and all that was sampled, as the engine told it: what the window is filled with. */
  readonly ids: number[];
  /** What the engine found of the prompt, and the places it holds now; null before it began. */
  reuse: ReuseReport | null = null;
  heldTokens = 0;
  /** What the answer is made from, where that was known only when it was asked for and is stored so; null: as it was begun. */
  origin: Pick<AnswerOrigin, 'answeredBy' | 'form'> | null = null;
  /** Stores what is shown now, at once; set by whoever writes the answer. */
  saveNow: () => void = () => {};

  constructor(start: RunningTurnStart) {
    this.turnId = start.turnId;
    this.messageId = start.messageId;
    this.promptIds = start.promptIds;
    this.spans = start.spans;
    this.branch = start.branch;
    this.takenOver = start.takenOver;
    this.ids = [...(start.takenOver?.tokenIds ?? [])];
    this.departure = start.departure;
    this.model = start.model;
    this.isModelOwn = start.isModelOwn;
    this.settings = start.settings;
    this.seed = start.seed;
    this.isWaiting = start.isWaiting;
  }

  get takenOverTokens(): number {
    return this.takenOver?.tokenIds.length ?? 0;
  }

  get sampledTokens(): number {
    return this.ids.length - this.takenOverTokens;
  }

  /** The prompt up to the answer, which begins with what it takes over. */
  idsBeforeAnswer(): readonly number[] {
    return this.promptIds.slice(0, this.promptIds.length - this.takenOverTokens);
  }

  /** The ids that the engine holds for this turn now. */
  heldIds(): number[] {
    const { promptIds, ids, heldTokens, takenOverTokens } = this;
    if (heldTokens <= promptIds.length) return promptIds.slice(0, heldTokens);
    return [...promptIds, ...ids.slice(takenOverTokens, takenOverTokens + heldTokens - promptIds.length)];
  }

  /** How their rows came about. */
  heldRows(): RowRun[] {
    const reused = Math.min(this.reuse?.reusedTokens ?? 0, this.heldTokens);
    const read = Math.min(this.heldTokens, this.promptIds.length) - reused;
    const runs: RowRun[] = [
      { origin: 'reused', tokens: reused },
      { origin: 'read', tokens: read },
      { origin: 'written', tokens: this.heldTokens - reused - read },
    ];
    return runs.filter((run) => run.tokens > 0);
  }

  /** The turns of the window as they stand with the answer so far and what the form has behind it. */
  liveSpans(): ReadSpan[] {
    const { answerTokens } = this.model.form;
    return this.spans.map((span) =>
      span.turnId === this.turnId ? { ...span, tokens: span.tokens + this.sampledTokens + answerTokens } : span,
    );
  }

  /** The answer ends before the first of these. */
  stopTexts(): readonly string[] {
    return [...this.settings.stopTexts, ...this.model.form.template.stopTexts];
  }
}
