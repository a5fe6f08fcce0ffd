/** How a language writes numbers, sizes and times. Made once per language: Intl's formatters are costly to build. */
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
  /** Today the clock, within a week the weekday, else the date. */
  shortTime(atMs: number, nowMs: number): string;
  /** In full, for a title or a machine: 3 March 2025 at 14:31 */
  longTime(atMs: number): string;
}

const MILLISECONDS_A_DAY = 86_400_000;

/** The formats of one language, by its BCP 47 tag. */
export function openFormats(languageTag: string): Formats {
  const count = new Intl.NumberFormat(languageTag, { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(languageTag, { maximumFractionDigits: 2 });
  const tenths = new Intl.NumberFormat(languageTag, { maximumFractionDigits: 1 });
  const threeDigits = new Intl.NumberFormat(languageTag, { maximumSignificantDigits: 3 });
  const oneDigit = new Intl.NumberFormat(languageTag, { maximumSignificantDigits: 1 });
  const clock = new Intl.DateTimeFormat(languageTag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = new Intl.DateTimeFormat(languageTag, { weekday: 'short' });
  const date = new Intl.DateTimeFormat(languageTag, { day: 'numeric', month: 'short' });
  const long = new Intl.DateTimeFormat(languageTag, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });

  return {
    count: (value) => count.format(value),
    decimal: (value) => decimal.format(value),
    duration: (milliseconds) =>
      milliseconds < 1000 ? `${count.format(milliseconds)} ms` : `${tenths.format(milliseconds / 1000)} s`,
    seconds: (milliseconds) =>
      `${milliseconds < 1000 ? oneDigit.format(milliseconds / 1000) : tenths.format(milliseconds / 1000)} s`,
    bytes: (value) => {
      if (value < 1000) return `${count.format(value)} B`;
      if (value < 1_000_000) return `${threeDigits.format(value / 1000)} kB`;
      if (value < 1_000_000_000) return `${threeDigits.format(value / 1_000_000)} MB`;
      return `${threeDigits.format(value / 1_000_000_000)} GB`;
    },
    clock: (atMs) => clock.format(atMs),
    shortTime: (atMs, nowMs) => {
      if (isSameDay(atMs, nowMs)) return clock.format(atMs);
      return nowMs - atMs < 6 * MILLISECONDS_A_DAY ? weekday.format(atMs) : date.format(atMs);
    },
    longTime: (atMs) => long.format(atMs),
  };
}

function isSameDay(leftMs: number, rightMs: number): boolean {
  return new Date(leftMs).toDateString() === new Date(rightMs).toDateString();
}
