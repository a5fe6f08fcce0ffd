import type { FormName } from '../../../shared/chat-form-view.ts';
import type { ReceiptView } from '../../../shared/receipt-view.ts';
import type { ReplayAnswer, ReplayForgot, ReplayReceipt, ReplayTurn } from '../../../shared/replay-view.ts';
import { spokenSpeed } from '../../../shared/spoken-speed.ts';
import { receiptRows } from '../../../shared/words/receipt-rows.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { StoredMessage } from '../../store/messages.ts';
import { toVisibleLine } from '../../text/visible-text.ts';
import { receiptParts } from '../message-facts.ts';
import type { ReplayedTurn } from './replayed-turns.ts';

/** So many names tell what was forgotten, as under the message in the chat itself. */
const NAMES_SHOWN = 4;

/** What a turn shows of its words, and what its receipt says of them. */
export function replayTurnOf(
  { turn, forgot }: ReplayedTurn,
  index: number,
  turns: readonly ReplayedTurn[],
  words: Words,
): ReplayTurn {
  const { messages } = words;
  return {
    number: words.replay.turnNumber(index + 1),
    question: { who: `${messages.you} · ${messages.tokens(turn.userIds.length)}`, text: turn.user.text },
    answer: turn.answer ? answerOf(turn.answer, turn.answerIds.length, words) : null,
    forgot: forgot.length === 0 ? null : forgotOf(forgot, turns, words),
  };
}

function answerOf(answer: StoredMessage, tokens: number, words: Words): ReplayAnswer {
  const form = answer.form && words.exported.inForm(words.forms.names[answer.form.name]);
  const name = [modelNameOf(answer) ?? words.messages.model, form].filter(Boolean).join(' · ');
  return {
    who: tokens > 0 ? `${name} · ${words.messages.tokens(tokens)}` : name,
    text: answer.text,
    ending: sentenceOfEnding(answer, words),
    receipt: answer.receipt && receiptOf(answer.receipt, answer.form?.name ?? null, words),
  };
}

/** Null where it is not known who answered. */
export function modelNameOf(answer: StoredMessage | undefined): string | null {
  return answer?.answeredBy ? toVisibleLine(answer.answeredBy.modelName) || null : null;
}

function forgotOf(forgot: readonly number[], turns: readonly ReplayedTurn[], words: Words): ReplayForgot {
  const names = forgot.map((place) => words.forgetting.turn(turns[place]?.turn.name ?? ''));
  const shown = names.length <= NAMES_SHOWN ? names : names.slice(0, NAMES_SHOWN - 1);
  const more = names.length - shown.length;
  return {
    turns: forgot,
    says: words.forgotten.note(forgot.length),
    names: shown,
    more: more === 0 ? null : words.forgotten.more(more),
  };
}

/** How an answer ended that did not end by itself. */
export function sentenceOfEnding({ state, failure, receipt }: StoredMessage, words: Words): string | null {
  const { messages, exported } = words;
  if (state === 'streaming') return exported.stillWritten;
  if (state === 'failed') return failure ? sentenceOf(words, failure) : messages.failed;
  if (state === 'stopped') return receipt?.endedBy === 'user' ? messages.stopped : messages.cutOff;
  return receipt?.endedBy === 'length' ? messages.cutAtLength : null;
}

/** The step in which an answer is written, as its receipt tells it. */
export function spokenWriting({ turn }: ReplayedTurn, receipt: ReceiptView, words: Words): string {
  const { steps } = words.replay;
  const { decodedTokens, decodeMs } = receipt;
  const wrote = decodedTokens === 0 ? steps.wroteNothing : steps.wrote(decodedTokens, decodeMs, spokenSpeed(receipt));
  const ending = turn.answer && sentenceOfEnding(turn.answer, words);
  return ending ? `${wrote} · ${ending}` : wrote;
}

function receiptOf(receipt: ReceiptView, form: FormName | null, words: Words): ReplayReceipt {
  const { reusedTokens, prefilledTokens, decodedTokens } = receipt;
  const rows = receiptRows(words, receipt, form).map(({ name, value }) => ({ name, value }));
  return { reusedTokens, prefilledTokens, decodedTokens, terms: receiptParts(receipt, words), rows };
}
