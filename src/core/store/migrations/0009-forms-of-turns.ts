import type { Migration } from './migration.ts';

/**
 * How turns are written for a model: the form that a person chose, and the one that an answer was made in. Nearly all answers were made
 * in the plain one, each message with the end token behind it: they have no row.
 */
export const formsOfTurns: Migration = {
  schema: 9,
  sql: `
    CREATE TABLE model_forms (
      model_id TEXT PRIMARY KEY,
      chosen TEXT, -- a form's name; NULL: nobody's choice any more
      own TEXT     -- JSON: the person's own, kept also while another one is chosen
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE used_forms (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      opening TEXT NOT NULL,
      turn TEXT NOT NULL,
      stop_texts TEXT NOT NULL, -- JSON
      opening_tokens INTEGER NOT NULL CHECK (opening_tokens >= 0),
      question_tokens INTEGER NOT NULL CHECK (question_tokens >= 0),
      answer_tokens INTEGER NOT NULL CHECK (answer_tokens >= 0),
      UNIQUE (name, opening, turn, stop_texts, opening_tokens, question_tokens, answer_tokens)
    ) STRICT;

    CREATE TABLE answer_forms (
      answer_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      form_id INTEGER NOT NULL REFERENCES used_forms (id)
    ) STRICT;

    CREATE INDEX answer_forms_by_form ON answer_forms (form_id);

    -- What a person wrote into a form goes with the last answer that was made in it.
    CREATE TRIGGER used_forms_go AFTER DELETE ON answer_forms
    WHEN NOT EXISTS (SELECT 1 FROM answer_forms WHERE form_id = OLD.form_id)
    BEGIN
      DELETE FROM used_forms WHERE id = OLD.form_id;
    END;
  `,
};
