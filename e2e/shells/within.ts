/** How long a step of a start or of an end may take: far more than on a busy machine, and less than a test. */
export const stepLimitMs = 20_000;

export interface WithinOptions {
  /** Defaults to `stepLimitMs`. */
  readonly limitMs?: number;
  /** What is known when it is late, such as what was printed. */
  readonly told?: () => string;
}

/**
 * Waits for a step, but not for ever: else a test that hangs would say neither where nor at what. The error's place is the caller's.
 */
export async function within<T>(step: string, work: Promise<T>, options: WithinOptions = {}): Promise<T> {
  const { limitMs = stepLimitMs, told = () => '' } = options;
  const late = new Error(`${step}: not within ${limitMs / 1_000} s.`);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late.message = `${late.message}\n${told()}`;
      reject(late);
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
