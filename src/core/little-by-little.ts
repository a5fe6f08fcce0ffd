export interface LittleByLittleOptions {
  /** A part of a few milliseconds. True while there is more; a number of milliseconds where nothing of it can be done before. */
  readonly step: () => boolean | number;
  /** For the log. */
  readonly what: string;
  /** After a start there is enough to do. */
  readonly firstPauseMs: number;
  /** Between parts, so that everything else has its turn. */
  readonly pauseMs: number;
  readonly onLog: (line: string) => void;
}

export interface LittleByLittle {
  /** There is something to do again: it is begun soon, right after a start as well. */
  wake(): void;
  /** Does the rest now, without a pause but for the loop's turns. Resolves when there is no more, or an error ended it. */
  hurry(): Promise<void>;
  /** Does as much of the rest as can be done in this time, and stops. */
  finish(withinMs: number): void;
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
  /** An error ends it as well. */
  const doSome = () => {
    try {
      return step();
    } catch (error) {
      onLog(`${what}: ${error instanceof Error ? error.stack : error}`);
      return false;
    }
  };
  const isMore = () => doSome() === true;
  const later = (ms: number) => {
    timer = setTimeout(() => {
      timer = undefined;
      const rest = doSome();
      if (rest !== false) later(rest === true ? pauseMs : rest);
    }, ms);
  };
  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
    timer = undefined;
  };
  later(firstPauseMs);
  return {
    wake: () => {
      if (isStopped) return;
      clearTimeout(timer);
      later(pauseMs);
    },
    hurry: async () => {
      while (!isStopped && isMore()) await new Promise((resolve) => setImmediate(resolve));
    },
    finish: (withinMs) => {
      stop();
      const untilMs = performance.now() + withinMs;
      while (isMore() && performance.now() < untilMs);
    },
    stop,
  };
}
