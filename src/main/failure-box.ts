import { dialog } from 'electron';

/** Nobody may be there to press the button; so long is enough to read a sentence right after a start. */
const startFailureForMs = 10_000;

export interface FailureBox {
  readonly title: string;
  readonly sentence: string;
  /** It is about a start, which can be had again: then the box closes by itself after a while. Else it waits. */
  readonly isAtStart: boolean;
}

/** Tells a person why the app ends. It is on standard error as well. Settles when the box is gone. */
export async function showFailure({ title, sentence, isAtStart }: FailureBox): Promise<void> {
  process.stderr.write(`${sentence}\n`);
  const patience = new AbortController();
  const timer = isAtStart ? setTimeout(() => patience.abort(), startFailureForMs) : undefined;
  try {
    const options = { type: 'error', title, message: title, detail: sentence, signal: patience.signal } as const;
    await dialog.showMessageBox(options);
  } catch (error) {
    process.stderr.write(`No box could be shown: ${error}\n`);
  } finally {
    clearTimeout(timer);
  }
}
