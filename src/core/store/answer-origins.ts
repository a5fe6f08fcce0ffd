import type { UsedForm } from '../../shared/chat-form-view.ts';
import type { AnswerSettings } from '../../shared/settings.ts';
import type { AnsweredBy } from '../../shared/views.ts';
import { type AnswerSettingsRow, answerSettingsToParameters, rowToAnswerSettings } from './answer-settings.ts';
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

/** An answer's row, with its model's. */
export interface AnswerRow extends AnswerSettingsRow {
  readonly answer_id: number;
  /** Hexadecimal; see `unpackTurnIds`. */
  readonly prompt_turn_digits: string | null;
  readonly unseen_turn_id: number | null;
  readonly seed: number | null;
  readonly model_hash: string | null;
  readonly model_name: string;
  readonly model_precision: string;
  readonly model_device: string;
}

/** For a SELECT that joins answers and models. */
export const answerColumns = `
  answers.message_id AS answer_id, IIF(prompt_turn_ids IS NULL, NULL, HEX(prompt_turn_ids)) AS prompt_turn_digits, unseen_turn_id,
  is_greedy,
  temperature, top_k, top_p, repetition_penalty, chosen_seed, max_reply_tokens, stop_texts, policy, telling, used_window_tokens, seed,
  checkpoint_hash AS model_hash, models.name AS model_name, models.precision AS model_precision, device AS model_device`;

export function openAnswerOrigins(connection: Connection) {
  const insertModel = connection.prepare(`
    INSERT INTO models (checkpoint_hash, name, precision, device) VALUES (@modelHash, @modelName, @precision, @device)
    ON CONFLICT DO NOTHING`);
  const modelId = connection
    .prepare(`
      SELECT id FROM models
      WHERE checkpoint_hash = @modelHash AND name = @modelName AND precision = @precision AND device = @device`)
    .pluck();
  const columns = `is_greedy, temperature, top_k, top_p, repetition_penalty, chosen_seed, max_reply_tokens, stop_texts, policy,
      telling, used_window_tokens, seed`;
  const values = `@isGreedy, @temperature, @topK, @topP, @repetitionPenalty, @chosenSeed, @maxReplyTokens, @stopTexts, @policy,
      @telling, @usedWindowTokens, @seed`;
  const replace = connection.prepare(`
    INSERT INTO answers (message_id, model_id, prompt_turn_ids, ${columns})
    VALUES (@messageId, @modelId, @promptTurnIds, ${values})
    ON CONFLICT (message_id) DO UPDATE SET (model_id, prompt_turn_ids, ${columns}) = (
      COALESCE(excluded.model_id, model_id), excluded.prompt_turn_ids, ${prefixed('excluded.', columns)}
    )`);
  const setSampling = connection.prepare(`
    INSERT INTO answers (message_id, ${columns}) VALUES (@messageId, ${values})
    ON CONFLICT (message_id) DO UPDATE SET (${columns}) = (${prefixed('excluded.', columns)})`);

  const setForm = openUsedFormInsertion(connection);
  const setUnseenTurn = connection.prepare('UPDATE answers SET unseen_turn_id = @turnId WHERE message_id = @messageId');

  function idOf(model: AnsweredBy): number {
    const known = modelId.get(model) as number | undefined;
    if (known !== undefined) return known;
    insertModel.run(model);
    return modelId.get(model) as number;
  }

  return {
    /** Replaces all that is stored, except a model by none. The message must be there. */
    set(messageId: number, { answeredBy, promptTurnIds, sampling, seed, form }: KnownOrigin): void {
      replace.run({
        ...answerSettingsToParameters(sampling),
        messageId,
        modelId: answeredBy ? idOf(answeredBy) : null,
        promptTurnIds: promptTurnIds && packTurnIds(promptTurnIds),
        seed,
      });
      setForm(messageId, form ?? null);
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

/** Null when it is not known. */
export function rowToAnsweredBy(row: AnswerRow): AnsweredBy | null {
  if (row.model_hash === null) return null;
  return {
    modelHash: row.model_hash,
    modelName: row.model_name,
    precision: row.model_precision,
    device: row.model_device,
  };
}

export function rowToUsedSampling(row: AnswerRow): UsedSampling {
  return { sampling: rowToAnswerSettings(row), seed: row.seed };
}
