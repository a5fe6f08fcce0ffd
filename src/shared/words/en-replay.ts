import { openFormats } from './formats.ts';
import type { ReplayWords } from './replay-words.ts';

const { count, decimal, duration } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const tokens = (value: number) => plural(value, 'token', 'tokens');
const turns = (value: number) => plural(value, 'turn', 'turns');
/** Below a millisecond there is a digit left to tell. */
const time = (milliseconds: number) => (milliseconds < 10 ? `${decimal(milliseconds)} ms` : duration(milliseconds));

/** What a replay says, in English. */
export const enReplay: ReplayWords = {
  player: {
    transcript: 'What was said',
    controls: 'Playing',
    back: 'Back',
    step: 'Step',
    play: 'Play',
    pause: 'Pause',
    speed: 'Speed',
    position: 'Position',
    gauge: 'The model’s window',
    places: 'Places of the window',
    receipt: 'Receipt of this answer',
    noReceiptYet: 'Comes with the answer.',
    forgottenNext: 'will be forgotten next',
    keys: '← → step · Space plays · Home and End',
  },
  documentTitle: (chatTitle) => `${chatTitle} — a replay`,
  about: (turnCount, modelNames, day) =>
    ['A replay from Palimpsest', turns(turnCount), modelNames.join(', '), day ?? '']
      .filter((part) => part !== '')
      .join(' · '),
  needsScript: 'This file plays with a small script of its own. It loads nothing and sends nothing.',
  turnNumber: (number) => `Turn ${count(number)}`,
  speed: (rate) => `${decimal(rate)}×`,
  speedSays: (stretch) => {
    if (stretch === null) return 'No times were measured.';
    if (stretch === 1) return 'Reading and writing are played as fast as they were';
    return stretch > 1
      ? `Reading and writing are played ${decimal(stretch)} × slower than they were`
      : `Reading and writing are played ${decimal(1 / stretch)} × faster than they were`;
  },
  steps: {
    said: (turn, value) => `Turn ${count(turn)} is sent: ${tokens(value)}`,
    forgot: (turnCount, value) => `To make room, the model forgets ${turns(turnCount)}: ${tokens(value)}`,
    read: (reused, read, reread, milliseconds) => {
      const before =
        reused === 0 ? 'It holds nothing of this yet and reads' : `It still holds ${count(reused)} and reads`;
      const again = reread === 0 ? '' : `, ${count(reread)} of them once more`;
      return `${before} ${tokens(read)}${again}, in ${time(milliseconds)}`;
    },
    unread: (value) => `stopped before ${tokens(value)} were read`,
    wrote: (value, milliseconds, speed) =>
      `It writes ${tokens(value)}, in ${time(milliseconds)}${speed === null ? '' : ` (${count(speed)} tokens a second)`}`,
    wroteNothing: 'It wrote nothing',
    noReceipt: 'This answer has no receipt: what was read and written for it was not measured',
    noAnswer: 'It has no answer',
  },
  used: (used, limit) => (limit === null ? `${count(used)} used` : `${count(used)} of ${count(limit)} used`),
  unknownSize: 'how large the window was is not known',
  unknownTurns: 'which turns the model saw is not known',
  unknownWindow: 'not known for this answer',
  forgets: (turnCount) => `Sending this forgets ${turns(turnCount)}`,
  free: (value) => `${count(value)} free`,
  placesOfUnknown: 'The window',
};
