import { CoreError } from '../../shared/wire.ts';
import { explained } from './store-errors.ts';

/**
 * What a function does to the database. Upkeep is what is done for good order: it can be left undone, and then gives `undone`;
 * no trouble with the disk keeps the chats from opening.
 */
export type Doing = 'reads' | 'writes' | { readonly undone: unknown };

// biome-ignore lint/suspicious/noExplicitAny: any set of functions
export type Functions = Readonly<Record<string, (...args: any[]) => unknown>>;

export interface Guard {
  readonly file: string;
  /** Throws when nothing may be written, or nothing of it would be kept. Called before each write and after it. */
  refuseWriting(): void;
  /** Told of upkeep that was left undone. */
  readonly onUndone: (why: string) => void;
}

/** The same functions, each of which explains what went wrong with the file, and calls nothing safe that is not. */
export function guarded<Set extends Functions>(functions: Set, doings: Record<keyof Set, Doing>, guard: Guard): Set {
  const wrap = (name: string, run: (...args: unknown[]) => unknown) => {
    const read = (...args: unknown[]) => explained(guard.file, () => run(...args));
    const write = (...args: unknown[]) => {
      guard.refuseWriting();
      const result = read(...args);
      // Between the look before and the end of the transaction the files may have gone.
      guard.refuseWriting();
      return result;
    };
    const keepUp =
      (undone: unknown) =>
      (...args: unknown[]) => {
        try {
          return write(...args);
        } catch (error) {
          if (!(error instanceof CoreError)) throw error;
          guard.onUndone(error.message);
          return undone;
        }
      };
    const doing = doings[name as keyof Set];
    if (doing === 'reads') return read;
    return doing === 'writes' ? write : keepUp(doing.undone);
  };
  return Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, wrap(name, run)])) as Set;
}
