import { useEffect, useState } from 'react';
import { chooseFile, shellKind } from '../connect.ts';
import type { Page } from '../state/page.ts';
import { usePage } from '../state/page-context.ts';
import { useCommand } from '../state/use-command.ts';
import { insertDropped, takesDropped, wordTypes } from './dropped-words.ts';
import { isOfModel } from './model-files.ts';
import { bringFiles, openDropped } from './open-dropped.ts';

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
