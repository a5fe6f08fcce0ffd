import type { ShellKind } from '../src/core/launch-options.ts';

export type ShellChoice =
  | { readonly type: 'electron'; readonly program: string; readonly flags: readonly string[]; readonly note?: string }
  | { readonly type: 'browser'; readonly reason?: string }
  | { readonly type: 'refused'; readonly sentence: string };

export type FoundElectron =
  | { readonly type: 'there'; readonly program: string }
  | { readonly type: 'absent'; readonly reason: string };

/** What is asked of the machine, cheapest first; nothing is asked that the answers before have made idle. */
export interface MachineQuestions {
  readonly isRootOnLinux: boolean;
  hasDisplay(): boolean;
  findElectron(): string | undefined;
  fetchElectron(options: { readonly triesAgain: boolean }): Promise<FoundElectron>;
  sandboxProblem(program: string | undefined): string | undefined;
  missingLibrary(program: string): string | undefined;
}

/**
 * Electron where it is there (or can be fetched), can show a window and can shut its pages into its sandbox; else the
 * browser shell with the reason. Asked for by name, Electron is either started or refused, never replaced.
 */
export async function chooseShell(wanted: ShellKind | undefined, machine: MachineQuestions): Promise<ShellChoice> {
  if (wanted === 'browser') return { type: 'browser' };
  const isExplicit = wanted === 'electron';
  const instead = (reason: string): ShellChoice =>
    isExplicit
      ? {
          type: 'refused',
          sentence: `The Electron shell cannot be started: ${reason}. Try: npm start -- --shell browser`,
        }
      : { type: 'browser', reason };

  if (!machine.hasDisplay()) return instead('there is no display');
  const isRootWithConsent = isExplicit && machine.isRootOnLinux;
  const found = machine.findElectron();
  const problem = isRootWithConsent ? undefined : machine.sandboxProblem(found);
  if (problem) return instead(problem);

  const electron: FoundElectron = found
    ? { type: 'there', program: found }
    : await machine.fetchElectron({ triesAgain: isExplicit });
  if (electron.type === 'absent') return instead(electron.reason);
  const library = machine.missingLibrary(electron.program);
  if (library) return instead(`a library that Electron links to is missing here (${library})`);
  if (!isRootWithConsent) return { type: 'electron', program: electron.program, flags: [] };
  return {
    type: 'electron',
    program: electron.program,
    flags: ['--no-sandbox'],
    note: 'Electron runs without its sandbox, because you are root.',
  };
}
