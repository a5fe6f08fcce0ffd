import type Database from 'better-sqlite3';

/** An open database, as SQLite's binding gives it. */
export type Connection = Database.Database;
