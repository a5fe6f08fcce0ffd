import type { Migration } from './migration.ts';

/** Ids that were made anew where a file was written, and that cannot be compared here yet, are still said to have been. */
export const renewedBefore: Migration = {
  schema: 11,
  sql: `
    ALTER TABLE imported_ids ADD COLUMN were_renewed INTEGER NOT NULL DEFAULT 0 -- of unchecked ones: as the file says
      CHECK (were_renewed IN (0, 1));
  `,
};
