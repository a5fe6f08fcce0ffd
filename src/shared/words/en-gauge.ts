import { openFormats } from './formats.ts';
import type { GaugeWords } from './words.ts';

const { count } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const tokens = (value: number) => plural(value, 'token', 'tokens');
const quoted = (name: string) => `“${name}”`;

/** The gauge's words, in English. */
export const enGauge: GaugeWords = {
  name: 'The model’s window',
  counting: 'counting…',
  unknown: '—',
  notCounted: (why) => `not counted: ${why}`,
  used: (used, limit) => `${count(used)} of ${count(limit)} used`,
  draft: (draft) => `draft ${draft === null ? '—' : count(draft)}`,
  sent: (sent) => `${count(sent)} just sent`,
  over: (over) => `${count(over)} over`,
  reply: (reply) => `${count(reply)} kept for the reply`,
  limit: (limit, reply, window, model) => {
    const which = model === null ? 'The model’s window has' : `Of the model’s ${tokens(model)} this chat uses`;
    return `${which} ${tokens(window)}: ${count(limit)} for what is said, ${count(reply)} kept for the reply.`;
  },
  clamped: (set, room) => `${tokens(set)} were set for the reply; half of this window is ${count(room)}.`,
  empty: 'the window is empty',
  room: (turns) => (turns === 0 ? 'room for less than a turn' : `room for about ${plural(turns, 'turn', 'turns')}`),
  notice: (percent, turns) => `${percent}%: ${turnsLeft(turns)}`,
  warn: (percent, next) => {
    if (next === null) return `${percent}%: the window is ${percent < 100 ? 'nearly ' : ''}full`;
    const oldest = next === 1 ? 'the oldest turn' : `the oldest ${count(next)} turns`;
    return `${percent}%: soon ${oldest} will be forgotten`;
  },
  forgets: (turns, hasDraft) =>
    `${hasDraft ? 'Sending' : 'The next message'} forgets ${plural(turns, 'turn', 'turns')}`,
  tooLong: (overBy, cause) => {
    if (cause === 'opening') return 'The form’s opening leaves no room';
    if (cause === 'draft') return `This message is ${tokens(overBy)} too long`;
    if (cause === 'pins') return `With what is pinned, ${tokens(overBy)} too many`;
    if (cause === 'neverForget') return `${tokens(overBy)} too many, and nothing may be forgotten`;
    return `With the last exchange, ${tokens(overBy)} too many`;
  },
  segment: {
    opening: (value) => `the form’s opening: ${tokens(value)}, always kept`,
    turn: (name, value) => `${quoted(name)}: ${tokens(value)}, the form’s included`,
    pinned: (name, value) => `${quoted(name)}, pinned: ${tokens(value)}, the form’s included`,
    answer: (value) => `the answer so far: ${tokens(value)}`,
    draft: (value) => `your draft: ${tokens(value)}`,
    free: (value) => `free: ${tokens(value)}`,
    reserve: (value) => `kept for the reply: ${tokens(value)}`,
    forgottenNext: 'will be forgotten next',
  },
};

function turnsLeft(turns: number | null): string {
  if (turns === null) return 'the window fills';
  if (turns === 0) return 'less than a turn left';
  return turns === 1 ? 'about one turn left' : `about ${count(turns)} turns left`;
}
