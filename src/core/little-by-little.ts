export interface LittleByLittleOptions {
  /** A part of a few milliseconds. True while there is more. */
  readonly step: () => boolean;
  /** For the log. */
  readonly what: string;
  /** After a start there is enough to do. */
  readonly firstPauseMs: number;
  /** Between parts, so that everything else has its turn. */
  readonly pauseMs: number;
  readonly onLog: (line: string) => void;
}

/** Does what nobody waits for, a part at a time, until there is no more. An error ends it until the next start, and is logged. */
export function startLittleByLittle(options: LittleByLittleOptions): { stop(): void } {
  const { step, what, firstPauseMs, pauseMs, onLog } = options;
  let timer: NodeJS.Timeout | undefined;
  const later = (ms: number) => {
    timer = setTimeout(() => {
      try {
        if (step()) later(pauseMs);
      } catch (error) {
        onLog(`${what}: ${error instanceof Error ? error.stack : error}`);
      }
    }, ms);
  };
  later(firstPauseMs);
  return { stop: () => clearTimeout(timer) };
}
