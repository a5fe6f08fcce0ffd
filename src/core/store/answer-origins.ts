import type { UsedForm } from '../../shared/chat-form-view.ts';
import type { AnswerSettings } from '../../shared/settings.ts';
import type { AnsweredBy } from '../../shared/views.ts';
import { answerSettingsToParameters } from './answer-settings.ts';
import type { Connection } from './connection.ts';
import type { UsedSampling } from './receipts.ts';
import { packTurnIds } from './token-ids.ts';
import { openUsedFormInsertion } from './used-forms.ts';

/** What an answer is made from: with it, it can be made again. */
export interface AnswerOrigin {
  /** Null while it is not known which model will answer, and with answers written before this was stored. */
  readonly answeredBy: AnsweredBy | null;
  /** The turns in its prompt in order, its own the last. */
  readonly promptTurnIds: readonly number[];
  readonly sampling: AnswerSettings;
  /** The seed that is used. Null when greedy. */
  readonly seed: number | null;
  /** How its prompt is written; null or missing: each message with the end token behind it. */
  readonly form?: UsedForm | null;
}

/** The same as far as it is known: of earlier answers the turns are not. */
type KnownOrigin = Omit<AnswerOrigin, 'promptTurnIds'> & { readonly promptTurnIds: readonly number[] | null };

/** The model of an answer's row. */
export interface AnswererRow {
  readonly model_hash: string | null;
  readonly model_name: string;
  readonly model_precision: string;
  readonly model_device: string;
}

/** For a SELECT that joins models. */
export const answererColumns = `
  checkpoint_hash AS model_hash, models.name AS model_name, models.precision AS model_precision, device AS model_device`;

/** Of an answer's row. */
export const settingColumns = `is_greedy, temperature, top_k, top_p, repetition_penalty, chosen_seed, max_reply_tokens, stop_texts, policy,
      telling, used_window_tokens, seed`;

export function openAnswerOrigins(connection: Connection) {
  const insertModel = connection.prepare(`
    INSERT INTO models (checkpoint_hash, name, precision, device) VALUES (@modelHash, @modelName, @precision, @device)
    ON CONFLICT DO NOTHING`);
  const modelId = connection
    .prepare(`
      SELECT id FROM models
      WHERE checkpoint_hash = @modelHash AND name = @modelName AND precision = @precision AND device = @device`)
    .pluck();
  const values = `@isGreedy, @temperature, @topK, @topP, @repetitionPenalty, @chosenSeed, @maxReplyTokens, @stopTexts, @policy,
      @telling, @usedWindowTokens, @seed`;
  const replace = connection.prepare(`
    INSERT INTO answers (message_id, model_id, prompt_turn_ids, ${settingColumns})
    VALUES (@messageId, @modelId, @promptTurnIds, ${values})
    ON CONFLICT (message_id) DO UPDATE SET (model_id, prompt_turn_ids, ${settingColumns}) = (
      COALESCE(excluded.model_id, model_id), excluded.prompt_turn_ids, ${prefixed('excluded.', settingColumns)}
    )`);
  const setSampling = connection.prepare(`
    INSERT INTO answers (message_id, ${settingColumns}) VALUES (@messageId, ${values})
    ON CONFLICT (message_id) DO UPDATE SET (${settingColumns}) = (${prefixed('excluded.', settingColumns)})`);

  const setForm = openUsedFormInsertion(connection);
  const setUnseenTurn = connection.prepare('UPDATE answers SET unseen_turn_id = @turnId WHERE message_id = @messageId');

  function idOf(model: AnsweredBy): number {
    const known = modelId.get(model) as number | undefined;
    if (known !== undefined) return known;
    insertModel.run(model);
    return modelId.get(model) as number;
  }

  return {
    /** Replaces all that is stored, except a model by none; of a new message nothing is. The message must be there. */
    set(messageId: number, { answeredBy, promptTurnIds, sampling, seed, form }: KnownOrigin, isNew = false): void {
      replace.run({
        ...answerSettingsToParameters(sampling),
        messageId,
        modelId: answeredBy ? idOf(answeredBy) : null,
        promptTurnIds: promptTurnIds && packTurnIds(promptTurnIds),
        seed,
      });
      setForm(messageId, form ?? null, isNew);
    },
    /** Replaces the sampling alone: the receipt knows what was used in the end. */
    setSampling(messageId: number, { sampling, seed }: UsedSampling): void {
      setSampling.run({ ...answerSettingsToParameters(sampling), messageId, seed });
    },
    /** The turn that was not in the prompt and shares the question's rare words. */
    setUnseenTurn(messageId: number, turnId: number | null): void {
      if (turnId !== null) setUnseenTurn.run({ messageId, turnId });
    },
  };
}

function prefixed(prefix: string, columns: string): string {
  return columns.replace(/\w+/g, (column) => prefix + column);
}

/** Gives the model of a row, null when it is not known: the same object as long as the same one answers, which nearly all do. */
export function openAnswerers(): (row: AnswererRow) => AnsweredBy | null {
  let last: AnsweredBy | null = null;
  return ({ model_hash: modelHash, model_name: modelName, model_precision: precision, model_device: device }) => {
    if (modelHash === null) return null;
    const read = { modelHash, modelName, precision, device };
    if (!last || !isSameAnswerer(last, read)) last = read;
    return last;
  };
}

/** The same model, computed in the same way. */
export function isSameAnswerer(one: AnsweredBy, other: AnsweredBy): boolean {
  return (
    one === other ||
    (one.modelHash === other.modelHash &&
      one.modelName === other.modelName &&
      one.precision === other.precision &&
      one.device === other.device)
  );
}
