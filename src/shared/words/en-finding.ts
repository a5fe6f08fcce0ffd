import type { FindWords, PaletteWords } from './finding-words.ts';
import { openFormats } from './formats.ts';

const { count } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

export const enPalette: PaletteWords = {
  name: 'Search',
  open: (key) => `Search chats and messages (${key})`,
  withControl: (key) => `Ctrl+${key}`,
  placeholder: 'Search chats and messages',
  recent: 'Recent chats',
  byTitle: 'Chats',
  sight: {
    seen: 'seen by the model',
    notSeen: 'no longer seen',
    hidden: 'hidden by you',
    never: 'never seen',
    otherBranch: 'on another branch',
  },
  moreChats: 'Show more chats with this in their titles',
  more: (messages, isMore) => `Show more (${count(messages)}${isMore ? ' or more' : ''} further in this chat)`,
  none: (typed) => `Nothing has “${typed}” in it.`,
  nothingSaid: 'No other chat yet.',
  olderLeft: 'These are the newest. A longer question finds older ones.',
  filling: 'Older messages are still being taken up, so there may be more.',
  keys: '↑ ↓ to choose · Enter to open · Esc to close',
  said: (chats, messages) =>
    chats + messages === 0
      ? 'Nothing found'
      : [
          ...(chats > 0 ? [`${plural(chats, 'chat', 'chats')} by title`] : []),
          ...(messages > 0 ? [plural(messages, 'message', 'messages')] : []),
        ].join(', '),
};

export const enFind: FindWords = {
  name: 'Find in this chat',
  place: (at, of) => `${count(at)} of ${count(of)}`,
  none: 'not found',
  soFar: (places) => `${count(places)} so far`,
  unseen: {
    forgotten: (places) => `${count(places)} no longer seen`,
    hidden: (places) => `${count(places)} hidden by you`,
    never: (places) => `${count(places)} never seen`,
  },
  hereUnseen: {
    forgotten: 'The model no longer sees this turn.',
    hidden: 'You hid this turn from the model.',
    never: 'The model has not seen this turn, since it has no answer.',
  },
  older: 'older turns are still coming',
  next: 'Next',
  previous: 'Previous',
  close: 'Close',
};
