import type { Connection } from './connection.ts';
import { createChats } from './migrations/0001-create-chats.ts';
import { originsOfAnswers } from './migrations/0002-origins-of-answers.ts';
import { branchesAndSettings } from './migrations/0003-branches-and-settings.ts';
import { forgettingIsSeen } from './migrations/0004-forgetting-is-seen.ts';
import { search } from './migrations/0005-search.ts';
import { editedAnswers } from './migrations/0006-edited-answers.ts';
import { imports } from './migrations/0007-imports.ts';
import { archivedAndPinned } from './migrations/0008-archived-and-pinned.ts';
import { formsOfTurns } from './migrations/0009-forms-of-turns.ts';
import { chatsRememberModels } from './migrations/0010-chats-remember-models.ts';
import { renewedBefore } from './migrations/0011-renewed-before.ts';
import type { Migration } from './migrations/migration.ts';

const migrations: readonly Migration[] = [
  createChats,
  originsOfAnswers,
  branchesAndSettings,
  forgettingIsSeen,
  search,
  editedAnswers,
  imports,
  archivedAndPinned,
  formsOfTurns,
  chatsRememberModels,
  renewedBefore,
];

/** The schema this Palimpsest works with. */
export const newestSchema = migrations.length;

/** The first whose databases were never written without `leaveNoTraces`. */
export const firstCleanSchema = 6;

export function schemaOf(connection: Connection): number {
  return connection.pragma('user_version', { simple: true }) as number;
}

/** Brings a database from the schema it has (`user_version`) to `target`, each step whole or not at all. */
export function migrate(connection: Connection, target = newestSchema): void {
  if (schemaOf(connection) >= target) return;
  for (const step of migrations.slice(0, target)) takeStep(connection, step);
}

function takeStep(connection: Connection, { schema, rebuildsTables, sql, run }: Migration): void {
  const step = connection.transaction(() => {
    if (schemaOf(connection) >= schema) return;
    const brokenBefore = rebuildsTables ? brokenReferences(connection) : 0;
    connection.exec(sql);
    run?.(connection);
    if (rebuildsTables && brokenReferences(connection) > brokenBefore) {
      throw new Error(`Schema ${schema} leaves rows without what they refer to.`);
    }
    connection.pragma(`user_version = ${schema}`);
  });
  if (rebuildsTables) connection.pragma('foreign_keys = OFF');
  try {
    step.immediate();
  } finally {
    if (rebuildsTables) connection.pragma('foreign_keys = ON');
  }
}

function brokenReferences(connection: Connection): number {
  return (connection.pragma('foreign_key_check') as readonly unknown[]).length;
}
