import type { ReceiptView } from '../../../shared/receipt-view.ts';
import type { Replay, ReplayGauge, ReplayMap, ReplayStep, ReplayTurn } from '../../../shared/replay-view.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { WindowAct } from '../../store/acts.ts';
import type { MessageWithOrigin } from '../../store/origin-reader.ts';
import type { WindowTokensOf } from '../document.ts';
import { saidWords } from '../said-words.ts';
import { playingSpeeds } from './replay-pace.ts';
import { Sights } from './replay-sights.ts';
import { modelNameOf, replayTurnOf, sentenceOfEnding, spokenWriting } from './replay-turns.ts';
import { emptyMap, gaugeAt, mapAt } from './replay-windows.ts';
import { type ReplayedTurn, replayedTurns } from './replayed-turns.ts';

export interface ReplayInput {
  readonly title: string;
  /** A branch from its first message on. */
  readonly messages: readonly MessageWithOrigin[];
  /** Of the chat: those on other branches say nothing here. */
  readonly acts: readonly WindowAct[];
  readonly windowTokensOf: WindowTokensOf;
  readonly words: Words;
}

/** A branch as its own receipts and windows tell it, step by step. Pure: nothing is planned, counted or timed anew. */
export function replayOf({ title, messages, acts, windowTokensOf, words }: ReplayInput): Replay {
  const said = messages.map((message) => ({ ...message, text: saidWords(message.text) }));
  const turns = replayedTurns(said, acts, windowTokensOf);
  const steps = new Steps(turns, words);
  for (const index of turns.keys()) steps.play(index);
  const receipts = turns.flatMap(({ turn }) => turn.answer?.receipt ?? []);
  const firstAtMs = turns[0]?.turn.user.createdAtMs ?? null;
  const models = new Set(turns.flatMap(({ turn }) => modelNameOf(turn.answer) ?? []));
  return {
    languageTag: words.languageTag,
    direction: words.direction,
    title,
    about: words.replay.about(turns.length, [...models], firstAtMs === null ? null : words.formats.longTime(firstAtMs)),
    turns: turns.map((turn, index): ReplayTurn => replayTurnOf(turn, index, turns, words)),
    steps: steps.steps,
    gauges: steps.gauges,
    maps: steps.maps,
    sights: steps.sights.changes,
    lines: steps.sights.lines(),
    ...playingSpeeds(receipts, words),
    words: words.replay.player,
  };
}

/** The steps, with the gauges and maps that they show: one that stays the same is there once. */
class Steps {
  readonly steps: ReplayStep[] = [];
  readonly gauges: ReplayGauge[] = [];
  readonly maps: ReplayMap[] = [];
  readonly sights: Sights;
  private readonly turns: readonly ReplayedTurn[];
  private readonly words: Words;

  constructor(turns: readonly ReplayedTurn[], words: Words) {
    this.turns = turns;
    this.words = words;
    this.sights = new Sights(turns, words);
  }

  play(index: number): void {
    const turn = this.turns[index] as ReplayedTurn;
    const { steps: says } = this.words.replay;
    if (this.maps.length === 0) this.maps.push(emptyMap(turn, this.words));
    this.gauge(index, 'said');
    // What the model holds of a message is not known before it was answered: the places are still those of the turn before.
    if (turn.forgot.length === 0) this.sights.sent(index, this.steps.length);
    this.add('said', index, says.said(index + 1, turn.turn.userIds.length));
    const receipt = turn.turn.answer?.receipt ?? null;
    if (turn.forgot.length > 0) {
      this.sights.sent(index, this.steps.length);
      this.gauge(index, 'sent');
      this.maps.push(mapAt(turn, 'sent', this.words));
      this.add('forgot', index, says.forgot(turn.forgot.length, turn.forgotTokens));
    }
    if (receipt) this.playReceipt(index, receipt);
    else this.tellWithout(index);
  }

  private playReceipt(index: number, receipt: ReceiptView): void {
    const turn = this.turns[index] as ReplayedTurn;
    const { steps: says } = this.words.replay;
    const { reusedTokens, prefilledTokens, rereadTokens, unreadTokens, prefillMs, decodeMs } = receipt;
    if (turn.forgot.length === 0) this.gauge(index, 'sent');
    this.maps.push(mapAt(turn, 'read', this.words));
    const unread = unreadTokens !== null && unreadTokens > 0 ? ` · ${says.unread(unreadTokens)}` : '';
    this.add('read', index, says.read(reusedTokens, prefilledTokens, rereadTokens ?? 0, prefillMs) + unread, prefillMs);
    this.gauge(index, 'answered');
    this.maps.push(mapAt(turn, 'answered', this.words));
    this.add('wrote', index, spokenWriting(turn, receipt, this.words), decodeMs);
  }

  /** An answer without a receipt: imported, stopped before it began, or cut off. */
  private tellWithout(index: number): void {
    const turn = this.turns[index] as ReplayedTurn;
    const { steps: says } = this.words.replay;
    this.gauge(index, 'answered');
    this.maps.push(mapAt(turn, 'answered', this.words));
    const { answer } = turn.turn;
    const ending = answer && sentenceOfEnding(answer, this.words);
    const told = answer ? says.noReceipt : says.noAnswer;
    this.add('told', index, ending ? `${told} · ${ending}` : told);
  }

  private gauge(index: number, moment: 'said' | 'sent' | 'answered'): void {
    this.gauges.push(gaugeAt(this.turns, index, moment, this.words));
  }

  private add(kind: ReplayStep['kind'], turn: number, says: string, measuredMs: number | null = null): void {
    this.steps.push({ kind, turn, gauge: this.gauges.length - 1, map: this.maps.length - 1, says, measuredMs });
  }
}
