import { dialog } from 'electron';
import { systemWords } from '../core/system-words.ts';

/** Nobody may be there to press the button; so long is enough to read a sentence right after a start. */
const startFailureForMs = 10_000;

export interface FailureBox {
  readonly title: string;
  readonly sentence: string;
  /** It is about a start, which can be had again: then the app ends after a while, box or not. Else it waits. */
  readonly isAtStart: boolean;
}

/** Tells a person why the app ends. It is on standard error as well. Settles when it was read, or when that took too long. */
export async function showFailure({ title, sentence, isAtStart }: FailureBox): Promise<void> {
  process.stderr.write(`${sentence}\n`);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    if (isAtStart) timer = setTimeout(resolve, startFailureForMs);
  });
  // Not taken away, but left behind: Electron 22 falls when a box is closed for the person.
  const box = dialog.showMessageBox({ type: 'error', title, message: title, detail: sentence });
  try {
    await Promise.race([box, patience]);
  } catch (error) {
    process.stderr.write(`${systemWords().terminal.boxNotShown(String(error))}\n`);
  } finally {
    clearTimeout(timer);
  }
}
