import { chooseFolder, shellKind } from '../connect.ts';
import { nameOfFiles } from '../import/model-files.ts';
import type { BringOnPage } from '../state/bringing.ts';

/** Asks a person for a model's folder: Electron names it, a browser gives the files that lie in it. */
export function chooseModelFolder(bring: BringOnPage): void {
  if (shellKind() === 'electron') {
    chooseFolder().then(
      (path) => path !== null && bring.look({ type: 'path', path }),
      // The window is going away.
      () => {},
    );
    return;
  }
  chooseWith(bring, (input) => {
    input.webkitdirectory = true;
  });
}

/** Asks for its files one by one, in a browser. */
export function chooseModelFiles(bring: BringOnPage): void {
  chooseWith(bring, (input) => {
    input.multiple = true;
  });
}

function chooseWith(bring: BringOnPage, prepare: (input: HTMLInputElement) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  prepare(input);
  input.addEventListener('change', () => {
    const chosen = [...(input.files ?? [])];
    const [first] = chosen;
    if (!first) return;
    const folder = first.webkitRelativePath.split('/')[0] ?? '';
    // A model's files lie side by side: what lies deeper is nothing of it.
    const files = chosen.filter(({ webkitRelativePath: path }) => path === '' || path.split('/').length === 2);
    bring.look({ type: 'files', name: folder || nameOfFiles(files), files });
  });
  input.click();
}
