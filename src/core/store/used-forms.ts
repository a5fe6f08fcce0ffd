import type { FormName, UsedForm } from '../../shared/chat-form-view.ts';
import type { Connection } from './connection.ts';

interface UsedFormRow {
  readonly answer_id: number;
  readonly name: string;
  readonly opening: string;
  readonly turn: string;
  readonly stop_texts: string;
  readonly opening_tokens: number;
  readonly question_tokens: number;
  readonly answer_tokens: number;
}

const columns = 'name, opening, turn, stop_texts, opening_tokens, question_tokens, answer_tokens';

/** Stores the form that an answer is made in, in the place of one that was stored before, as part of a transaction; null: the plain one. */
export function openUsedFormInsertion(connection: Connection) {
  const insert = connection.prepare(`
    INSERT INTO used_forms (${columns})
    VALUES (@name, @opening, @turn, @stopTexts, @openingTokens, @questionTokens, @answerTokens) ON CONFLICT DO NOTHING`);
  const idOf = connection
    .prepare(`
      SELECT id FROM used_forms
      WHERE (${columns}) = (@name, @opening, @turn, @stopTexts, @openingTokens, @questionTokens, @answerTokens)`)
    .pluck();
  const remove = connection.prepare('DELETE FROM answer_forms WHERE answer_id = ?');
  const set = connection.prepare('INSERT INTO answer_forms (answer_id, form_id) VALUES (@answerId, @formId)');

  return (answerId: number, form: UsedForm | null, isNew = false): void => {
    if (!isNew) remove.run(answerId);
    if (form === null) return;
    const { name, template, openingTokens, questionTokens, answerTokens } = form;
    const { opening, turn, stopTexts } = template;
    const row = {
      ...{ name, opening, turn, stopTexts: JSON.stringify(stopTexts) },
      ...{ openingTokens, questionTokens, answerTokens },
    };
    insert.run(row);
    set.run({ answerId, formId: idOf.get(row) });
  };
}

/** Reads the forms that answers were made in; those in the plain one are left out. */
export function openUsedFormReader(connection: Connection) {
  const areAny = connection.prepare('SELECT 1 FROM answer_forms LIMIT 1');
  const select = connection.prepare(`
    SELECT answer_id, ${columns}
    FROM (SELECT value AS message_id FROM JSON_EACH(?)) AS wanted
    JOIN answer_forms ON answer_forms.answer_id = wanted.message_id
    JOIN used_forms ON used_forms.id = answer_forms.form_id`);
  /** The ids of the answers come as a JSON array. */
  return (answerIds: string): ReadonlyMap<number, UsedForm> => {
    // Where nobody chose a form, which is nearly everywhere, nothing is looked for.
    if (areAny.get() === undefined) return none;
    return new Map((select.all(answerIds) as UsedFormRow[]).map((row) => [row.answer_id, rowToUsedForm(row)]));
  };
}

const none: ReadonlyMap<number, UsedForm> = new Map();

function rowToUsedForm(row: UsedFormRow): UsedForm {
  return {
    name: row.name as FormName,
    template: { opening: row.opening, turn: row.turn, stopTexts: JSON.parse(row.stop_texts) as string[] },
    openingTokens: row.opening_tokens,
    questionTokens: row.question_tokens,
    answerTokens: row.answer_tokens,
  };
}
