import type { ChatsWords, DeletedWords } from './chats-words.ts';
import { openFormats } from './formats.ts';

const formats = openFormats('en');
const { count } = formats;

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const chats = (value: number) => plural(value, 'chat', 'chats');

const deleted: DeletedWords = {
  title: 'Recently deleted',
  open: (number) => (number === 0 ? 'Recently deleted' : `Recently deleted · ${count(number)}`),
  lead: 'Deleted chats can be brought back as they were, until their time is over. What is deleted for good leaves every file, and copies that were made before updates go with it.',
  none: 'Nothing was deleted lately.',
  keptFor: 'Keep deleted chats',
  kept: (days) => (days === 0 ? 'not at all' : `${days} days`),
  facts: (deletedAtMs, daysLeft) => {
    const stays =
      daysLeft === 0 ? 'goes soon after the next start' : `stays ${plural(daysLeft, 'more day', 'more days')}`;
    return `deleted on ${formats.longTime(deletedAtMs)} · ${stays}`;
  },
  restore: 'Restore',
  restoreNamed: (title) => `Restore “${title}”`,
  forGood: 'Delete for good',
  forGoodNamed: (title) => `Delete “${title}” for good`,
  allForGood: (number) => (number === 1 ? 'Delete it for good' : `Delete all ${count(number)} for good`),
  sure: (number) =>
    number === 1
      ? 'It cannot come back then. Copies from before updates go, too.'
      : `${chats(number)} cannot come back then. Copies from before updates go, too.`,
  yes: 'Yes, delete for good',
  no: 'Keep',
  close: 'Done',
};

/** The list of chats in English. */
export const enChats: ChatsWords = {
  list: 'Chats',
  tools: 'Archive and order',
  show: 'Show chats',
  hide: 'Hide chats',
  newChat: 'New chat',
  untitled: 'New chat',
  skip: 'Go to the message',
  held: (held) => `${plural(held, 'token', 'tokens')} in memory`,
  notHeld: 'to be read again',
  writing: 'writing',
  now: 'now',
  group: (group, nowMs) => {
    if (group.type === 'month') return formats.month(group.atMs, nowMs);
    return { today: 'Today', yesterday: 'Yesterday', week: 'Previous 7 days' }[group.type];
  },
  actions: (title) => `Actions for “${title}”`,
  rename: 'Rename',
  remove: 'Delete',
  newTitle: 'New title',
  removed: (title) => `“${title}” was deleted.`,
  notices: 'Notices',
  undo: 'Undo',
  deleted,
  machine: (provider, threads) =>
    `${provider.toUpperCase()}, ${plural(threads, 'thread', 'threads').replace(' ', '\u00a0')}`,
  noModel: (isFailed) => (isFailed ? 'no model' : 'no model yet'),
};
