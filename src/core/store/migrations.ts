import type { Connection } from './database.ts';
import { createChats } from './migrations/0001-create-chats.ts';

/** One step of the schema. Never changed once released: a later one is added. */
export interface Migration {
  /** The schema's number after it, counted without gaps. */
  readonly schema: number;
  readonly sql: string;
}

const migrations: readonly Migration[] = [createChats];

/** The schema this Palimpsest works with. */
export const newestSchema = migrations.length;

/** Brings a database from the schema it has (`user_version`) to `target`, each step whole or not at all. */
export function migrate(connection: Connection, target = newestSchema): void {
  const isCurrent = () => (connection.pragma('user_version', { simple: true }) as number) >= target;
  if (isCurrent()) return;
  for (const { schema, sql } of migrations.slice(0, target)) {
    const step = connection.transaction(() => {
      if ((connection.pragma('user_version', { simple: true }) as number) >= schema) return;
      connection.exec(sql);
      connection.pragma(`user_version = ${schema}`);
    });
    step.immediate();
  }
}
