import type { FormTokens } from '../../../shared/chat-form-view.ts';
import { usedWindowOf } from '../../../shared/used-window.ts';
import type { WindowAct } from '../../store/acts.ts';
import type { StoredMessage } from '../../store/messages.ts';
import type { MessageWithOrigin } from '../../store/origin-reader.ts';
import { nameTurn } from '../../text/first-words.ts';
import { draftTokenCount, plainFormTokens, turnTokenCount } from '../../turn/prompt.ts';
import { type MessageReading, type Turn, turnsOf } from '../../turn/turns.ts';
import type { WindowTokensOf } from '../document.ts';

/** A turn of the branch as it was answered: all of it measured or stored then, and nothing planned anew. */
export interface ReplayedTurn {
  readonly turn: Turn;
  /** What its prompt had around words. */
  readonly form: FormTokens;
  readonly windowTokens: number | null;
  readonly limitTokens: number | null;
  /** The turns before it in its prompt, by their place in the branch; null where they are not known, or do not add up. */
  readonly kept: readonly number[] | null;
  /** Of its own in the prompt: its message in the form, and what the answer took over. */
  readonly ownTokens: number;
  /** Of the whole prompt; null where it is not known. */
  readonly promptTokens: number | null;
  /** What the answer added to the window, with what the form has behind it; 0 where it has no words and is no part of the window. */
  readonly answerTokens: number;
  /** Turns that it made the model forget, by their place in the branch. */
  readonly forgot: readonly number[];
  readonly forgotTokens: number;
  /** Those that a person had pinned, and hidden, when it was sent. */
  readonly pinned: ReadonlySet<number>;
  readonly leftOut: ReadonlySet<number>;
}

/** The turns of a branch, in order. Pure. */
export function replayedTurns(
  messages: readonly MessageWithOrigin[],
  acts: readonly WindowAct[],
  windowTokensOf: WindowTokensOf,
): ReplayedTurn[] {
  const turns = turnsOf(messages, reading, noFlags);
  const places = new Map(turns.map((turn, place) => [turn.id, place]));
  const decided = new DecidedSoFar(acts, messages);
  const withOrigins = new Map(messages.map((message) => [message.id, message]));
  return turns.map((turn) => {
    const { pinned, leftOut } = decided.when(turn);
    const form = turn.answer?.form ?? plainFormTokens;
    const placesOf = (ids: Iterable<number>) => [...ids].flatMap((id) => places.get(id) ?? []);
    const forgotten = turn.answer?.forgotten ?? [];
    const answer = turn.answer && withOrigins.get(turn.answer.id);
    return {
      turn,
      form,
      ...windowOf(answer, windowTokensOf),
      ...promptOf({ turn, answer, form }, turns, places),
      answerTokens: turn.answerIds.length === 0 ? 0 : answerTokensOf(turn, form),
      forgot: placesOf(forgotten.map(({ turnId }) => turnId)),
      forgotTokens: forgotten.reduce((sum, { tokens }) => sum + tokens, 0),
      pinned: new Set(placesOf(pinned)),
      leftOut: new Set(placesOf(leftOut)),
    };
  });
}

const reading: MessageReading = {
  form: plainFormTokens,
  idsOf: ({ tokenIds }) => tokenIds,
  nameOf: ({ text }) => nameTurn(text),
};
const noFlags = () => ({ isPinned: false, isLeftOut: false });

function answerTokensOf({ answer, answerIds }: Turn, form: FormTokens): number {
  return answerIds.length - (answer?.receipt?.takenOverTokens ?? 0) + form.answerTokens;
}

function windowOf(answer: MessageWithOrigin | undefined, windowTokensOf: WindowTokensOf) {
  const settings = answer?.used?.sampling;
  const modelTokens = windowTokensOf(answer?.answeredBy ?? null);
  if (!settings || modelTokens === null) return { windowTokens: null, limitTokens: null };
  const windowTokens = usedWindowOf(settings, modelTokens);
  return { windowTokens, limitTokens: windowTokens - settings.maxReplyTokens };
}

interface AnsweredTurn {
  readonly turn: Turn;
  readonly answer: MessageWithOrigin | undefined;
  readonly form: FormTokens;
}

/** What is stored of a prompt is told where it adds up to what the receipt counted. */
function promptOf({ turn, answer, form }: AnsweredTurn, turns: readonly Turn[], places: ReadonlyMap<number, number>) {
  const { userIds } = turn;
  const receipt = answer?.receipt ?? null;
  const ownTokens = draftTokenCount(userIds, form) + (receipt?.takenOverTokens ?? 0);
  const countedTokens = receipt && receipt.reusedTokens + receipt.prefilledTokens + (receipt.unreadTokens ?? 0);
  const before = (answer?.promptTurnIds ?? []).filter((id) => id !== turn.id);
  const kept = before.flatMap((id) => places.get(id) ?? []);
  const keptTurns = kept.flatMap((place) => turns[place] ?? []);
  const tokensBefore = keptTurns.reduce((sum, one) => sum + turnTokenCount(one, form), form.openingTokens);
  const sumOfTurns = tokensBefore + ownTokens;
  const isWhole = answer?.promptTurnIds != null && kept.length === before.length;
  const addsUp =
    countedTokens === null
      ? keptTurns.every((one) => one.user.tokenizerHash === turn.user.tokenizerHash)
      : countedTokens === sumOfTurns;
  if (!isWhole || !addsUp) return { kept: null, ownTokens, promptTokens: countedTokens };
  return { kept, ownTokens, promptTokens: sumOfTurns };
}

/** What a person had decided of the turns, along the branch. */
class DecidedSoFar {
  private readonly byLeaf = new Map<number, WindowAct[]>();
  private readonly messages: readonly StoredMessage[];
  private readonly pinned = new Set<number>();
  private readonly leftOut = new Set<number>();
  private next = 0;

  constructor(acts: readonly WindowAct[], messages: readonly StoredMessage[]) {
    this.messages = messages;
    for (const act of acts) {
      const known = this.byLeaf.get(act.leafId);
      if (known) known.push(act);
      else this.byLeaf.set(act.leafId, [act]);
    }
  }

  /** When this turn was sent; turns are asked for in order. What its branch began with stands at its answer, from the same moment. */
  when({ answer, user }: Turn): { readonly pinned: ReadonlySet<number>; readonly leftOut: ReadonlySet<number> } {
    for (; (this.messages[this.next]?.id ?? Number.POSITIVE_INFINITY) < user.id; this.next++) {
      this.take(this.byLeaf.get((this.messages[this.next] as StoredMessage).id) ?? []);
    }
    const begunWith = answer ? (this.byLeaf.get(answer.id) ?? []) : [];
    this.take(begunWith.filter(({ atMs }) => atMs <= (answer?.createdAtMs ?? 0)));
    return { pinned: new Set(this.pinned), leftOut: new Set(this.leftOut) };
  }

  private take(acts: readonly WindowAct[]): void {
    for (const act of acts) {
      if (act.kind === 'start') continue;
      const turns = act.kind === 'pinned' ? this.pinned : this.leftOut;
      if (act.value) turns.add(act.turnId);
      else turns.delete(act.turnId);
    }
  }
}
