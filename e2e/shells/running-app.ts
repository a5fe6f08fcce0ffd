import type { Page } from '@playwright/test';

export type ShellKind = 'electron' | 'browser';

/** How a shell is started for a test. */
export interface StartSettings {
  readonly dataDir: string;
  /** Flags beside the data folder, such as `--model DIR`. */
  readonly flags: readonly string[];
  /** Defaults to that of the tests. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** No other engine is to come beside the one that answers, to try a device. Flags that follow may say otherwise. */
export const onTheCpu = ['--device', 'cpu'] as const;

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One run of the app in one of its shells, from its start to its end. */
export interface ShellRun {
  /** A page that has loaded; whether the core has answered it is the test's to await. */
  readonly page: Page;
  /** The process a person would find in the task list: Electron's main process, or the server. */
  readonly mainPid: number;
  /** Another window on the same core. Only the browser shell has those. */
  openPage(): Promise<Page>;
  corePid(): Promise<number>;
  enginePid(): Promise<number>;
  /** Everything printed to standard output and to standard error so far. */
  stdout(): string;
  stderr(): string;
  /** Ends it as a person does: by closing the window, or with Ctrl+C. */
  close(): Promise<ProcessEnd>;
  /** Sends a signal to the main process alone and waits for its end. */
  signal(signal: NodeJS.Signals): Promise<ProcessEnd>;
}
