import { useEffect, useState } from 'react';
import { chooseFile, pathOf, shellKind } from '../connect.ts';
import type { Page } from '../state/page.ts';
import { usePage } from '../state/page-context.ts';
import { useCommand } from '../state/use-command.ts';
import { filesIn } from './dropped-files.ts';
import { insertDropped, takesDropped, wordTypes } from './dropped-words.ts';
import { isOfModel, meantAmong, meantByDrop, nameOfFiles } from './model-files.ts';

export type Dragged = 'files' | 'words';

/** Opens what is dropped on the window, or chosen when that is asked for. What is being dragged over it. */
export function useOpening(): Dragged | null {
  const page = usePage();
  useCommand('import', () => choose(page));
  const [draggedOver, setDraggedOver] = useState<Dragged | null>(null);
  useEffect(() => {
    // What is dragged from one place of the page to another is nobody's file.
    let isOwnDrag = false;
    const start = () => {
      isOwnDrag = true;
    };
    const end = () => {
      isOwnDrag = false;
    };
    const over = (event: DragEvent) => {
      const dragged = isOwnDrag ? null : draggedIn(event);
      const isTaken = dragged === 'files' || (dragged === 'words' && takesDropped());
      setDraggedOver(isTaken ? dragged : null);
      if (dragged === null) return;
      // What is not taken is not opened by the browser either, as it would a link.
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = isTaken ? 'copy' : 'none';
    };
    const leave = (event: DragEvent) => {
      // Out of the window: between two elements there is always another one.
      if (event.relatedTarget === null) setDraggedOver(null);
    };
    const drop = (event: DragEvent) => {
      setDraggedOver(null);
      const dragged = isOwnDrag ? null : draggedIn(event);
      if (dragged === null) return;
      event.preventDefault();
      if (dragged === 'words') insertDropped(page, event.dataTransfer);
      else openDropped(page, event.dataTransfer);
    };
    const listeners = { dragstart: start, dragend: end, dragover: over, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, [page]);
  return draggedOver;
}

/** Files are the window's, wherever they are dropped; words are a box's own where they are over one. */
function draggedIn({ dataTransfer, target }: DragEvent): Dragged | null {
  const types = dataTransfer?.types ?? [];
  if (types.includes('Files')) return 'files';
  const isInBox = target instanceof Element && target.closest('textarea, input') !== null;
  return wordTypes.some((type) => types.includes(type)) && !isInBox ? 'words' : null;
}

function openDropped(page: Page, data: DataTransfer | null): void {
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
function bringFiles(page: Page, files: readonly File[], path: string | null): void {
  const meant = meantAmong(files);
  const meantPath = meant && pathOf(meant);
  if (path !== null) page.bringModel({ type: 'path', path: meantPath ?? (files.length === 1 ? path : folderOf(path)) });
  else page.bringModel({ type: 'files', name: nameOfFiles(files), files });
}

function bringFolder(page: Page, folder: FileSystemDirectoryEntry): void {
  filesIn(folder).then(
    (files) => page.bringModel({ type: 'files', name: folder.name, files }),
    () => page.refuseOpening(folder.name, { reason: 'noFile', name: folder.name }),
  );
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '');
}

/** Asks a person for a file: Electron by its own dialog, which needs no press on the page. */
function choose(page: Page): void {
  if (shellKind() === 'electron') {
    page.openChosen(chooseFile());
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.palimpsest';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file && isOfModel(file)) bringFiles(page, [file], null);
    else if (file) page.openFile(file, null);
  });
  input.click();
}
