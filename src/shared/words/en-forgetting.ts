import type { ForgettingWords, ForgottenWords, TurnChangeWords } from './forgetting-words.ts';
import { openFormats } from './formats.ts';

const { count, duration } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const tokens = (value: number) => plural(value, 'token', 'tokens');
const turns = (value: number) => plural(value, 'turn', 'turns');
const quoted = (name: string) => `“${name}”`;
/** A forecast: its first digits are as much as is known of it. */
const roughly = (milliseconds: number) => duration(Number(milliseconds.toPrecision(milliseconds < 1000 ? 1 : 2)));
const inTime = (milliseconds: number | null) => (milliseconds === null ? '' : ` (${roughly(milliseconds)})`);

/** Small numbers are words in a sentence. */
const spelledNumbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spelledTurns = (value: number) => `${spelledNumbers[value] ?? count(value)} ${value === 1 ? 'turn' : 'turns'}`;

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** What is said before anything is forgotten, in English. */
export const enForgetting: ForgettingWords = {
  panel: 'Before forgetting',
  title: (turnCount, hasDraft) =>
    `${hasDraft ? 'Sending this' : 'Your next message'} makes the model forget ${spelledTurns(turnCount)}.`,
  cost: (forgotten, reread, rereadMs) => {
    const again = reread === 0 ? 'nothing read again' : `${count(reread)} read again${inTime(rereadMs)}`;
    return `${tokens(forgotten)} forgotten, ${again}`;
  },
  turn: quoted,
  at: (time) => `at ${time}`,
  nth: (number) => `the ${count(number)}${endings[ordinals.select(number)] ?? 'th'}`,
  keep: (name) => `Keep ${quoted(name)} in view`,
  keepSays: 'Keep this turn in view for good. Others may have to go in its place.',
  kept: 'stays in view',
  whySoMany: 'why so many?',
  whySays: 'It makes room for several turns at once, since everything that stays must be read again.',
  shorten: (value) => `Shorten the reply to ${count(value)}`,
  goesAhead: 'Press Send to go on.',
  willAsk: 'You will be asked when you send.',
  question: (turnCount) => (turnCount === 1 ? 'Go on without it?' : 'Go on without them?'),
  forgetAndSend: (turnCount) => `Forget ${count(turnCount)} and send`,
  forgetAndRetry: (turnCount) => `Forget ${count(turnCount)} and try again`,
  keepWriting: 'Keep writing',
  tellingIs: {
    show: 'Before forgetting: show it',
    ask: 'Before forgetting: stop and ask',
    silent: 'Before forgetting: do not tell',
  },
  cannotFit: (overBy, cause) => {
    if (cause === 'opening') return 'The opening of the form fills all that the reply leaves of the window.';
    if (cause === 'draft') return `This message is ${tokens(overBy)} too long for the window.`;
    if (cause === 'pins') return `What is pinned leaves no room: ${tokens(overBy)} too many.`;
    if (cause === 'neverForget') return `This chat never forgets, and its window is full: ${tokens(overBy)} too many.`;
    return `The last exchange and this message together are ${tokens(overBy)} too long.`;
  },
  remedy: (overBy, cause) => {
    if (cause === 'opening') return 'Use more of the window, or another form. Your words stay until then.';
    if (cause === 'draft') return `Shorten it by ${tokens(overBy)} or more. Your words stay until then.`;
    if (cause === 'pins') return 'Unpin a turn or shorten the message. Your words stay until then.';
    if (cause === 'neverForget') {
      return 'Shorten the message, hide a turn from the model, or choose below. Your words stay until then.';
    }
    return 'Shorten the message, or hide the last exchange from the model. Your words stay until then.';
  },
  unpin: (name) => `Unpin ${quoted(name)}`,
  leaveLastOut: 'Hide the last exchange from the model',
  wholeWindow: (value) => `Use the whole window (${tokens(value)})`,
  letForget: 'Let the oldest turns be forgotten',
};

/** What is said of what was forgotten, in English. */
export const enForgotten: ForgottenWords = {
  note: (turnCount) => `forgot ${turns(turnCount)} to make room`,
  more: (turnCount) => `and ${count(turnCount)} more`,
  fewer: 'show fewer',
  show: 'Show',
  showSays: 'Go to what was forgotten',
  line: (forgotten, time, seenAbove) => {
    const kept =
      seenAbove === 0
        ? ''
        : `, but for ${seenAbove === 1 ? 'a turn that is' : `${count(seenAbove)} turns that are`} kept`;
    return `the model no longer sees what is above${kept} · ${tokens(forgotten)} forgotten at ${time}`;
  },
  stratum: (forgotten, time) => `${time} · ${tokens(forgotten)}`,
  stratumSays: 'The window once began here.',
  bringBack: 'Bring back',
  bringBackSays: 'Let the model see forgotten turns again',
  panel: {
    title: 'Bring back',
    lead: 'The model sees these turns again, and keeps them in view.',
    turns: 'Forgotten turns, the newest first',
    choose: (name, value) => `${quoted(name)}, ${tokens(value)}`,
    nothing: 'The model sees all of these again.',
    price: (reread, rereadMs, usedAfter) => {
      const again =
        reread === 0
          ? 'nothing read again'
          : `read again: ${tokens(reread)}${rereadMs === null ? '' : `, about ${roughly(rereadMs)}`}`;
      return `${again} · ${tokens(usedAfter)} used then`;
    },
    leaves: (turnCount) => `Your next message then makes the model forget ${spelledTurns(turnCount)} more:`,
    notPossible: 'Not possible: these would leave no room for your next message. Choose fewer.',
    confirm: (turnCount) => (turnCount === 0 ? 'Bring back' : `Bring back ${count(turnCount)}`),
    cancel: 'Cancel',
  },
  broughtBack: (turnCount) => `${turns(turnCount)} brought back.`,
  undo: 'Undo',
  notices: 'What can be undone',
};

/** What changing a turn means, in English. */
export const enTurnChange: TurnChangeWords = {
  names: { pin: 'Pin', unpin: 'Unpin', leaveOut: 'Hide from the model', putBack: 'Show to the model' },
  says: (change, freed) => {
    if (change === 'pin') return 'Keep this turn in view for good.';
    if (change === 'unpin') return 'Let this turn be forgotten when room is needed.';
    if (change === 'putBack') return 'The model sees this turn again.';
    return `The model no longer sees this turn; you still do.${freed > 0 ? ` Frees ${tokens(freed)}.` : ''}`;
  },
  price: (reread, rereadMs) =>
    reread === 0 ? 'Costs nothing now.' : `${tokens(reread)} read again${inTime(rereadMs)}.`,
  leaves: (names) => `Your next message then forgets ${names.map(quoted).join(', ')}.`,
  notPossible: 'Not possible: what has to stay would no longer fit in the window.',
  waitForEnd: 'Possible once the answer has ended.',
};
