import type { ExportedWords } from './exported-words.ts';
import { openFormats } from './formats.ts';

const { count, longTime } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const tokens = (value: number) => plural(value, 'token', 'tokens');

/** What stands in exported files beside what was said, in English. */
export const enExported: ExportedWords = {
  said: longTime,
  dates: (createdAtMs, updatedAtMs) =>
    longTime(createdAtMs) === longTime(updatedAtMs)
      ? longTime(createdAtMs)
      : `${longTime(createdAtMs)} to ${longTime(updatedAtMs)}`,
  deleted: 'This chat was in Recently deleted.',
  writtenBy: (version, atMs) => `Written by Palimpsest ${version}, ${longTime(atMs)}.`,
  nothingSaid: 'Nothing was said in this chat.',
  noWords: 'no words',
  stillWritten: 'was still being written',
  inForm: (name) => `in the form “${name}”`,
  forgot: (turns, value, atMs) =>
    `forgot ${plural(turns, 'turn', 'turns')} to make room (${tokens(value)}, ${longTime(atMs)})`,
  forgotTurn: (name, value) => `“${name}” (${tokens(value)})`,
  notSeen: 'no longer seen by the model',
  otherBranches: (branches) => plural(branches, 'other branch', 'other branches'),
  otherBranch: (number) => `Other branch ${count(number)}`,
  partsAfter: (name) => (name === null ? 'From the beginning' : `After “${name}”`),
  fileName: {
    several: (chats) => `Palimpsest, ${plural(chats, 'chat', 'chats')}`,
    untitled: 'Untitled chat',
  },
};
