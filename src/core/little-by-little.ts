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

export interface LittleByLittle {
  /** There is something to do again. */
  wake(): void;
  stop(): void;
}

/**
 * Does what nobody waits for, a part at a time, until there is no more, or it is woken. An error ends it until then, and is
 * logged.
 */
export function startLittleByLittle(options: LittleByLittleOptions): LittleByLittle {
  const { step, what, firstPauseMs, pauseMs, onLog } = options;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const later = (ms: number) => {
    timer = setTimeout(() => {
      timer = undefined;
      try {
        if (step()) later(pauseMs);
      } catch (error) {
        onLog(`${what}: ${error instanceof Error ? error.stack : error}`);
      }
    }, ms);
  };
  later(firstPauseMs);
  return {
    wake: () => {
      if (!isStopped && timer === undefined) later(pauseMs);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
