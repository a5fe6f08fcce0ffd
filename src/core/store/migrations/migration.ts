import type { Connection } from '../connection.ts';

/** One step of the schema. Never changed once released: a later one is added. */
export interface Migration {
  /** The schema's number after it, counted without gaps. */
  readonly schema: number;
  /** SQLite changes a table's constraints only by building it anew, which no foreign key may follow meanwhile. */
  readonly rebuildsTables?: true;
  readonly sql: string;
  /** What SQL alone does not say well, after `sql` and in its transaction. */
  readonly run?: (connection: Connection) => void;
}
