import { pathOf, shellKind } from '../connect.ts';
import type { Page } from '../state/page.ts';
import { filesIn } from './dropped-files.ts';
import { meantAmong, meantByDrop, nameOfFiles } from './model-files.ts';

/** What of a page is told of what is to be opened. */
export type OpeningPage = Pick<Page, 'bringModel' | 'openFile' | 'refuseOpening'>;

/** Opens what was dropped, by what it is: a model, a folder that may be one, a file with chats. */
export function openDropped(page: OpeningPage, data: DataTransfer | null): void {
  const files = [...(data?.files ?? [])];
  const [file] = files;
  if (!file) return;
  const path = pathOf(file);
  // Where the shell knows the path, it says what lies there.
  const folders = path === null ? foldersAmong(data) : [];
  const meant = meantByDrop(files.map(({ name }, index) => ({ name, isFolder: Boolean(folders[index]) })));
  const [folder] = folders;
  if (meant === 'folder' && folder) bringFolder(page, folder);
  else if (meant === 'model') bringFiles(page, files, path);
  else if (meant === 'several') page.refuseOpening('', { reason: 'onlyOne' });
  // Out of another program's memory, say: it lies nowhere.
  else if (path === null && shellKind() === 'electron')
    page.refuseOpening(file.name, { reason: 'noFile', name: file.name });
  else page.openFile(file, path);
}

/** In the order of its files; null for what is no folder. */
function foldersAmong(data: DataTransfer | null): readonly (FileSystemDirectoryEntry | null)[] {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file');
  return items.map((item) => {
    const entry = item.webkitGetAsEntry?.();
    return entry?.isDirectory ? (entry as FileSystemDirectoryEntry) : null;
  });
}

/** Where the shell knows it, they lie in a folder; a browser sends them. */
export function bringFiles(page: OpeningPage, files: readonly File[], path: string | null): void {
  const meant = meantAmong(files);
  const meantPath = meant && pathOf(meant);
  if (path !== null) page.bringModel({ type: 'path', path: meantPath ?? (files.length === 1 ? path : folderOf(path)) });
  else page.bringModel({ type: 'files', name: nameOfFiles(files), files });
}

function bringFolder(page: OpeningPage, folder: FileSystemDirectoryEntry): void {
  filesIn(folder).then(
    (files) => page.bringModel({ type: 'files', name: folder.name, files }),
    () => page.refuseOpening(folder.name, { reason: 'noFile', name: folder.name }),
  );
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '');
}
