import { shortDetails } from '../short-details.ts';
import type { ArchivedAct, ArchivedChat, ArchivedMessage } from '../store/archive.ts';
import { areRenewed } from '../store/imported-ids.ts';
import type { MessageTree } from './message-tree.ts';
import type { ChatRecord, MessageRecord } from './records.ts';

/** Where a message of an archive stands in the file; undefined when it does not. */
export type PlaceOf = (archiveId: number) => number | undefined;

export function chatRecord(chat: ArchivedChat, shows: number | null): ChatRecord {
  const { uid, title, isTitleGiven, createdAtMs, updatedAtMs, deletedAtMs, settings, draft, branchedFrom } = chat;
  const { archivedAtMs, pinnedAtMs } = chat;
  return {
    ...{
      type: 'chat',
      uid,
      title,
      isTitleGiven,
      createdAtMs,
      updatedAtMs,
      deletedAtMs,
      archivedAtMs,
      pinnedAtMs,
      shows,
    },
    ...{ settings: settings as ChatRecord['settings'], model: modelRecord(chat), draft, branchedFrom },
  };
}

function modelRecord({ model }: ArchivedChat): ChatRecord['model'] {
  if (!model) return undefined;
  const { name, checkpointHash, tokenizerHash } = model;
  return { name, ...(checkpointHash !== null && { hash: checkpointHash }), tokenizer: tokenizerHash };
}

interface Placing {
  readonly tree: MessageTree;
  readonly placeOf: PlaceOf;
}

/** What is missing is not written: JSON leaves out what is undefined. What names a message that is not on its way is left out as well. */
export function messageRecord(message: ArchivedMessage, place: number, { tree, placeOf }: Placing): MessageRecord {
  const turnAt = (archiveId: number | null): number | undefined => {
    const turn = archiveId === null ? undefined : placeOf(archiveId);
    return turn !== undefined && tree.isTurnOf(turn, place) ? turn : undefined;
  };
  const { uid, role, text, state, createdAtMs, endedAtMs, logits, idsState } = message;
  return {
    ...{ type: 'message', uid, parent: parentPlace(message, placeOf), role, text },
    ...{ ids: message.tokenIds, tokenizer: message.tokenizerHash },
    areIdsRenewed: idsState && areRenewed(idsState) ? true : undefined,
    ...{ state: state === 'streaming' ? 'stopped' : state, failure: failureOf(message), createdAtMs, endedAtMs },
    ...{ windowStart: turnAt(message.windowStartId), forgottenAtMs: message.forgottenAtMs ?? undefined },
    forgotten: forgottenOf(message, turnAt),
    isEdited: message.isEdited ? true : undefined,
    answer: answerOf(message, turnAt),
    ...(logits && { chosenLogits: packed(logits.chosenLogits), largestLogits: packed(logits.largestLogits) }),
    acts: message.acts.length > 0 ? message.acts.flatMap((act) => actOf(act, turnAt)) : undefined,
  };
}

export function parentPlace({ parentId }: ArchivedMessage, placeOf: PlaceOf): number | null {
  return parentId === null ? null : (placeOf(parentId) ?? null);
}

type TurnAt = (archiveId: number | null) => number | undefined;

function failureOf({ failure }: ArchivedMessage): MessageRecord['failure'] {
  return failure ? { code: failure.code, details: failure.details && shortDetails(failure.details) } : undefined;
}

function answerOf(message: ArchivedMessage, turnAt: TurnAt): MessageRecord['answer'] {
  const { used, answeredBy, promptTurnIds, receipt, unseenTurnId } = message;
  if (!used) return undefined;
  const { seed: _seed, ...figures } = receipt ?? { seed: null };
  return {
    model: answeredBy
      ? {
          ...{ hash: answeredBy.modelHash, name: answeredBy.modelName },
          ...{ precision: answeredBy.precision, device: answeredBy.device },
        }
      : undefined,
    form: formOf(message),
    promptTurns: promptTurnIds ? promptTurnIds.flatMap((id) => turnAt(id) ?? []) : undefined,
    sampling: { ...used.sampling, stopTexts: [...used.sampling.stopTexts] },
    seed: used.seed,
    receipt: receipt ? (figures as NonNullable<MessageRecord['answer']>['receipt']) : undefined,
    unseenTurn: turnAt(unseenTurnId),
  };
}

function formOf({ form }: ArchivedMessage): NonNullable<MessageRecord['answer']>['form'] {
  if (!form) return undefined;
  const { name, template, openingTokens, questionTokens, answerTokens } = form;
  const { opening, turn, stopTexts } = template;
  return { name, opening, turn, stopTexts: [...stopTexts], openingTokens, questionTokens, answerTokens };
}

function forgottenOf({ forgotten }: ArchivedMessage, turnAt: TurnAt): MessageRecord['forgotten'] {
  if (forgotten.length === 0) return undefined;
  return forgotten.flatMap(({ turnId, tokens }) => {
    const turn = turnAt(turnId);
    return turn === undefined ? [] : [{ turn, tokens }];
  });
}

function actOf(act: ArchivedAct, turnAt: TurnAt): NonNullable<MessageRecord['acts']> {
  const turn = turnAt(act.turnId);
  if (act.kind === 'start' && act.turnId === null) return [{ kind: act.kind, turn: null, atMs: act.atMs }];
  if (turn === undefined) return [];
  return act.kind === 'start'
    ? [{ kind: act.kind, turn, atMs: act.atMs }]
    : [{ kind: act.kind, turn, value: act.value, atMs: act.atMs }];
}

function packed({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
