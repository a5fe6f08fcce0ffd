import type { Migration } from './migration.ts';

/** Chats can be put away without being deleted, and kept on top of the list. */
export const archivedAndPinned: Migration = {
  schema: 8,
  sql: `
    ALTER TABLE chats ADD COLUMN archived_at_ms INTEGER; -- out of the list, until something is said in it
    ALTER TABLE chats ADD COLUMN pinned_at_ms INTEGER;   -- above all others in the list
  `,
};
