import { useEffect, useState } from 'react';
import { chooseFile, pathOf, shellKind } from '../connect.ts';
import type { Page } from '../state/page.ts';
import { usePage } from '../state/page-context.ts';
import { useCommand } from '../state/use-command.ts';
import { filesIn } from './dropped-files.ts';

/** Opens what is dropped on the window, or chosen when that is asked for. Whether files are being dragged over it. */
export function useOpening(): boolean {
  const page = usePage();
  useCommand('import', () => choose(page));
  const [isDraggedOver, setDraggedOver] = useState(false);
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
      if (isOwnDrag || !isOurs(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      setDraggedOver(hasFiles(event));
    };
    const leave = (event: DragEvent) => {
      // Out of the window: between two elements there is always another one.
      if (event.relatedTarget === null) setDraggedOver(false);
    };
    const drop = (event: DragEvent) => {
      setDraggedOver(false);
      if (isOwnDrag || !isOurs(event)) return;
      event.preventDefault();
      takeDropped(page, event.dataTransfer);
    };
    const listeners = { dragstart: start, dragend: end, dragover: over, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, [page]);
  return isDraggedOver;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Files are, wherever they are dropped; words are the box's own where there is one. */
function isOurs(event: DragEvent): boolean {
  if (!hasFiles(event) && !event.dataTransfer?.types.includes('text/plain')) return false;
  const isInBox = event.target instanceof Element && event.target.closest('textarea, input') !== null;
  return hasFiles(event) || !isInBox;
}

function takeDropped(page: Page, data: DataTransfer | null): void {
  const files = [...(data?.files ?? [])];
  const [file] = files;
  const path = file ? pathOf(file) : null;
  const entry = data?.items[0]?.webkitGetAsEntry?.();
  const folder = entry?.isDirectory ? (entry as FileSystemDirectoryEntry) : null;
  if (!file) page.refuseOpening('', { reason: 'onlyText' });
  else if (files.some(isOfModel)) bringFiles(page, files, pathOf(file));
  else if (files.length > 1) page.refuseOpening('', { reason: 'onlyOne' });
  else if (folder && path === null) bringFolder(page, folder);
  // Out of another program's memory, say: it lies nowhere.
  else if (path === null && shellKind() === 'electron')
    page.refuseOpening(file.name, { reason: 'noFile', name: file.name });
  else page.openFile(file, path);
}

/** A file that lies in no chat's file, and in every model's folder. */
function isOfModel({ name }: File): boolean {
  return name === 'config.json' || /\.(safetensors|bin)$/.test(name);
}

/** In Electron they lie in a folder; a browser sends them. */
function bringFiles(page: Page, files: readonly File[], path: string | null): void {
  if (path !== null) page.bringModel({ type: 'path', path: files.length === 1 ? path : folderOf(path) });
  else page.bringModel({ type: 'files', name: files.find(isOfModel)?.name ?? '', files });
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '');
}

function bringFolder(page: Page, folder: FileSystemDirectoryEntry): void {
  filesIn(folder).then(
    (files) => page.bringModel({ type: 'files', name: folder.name, files }),
    () => page.refuseOpening(folder.name, { reason: 'noFile', name: folder.name }),
  );
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
    if (file) page.openFile(file, null);
  });
  input.click();
}
