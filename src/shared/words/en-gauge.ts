import { openFormats } from './formats.ts';
import type { ForgettingWords, GaugeWords } from './words.ts';

const { count, seconds } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const tokens = (value: number) => plural(value, 'token', 'tokens');
const quoted = (name: string) => `“${name}”`;

/** Small numbers are words in a sentence. */
const spelledNumbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spelledTurns = (value: number) => `${spelledNumbers[value] ?? count(value)} ${value === 1 ? 'turn' : 'turns'}`;

/** So many names a line has room for; of more, only the first is named and the rest counted. */
const NAMED_IN_LINE = 2;

/** The gauge's words, in English. */
export const enGauge: GaugeWords = {
  name: 'The model’s window',
  counting: 'counting…',
  unknown: '—',
  notCounted: (why) => `not counted: ${why}`,
  used: (used, limit) => `${count(used)} of ${count(limit)} used`,
  draft: (draft) => `draft ${draft === null ? '—' : count(draft)}`,
  over: (over) => `${count(over)} over`,
  reply: (reply) => `${count(reply)} kept for the reply`,
  limit: (limit, reply, window) =>
    `The window has ${tokens(window)}: ${count(limit)} for what is said, ${count(reply)} kept for the reply.`,
  clamped: (set, room) => `${tokens(set)} were set for the reply; half of this window is ${count(room)}.`,
  empty: 'nothing said yet',
  room: (turns) => (turns === 0 ? 'room for less than a turn' : `room for about ${plural(turns, 'turn', 'turns')}`),
  notice: (percent, turns) => `${percent}%: ${turnsLeft(turns)}`,
  warn: (percent) => `${percent}%: the next turn will push out the oldest`,
  forgets: (names, hasDraft) => {
    const shown = names.length <= NAMED_IN_LINE ? names : names.slice(0, 1);
    const more = names.length - shown.length;
    const list = shown.map(quoted).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
    return `${hasDraft ? 'Sending' : 'The next message'} forgets ${plural(names.length, 'turn', 'turns')}: ${list}`;
  },
  tooLong: (overBy, cause) => {
    if (cause === 'draft') return `This message is ${tokens(overBy)} too long`;
    if (cause === 'pins') return `With what is pinned, ${tokens(overBy)} too many`;
    if (cause === 'neverForget') return `${tokens(overBy)} too many, and nothing may be forgotten`;
    return `With the last exchange, ${tokens(overBy)} too many`;
  },
  segment: {
    turn: (name, value) => `${quoted(name)}: ${tokens(value)}, end marks included`,
    pinned: (name, value) => `${quoted(name)}, pinned: ${tokens(value)}, end marks included`,
    answer: (value) => `the answer so far: ${tokens(value)}`,
    draft: (value) => `your draft: ${tokens(value)}`,
    free: (value) => `free: ${tokens(value)}`,
    reserve: (value) => `kept for the reply: ${tokens(value)}`,
    forgottenNext: 'will be forgotten next',
  },
};

/** What is said before anything is forgotten, in English. */
export const enForgetting: ForgettingWords = {
  panel: 'Before forgetting',
  title: (turns, hasDraft) =>
    `${hasDraft ? 'Sending this' : 'Your next message'} makes the model forget ${spelledTurns(turns)}.`,
  cost: (forgotten, reread, rereadMs) => {
    const time = rereadMs === null ? '' : ` (${seconds(rereadMs)})`;
    const leaving = `${tokens(forgotten)} ${forgotten === 1 ? 'leaves' : 'leave'}`;
    if (reread === 0) return `${leaving}, nothing is read again`;
    return `${leaving}, ${count(reread)} ${reread === 1 ? 'is' : 'are'} read again${time}`;
  },
  turn: quoted,
  pin: (name) => `Pin ${quoted(name)}`,
  shorten: (value) => `Shorten the reply to ${count(value)}`,
  goesAhead: 'Send goes ahead with this.',
  willAsk: 'You will be asked when you send.',
  question: (turns) => `Forget ${turns === 1 ? 'this turn' : `these ${spelledTurns(turns)}`} and send?`,
  forgetAndSend: 'Forget and send',
  forgetAndRetry: 'Forget and try again',
  keepWriting: 'Keep writing',
  doNotAsk: 'don’t ask again in this chat',
  cannotFit: (overBy, cause) => {
    if (cause === 'draft') return `This message is ${tokens(overBy)} too long for the window.`;
    if (cause === 'pins') return `What is pinned leaves no room: ${tokens(overBy)} too many.`;
    if (cause === 'neverForget') {
      return `This chat never forgets, and with everything it holds this message is ${tokens(overBy)} too long.`;
    }
    return `The last exchange and this message together are ${tokens(overBy)} too long.`;
  },
  remedy: (overBy, cause) => {
    if (cause === 'draft') return `Shorten it by ${tokens(overBy)} or more. Your words stay until then.`;
    if (cause === 'pins') return 'Unpin a turn or shorten the message. Your words stay until then.';
    if (cause === 'neverForget') {
      return 'Leave turns out, shorten the reply, use more of the window, or let the oldest turns be forgotten.';
    }
    return 'Shorten the message, or leave the last exchange out. Your words stay until then.';
  },
  unpin: (name) => `Unpin ${quoted(name)}`,
  leaveLastOut: 'Leave the last exchange out',
};

function turnsLeft(turns: number | null): string {
  if (turns === null) return 'the window fills';
  if (turns === 0) return 'less than a turn left';
  return turns === 1 ? 'about one turn left' : `about ${count(turns)} turns left`;
}
