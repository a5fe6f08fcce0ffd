import { openFormats } from './formats.ts';
import type { PlaceWords } from './place-words.ts';

const formats = openFormats('en');
const { count } = formats;

/** Where chats stand, in English. */
export const enPlace: PlaceWords = {
  pin: 'Pin to the top',
  unpin: 'Unpin',
  pinned: 'Pinned',
  byTitle: 'By title',
  order: 'Order of the chats',
  orders: { used: 'Last used first', created: 'Newest first', title: 'By title' },
  orderIs: (order, isUsed) => (isUsed ? `${order} ✓` : order),
  archive: 'Archive',
  archived: (title) => `“${title}” was archived.`,
  openArchive: (chats) => `Archived · ${count(chats)}`,
  archiveTitle: 'Archived',
  archiveLead:
    'These chats are out of the list and can still be searched. One comes back when something is said in it.',
  archiveNone: 'Nothing is archived.',
  archivedOn: (atMs) => `archived on ${formats.longTime(atMs)}`,
  isArchived: 'archived',
  titleArchived: (title) => `${title} · archived`,
  restore: 'Restore',
  restoreNamed: (title) => `Restore “${title}” to the list`,
  close: 'Done',
  exportHolds: (chats) =>
    chats === 1 ? 'One archived chat is among them.' : `${count(chats)} archived chats are among them.`,
};
