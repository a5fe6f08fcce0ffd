import { levelOf } from '../../../shared/gauge-level.ts';
import type { ReplayGauge, ReplayMap, ReplayPlaces, ReplaySegment } from '../../../shared/replay-view.ts';
import type { Words } from '../../../shared/words/words.ts';
import { turnTokenCount } from '../../turn/prompt.ts';
import type { ReplayedTurn } from './replayed-turns.ts';

/** `said`: with its message as a draft, what it makes the model forget still there; `sent`: without; `answered`: the answer as well. */
export type WindowMoment = 'said' | 'sent' | 'answered';

/** The gauge of a turn at a moment. Pure. */
export function gaugeAt(
  turns: readonly ReplayedTurn[],
  index: number,
  moment: WindowMoment,
  words: Words,
): ReplayGauge {
  const turn = turns[index] as ReplayedTurn;
  const { windowTokens, limitTokens } = turn;
  const segments = segmentsAt(turns, index, moment);
  const totalTokens = segments.reduce((sum, { tokens }) => sum + tokens, 0);
  const draftTokens = moment === 'said' && turn.kept ? turn.ownTokens : 0;
  const usedTokens = totalTokens - draftTokens;
  const window = { windowTokens, limitTokens };
  const { counts, sentence, tone } = said(turn, { moment, usedTokens, draftTokens }, words);
  return { segments, usedTokens, draftTokens, ...window, counts, sentence, tone };
}

function segmentsAt(turns: readonly ReplayedTurn[], index: number, moment: WindowMoment): ReplaySegment[] {
  const turn = turns[index] as ReplayedTurn;
  const { kept, forgot, form, ownTokens, promptTokens, answerTokens } = turn;
  const answer = { kind: 'answer', turn: index, tokens: answerTokens, leaves: false } as const;
  const written = moment === 'answered' && answerTokens > 0 ? [answer] : [];
  if (!kept) {
    const prompt = { kind: 'prompt', turn: null, tokens: promptTokens ?? 0, leaves: false } as const;
    return promptTokens === null || moment === 'said' ? [] : [prompt, ...written];
  }
  const leaving = new Set(moment === 'said' ? forgot : []);
  const before = [...kept, ...leaving].sort((one, other) => one - other);
  const held = before.map(
    (place): ReplaySegment => ({
      kind: turn.pinned.has(place) ? 'pinned' : 'turn',
      turn: place,
      tokens: turnTokenCount((turns[place] as ReplayedTurn).turn, form),
      leaves: leaving.has(place),
    }),
  );
  const { openingTokens } = form;
  const opening: ReplaySegment[] =
    openingTokens === 0 ? [] : [{ kind: 'opening', turn: null, tokens: openingTokens, leaves: false }];
  const isAnswered = moment === 'answered' && answerTokens > 0;
  const own = { kind: isAnswered ? 'turn' : 'draft', turn: index, tokens: ownTokens, leaves: false } as const;
  return [...opening, ...held, own, ...written];
}

interface Filled {
  readonly moment: WindowMoment;
  readonly usedTokens: number;
  readonly draftTokens: number;
}

function said(
  { kept, promptTokens, limitTokens, windowTokens, forgot }: ReplayedTurn,
  { moment, usedTokens, draftTokens }: Filled,
  { replay, gauge }: Words,
): Pick<ReplayGauge, 'counts' | 'sentence' | 'tone'> {
  if (!kept && promptTokens === null) return { counts: '', sentence: replay.unknownWindow, tone: 'ok' };
  if (!kept && moment === 'said') return { counts: '', sentence: replay.unknownTurns, tone: 'ok' };
  const counts = [replay.used(usedTokens, limitTokens)];
  if (draftTokens > 0) counts.push(gauge.draft(draftTokens));
  if (limitTokens !== null && windowTokens !== null) counts.push(gauge.reply(windowTokens - limitTokens));
  const told = (sentence: string, tone: ReplayGauge['tone']) => ({ counts: counts.join(' · '), sentence, tone });
  if (!kept) return told(replay.unknownTurns, 'ok');
  if (moment === 'said' && forgot.length > 0) return told(replay.forgets(forgot.length), 'warn');
  if (limitTokens === null) return told(replay.unknownSize, 'ok');
  const tokens = usedTokens + draftTokens;
  const isCalm = levelOf(tokens, limitTokens) === 'ok';
  return told(replay.free(Math.max(0, limitTokens - tokens)), isCalm ? 'ok' : 'notice');
}

/** The window's places of a turn: when it is sent, when it was read, when it is answered. Only what its receipt counted. */
export function mapAt(turn: ReplayedTurn, moment: 'sent' | 'read' | 'answered', words: Words): ReplayMap {
  const receipt = turn.turn.answer?.receipt;
  if (!receipt) return unknownMap(words);
  const { reusedTokens, prefilledTokens, unreadTokens } = receipt;
  const isRead = moment !== 'sent';
  const unread = (unreadTokens ?? 0) + (isRead ? 0 : prefilledTokens);
  const read: ReplayPlaces[] = [
    { kind: 'reused', tokens: reusedTokens },
    { kind: 'read', tokens: isRead ? prefilledTokens : 0 },
    { kind: 'toRead', tokens: unread },
  ];
  // What the form has behind the answer goes through the model with the next message.
  const written: ReplayPlaces[] =
    moment === 'answered' && turn.answerTokens > 0
      ? [
          { kind: 'written', tokens: turn.answerTokens - turn.form.answerTokens },
          { kind: 'toRead', tokens: turn.form.answerTokens },
        ]
      : [];
  return mapOf([...read, ...written], turn.windowTokens, words);
}

/** Before anything was read. */
export function emptyMap({ windowTokens }: ReplayedTurn, words: Words): ReplayMap {
  return windowTokens === null ? unknownMap(words) : mapOf([], windowTokens, words);
}

function unknownMap({ replay }: Words): ReplayMap {
  return { places: [], windowTokens: null, title: replay.placesOfUnknown, says: replay.unknownWindow, legend: [] };
}

const kinds = ['reused', 'read', 'written', 'toRead', 'free'] as const;

/** More than any window of this kind of model: what an imported receipt counts may be anything, and each place is drawn. */
const mostPlaces = 16_384;

function mapOf(all: readonly ReplayPlaces[], windowTokens: number | null, words: Words): ReplayMap {
  const { inspector, formats, replay } = words;
  const places = all.filter(({ tokens }) => tokens > 0);
  const usedTokens = places.reduce((sum, { tokens }) => sum + tokens, 0);
  if (windowTokens === null && usedTokens > mostPlaces) return unknownMap(words);
  const counted = kinds.map((kind) => {
    const ofKind = places.filter((run) => run.kind === kind).reduce((sum, { tokens }) => sum + tokens, 0);
    return { kind, tokens: kind === 'free' ? Math.max(0, (windowTokens ?? usedTokens) - usedTokens) : ofKind };
  });
  const told = counted.filter(
    ({ kind, tokens }) => tokens > 0 || kind === 'reused' || kind === 'read' || kind === 'written',
  );
  return {
    places,
    windowTokens,
    title: windowTokens === null ? replay.placesOfUnknown : inspector.places(windowTokens),
    says: inspector.map(told),
    legend: told.map(({ kind, tokens }) => ({ kind, name: inspector.kinds[kind], count: formats.count(tokens) })),
  };
}
