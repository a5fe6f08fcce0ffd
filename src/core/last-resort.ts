import { writeSync } from 'node:fs';

/** A core that met an error nobody caught ends with this code, and whoever keeps it starts it again. */
const fallenExitCode = 70;

export interface LastResortOptions {
  /** Named in front of the error. */
  readonly name: string;
  /** Stores what was shown and not yet stored; synchronously, since nothing runs after it. */
  readonly save: () => void;
}

/**
 * What happens to an exception or a rejection that has no owner: it is logged, what was shown is saved, and the process
 * ends, since nobody knows what it left half done. To be called once, before anything can go wrong.
 */
export function endAtUncaughtErrors({ name, save }: LastResortOptions): void {
  let isFalling = false;
  const fall = (error: unknown) => {
    if (!isFalling) {
      isFalling = true;
      print(`${name}: an error that nobody caught: ${error instanceof Error ? error.stack : String(error)}\n`);
      attempt(save);
    }
    process.exit(fallenExitCode);
  };
  process.on('uncaughtException', fall);
  process.on('unhandledRejection', fall);
  ignoreLostOutput();
}

/** Whoever read what is printed may be gone (a closed terminal, a pager that was left); that is no reason to end. */
export function ignoreLostOutput(): void {
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
}

/** At once: what is only queued would be lost with the process. */
function print(text: string): void {
  attempt(() => writeSync(2, text));
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The end is what counts now.
  }
}
