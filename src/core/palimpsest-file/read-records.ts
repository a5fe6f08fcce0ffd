import type { UsedForm } from '../../shared/chat-form-view.ts';
import type { AnswerSettings } from '../../shared/settings.ts';
import type { FailureView } from '../../shared/views.ts';
import type { ArchivedAct, ArchivedChat, ArchivedMessage } from '../store/archive.ts';
import type { MessageTree } from './message-tree.ts';
import type { ChatRecord, MessageRecord } from './records.ts';
import { refused } from './refusal.ts';

/** A chat as the file has it; its messages are named by their places. */
export function chatOf(record: ChatRecord): ArchivedChat {
  const { type: _type, shows, settings, model, draft, deletedAtMs, archivedAtMs, pinnedAtMs, ...named } = record;
  const { branchedFrom, ...rest } = named;
  return {
    ...rest,
    activeLeafId: shows,
    settings: withoutNulls(settings),
    ...(model && {
      model: { name: model.name, checkpointHash: model.hash ?? null, tokenizerHash: model.tokenizer },
    }),
    ...(draft !== undefined && draft !== '' && { draft }),
    ...(branchedFrom !== undefined && { branchedFrom }),
    ...(deletedAtMs !== undefined && { deletedAtMs }),
    ...(archivedAtMs !== undefined && { archivedAtMs }),
    ...(pinnedAtMs !== undefined && { pinnedAtMs }),
  };
}

function withoutNulls(settings: ChatRecord['settings']): ArchivedChat['settings'] {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value != null));
}

/** A message as the file has it, put into the tree of its chat. Throws where it names what it cannot name. */
export function messageOf(record: MessageRecord, line: number, tree: MessageTree): ArchivedMessage {
  const wrong = (field: string, problem: 'value' | 'reference' | 'twice' = 'reference') =>
    refused({ reason: 'badField', line, field, problem });
  const { parent, role, answer, acts = [], windowStart } = record;
  const isUser = role === 'user';
  if (parent === null ? !isUser : !tree.has(parent) || tree.isUser(parent) === isUser) throw wrong('parent');
  if (isUser && isOfAnswer(record)) throw wrong('role', 'value');
  const id = tree.add(parent ?? 0, isUser);
  const turn = (field: string, named: number): number => {
    if (!tree.isTurnOf(named, id)) throw wrong(field);
    return named;
  };
  const optionalTurn = (field: string, named: number | undefined) => (named === undefined ? null : turn(field, named));
  const {
    uid,
    text,
    ids,
    tokenizer,
    areIdsRenewed,
    state,
    failure,
    createdAtMs,
    endedAtMs,
    forgottenAtMs = null,
  } = record;
  const used = answer ? { sampling: answer.sampling as AnswerSettings, seed: answer.seed } : null;
  const forgotten = (record.forgotten ?? []).map(({ turn: named, tokens }, index) => ({
    ...{ turnId: turn(`forgotten.${index}.turn`, named), tokens },
  }));
  if (new Set(forgotten.map(({ turnId }) => turnId)).size < forgotten.length) throw wrong('forgotten', 'twice');
  return {
    ...{ id, uid, parentId: parent, role, sendKey: null, text, tokenIds: ids, tokenizerHash: tokenizer },
    ...(areIdsRenewed && { idsState: 'renewed' as const }),
    ...{ state, failure: (failure as FailureView | undefined) ?? null, createdAtMs, endedAtMs, forgottenAtMs },
    windowStartId: optionalTurn('windowStart', windowStart),
    answeredBy: answeredByOf(answer),
    promptTurnIds: answer?.promptTurns?.map((named, index) => turn(`answer.promptTurns.${index}`, named)) ?? null,
    used,
    ...(answer?.form && { form: usedFormOf(answer.form) }),
    receipt: used && answer?.receipt ? { ...answer.receipt, seed: used.seed } : null,
    forgotten,
    isEdited: record.isEdited ?? false,
    unseenTurnId: optionalTurn('answer.unseenTurn', answer?.unseenTurn),
    logits: logitsOf(record, wrong),
    acts: actsOf(acts, turn, wrong),
  };
}

function isOfAnswer({ answer, windowStart, forgotten, isEdited, chosenLogits }: MessageRecord): boolean {
  return [answer, windowStart, forgotten, isEdited, chosenLogits].some((field) => field !== undefined);
}

function answeredByOf(answer: MessageRecord['answer']): ArchivedMessage['answeredBy'] {
  const model = answer?.model;
  return model
    ? { modelHash: model.hash, modelName: model.name, precision: model.precision, device: model.device }
    : null;
}

function usedFormOf({
  opening,
  turn,
  stopTexts,
  ...rest
}: NonNullable<NonNullable<MessageRecord['answer']>['form']>): UsedForm {
  return { ...rest, template: { opening, turn, stopTexts } };
}

type Wrong = (field: string, problem?: 'value' | 'reference' | 'twice') => Error;

/** One for each id, of both kinds or of neither. */
function logitsOf({ chosenLogits, largestLogits, ids }: MessageRecord, wrong: Wrong): ArchivedMessage['logits'] {
  if (chosenLogits === undefined && largestLogits === undefined) return null;
  const [chosen, largest] = [unpacked(chosenLogits), unpacked(largestLogits)];
  if (chosen?.length !== ids.length) throw wrong('chosenLogits', 'value');
  if (largest?.length !== ids.length) throw wrong('largestLogits', 'value');
  return { chosenLogits: chosen, largestLogits: largest };
}

function unpacked(base64: string | undefined): Float32Array | null {
  if (base64 === undefined) return null;
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : null;
}

function actsOf(
  acts: NonNullable<MessageRecord['acts']>,
  turn: (field: string, named: number) => number,
  wrong: Wrong,
): ArchivedAct[] {
  const decided = new Set<string>();
  return acts.map((act, index) => {
    const about = act.kind === 'start' ? act.kind : `${act.kind} ${act.turn}`;
    if (decided.has(about)) throw wrong(`acts.${index}`, 'twice');
    decided.add(about);
    const turnId = act.turn === null ? null : turn(`acts.${index}.turn`, act.turn);
    const { kind, atMs } = act;
    return kind === 'start' ? { kind, turnId, atMs } : { kind, turnId: turnId as number, value: act.value, atMs };
  });
}
