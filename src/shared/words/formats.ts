/** How a language writes numbers, sizes and times. Made once per language, and each when it is first used: Intl's formatters are costly to build. */
export interface Formats {
  /** 1,024 */
  count(value: number): string;
  /** Up to two decimals: 0.85 */
  decimal(value: number): string;
  /** Rounded to whole milliseconds below a second, to tenths of a second above it: 31 ms, 1.4 s */
  duration(milliseconds: number): string;
  /** Seconds with the digits that say something: 0.04 s, 0.2 s, 12 s */
  seconds(milliseconds: number): string;
  /** Decimal units, as the formula counts them: 2.61 MB */
  bytes(value: number): string;
  /** 14:31 */
  clock(atMs: number): string;
  /** Today the clock, else the date with it: 14:31, or Mar 3, 14:31 */
  dayClock(atMs: number, nowMs: number): string;
  /** Today the clock, within a week the weekday, else the date. */
  shortTime(atMs: number, nowMs: number): string;
  /** October, or of another year: October 2024 */
  month(atMs: number, nowMs: number): string;
  /** A count by the million: 8,683,480 is 9 M; smaller ones in full. */
  millions(value: number): string;
  /** In full, for a title or a machine: 3 March 2025 at 14:31 */
  longTime(atMs: number): string;
}

const MILLISECONDS_A_DAY = 86_400_000;

const opened = new Map<string, Formats>();

/** The formats of one language, by its BCP 47 tag; the same object each time. */
export function openFormats(languageTag: string): Formats {
  const formats = opened.get(languageTag) ?? formatsOf(languageTag);
  opened.set(languageTag, formats);
  return formats;
}

function formatsOf(languageTag: string): Formats {
  const number = (options: Intl.NumberFormatOptions) => atFirstUse(() => new Intl.NumberFormat(languageTag, options));
  const time = (options: Intl.DateTimeFormatOptions) => atFirstUse(() => new Intl.DateTimeFormat(languageTag, options));
  const count = number({ maximumFractionDigits: 0 });
  const decimal = number({ maximumFractionDigits: 2 });
  const tenths = number({ maximumFractionDigits: 1 });
  const threeDigits = number({ maximumSignificantDigits: 3 });
  const oneDigit = number({ maximumSignificantDigits: 1 });
  const clock = time({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = time({ weekday: 'short' });
  const date = time({ day: 'numeric', month: 'short' });
  const month = time({ month: 'long' });
  const monthOfYear = time({ month: 'long', year: 'numeric' });
  const dateClock = time({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const long = time({ dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });

  return {
    count: remembered((value) => count().format(value)),
    decimal: (value) => decimal().format(value),
    duration: (milliseconds) =>
      milliseconds < 1000 ? `${count().format(milliseconds)} ms` : `${tenths().format(milliseconds / 1000)} s`,
    seconds: (milliseconds) =>
      `${milliseconds < 1000 ? oneDigit().format(milliseconds / 1000) : tenths().format(milliseconds / 1000)} s`,
    bytes: (value) => {
      if (value < 1000) return `${count().format(value)} B`;
      if (value < 1_000_000) return `${threeDigits().format(value / 1000)} kB`;
      if (value < 1_000_000_000) return `${threeDigits().format(value / 1_000_000)} MB`;
      return `${threeDigits().format(value / 1_000_000_000)} GB`;
    },
    clock: (atMs) => clock().format(atMs),
    dayClock: (atMs, nowMs) => (isSameDay(atMs, nowMs) ? clock() : dateClock()).format(atMs),
    shortTime: (atMs, nowMs) => {
      if (isSameDay(atMs, nowMs)) return clock().format(atMs);
      return nowMs - atMs < 6 * MILLISECONDS_A_DAY ? weekday().format(atMs) : date().format(atMs);
    },
    month: (atMs, nowMs) => {
      const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
      return (isThisYear ? month() : monthOfYear()).format(atMs);
    },
    millions: (value) => (value < 1_000_000 ? count().format(value) : `${count().format(value / 1_000_000)} M`),
    longTime: (atMs) => long().format(atMs),
  };
}

/** A page says the same few numbers again and again, and Intl takes some microseconds for each. */
function remembered(format: (value: number) => string): (value: number) => string {
  const known = new Map<number, string>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const words = format(value);
    known.set(value, words);
    return words;
  };
}

const MOST_REMEMBERED = 2_000;

/** A formatter takes a millisecond or two to make, and most are never asked for in a process that shows little. */
function atFirstUse<Formatter>(make: () => Formatter): () => Formatter {
  let made: Formatter | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function isSameDay(leftMs: number, rightMs: number): boolean {
  return new Date(leftMs).toDateString() === new Date(rightMs).toDateString();
}
