import { app, dialog } from 'electron';
import { systemWords } from '../shared/words/system-words.ts';

/** Nobody may be there to press the button; so long is enough to read a sentence right after a start. */
const startFailureForMs = 10_000;

export interface FailureBox {
  readonly title: string;
  readonly sentence: string;
  /** It is about a start, which can be had again: then the app ends after a while, box or not. Else it waits. */
  readonly isAtStart: boolean;
  /** It is about the data folder: another one can be chosen, and the app starts again with it. */
  readonly offersFolder?: boolean;
}

/** Tells a person why the app ends. It is on standard error as well. Settles when it was read, or when that took too long. */
export async function showFailure({ title, sentence, isAtStart, offersFolder = false }: FailureBox): Promise<void> {
  process.stderr.write(`${sentence}\n`);
  const { box: words } = systemWords().terminal;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'passed'>((resolve) => {
    if (isAtStart) timer = setTimeout(() => resolve('passed'), startFailureForMs);
  });
  const buttons = offersFolder ? [words.quit, words.chooseDataFolder] : [words.quit];
  // Not taken away, but left behind: Electron 22 falls when a box is closed for the person.
  const box = dialog.showMessageBox({
    ...{ type: 'error', title, message: title, detail: sentence, buttons },
    ...{ defaultId: 0, cancelId: 0 },
  });
  try {
    const pressed = await Promise.race([box, patience]);
    if (pressed !== 'passed' && pressed.response === 1) await startWithOtherFolder();
  } catch (error) {
    process.stderr.write(`${systemWords().terminal.boxNotShown(String(error))}\n`);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks for a folder to keep chats in, and has the app start again with it once this one has ended. */
async function startWithOtherFolder(): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] });
  const folder = filePaths[0];
  if (folder !== undefined) app.relaunch({ args: [...withoutDataFolder(process.argv.slice(1)), '--data-dir', folder] });
}

function withoutDataFolder(launchArguments: readonly string[]): string[] {
  return launchArguments.filter(
    (argument, index) => !/^--data-dir(=|$)/.test(argument) && launchArguments[index - 1] !== '--data-dir',
  );
}
