import { useEffect, useState } from 'react';
import type { KeptDataView } from '../../../shared/data-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { openDataFolder, shellKind } from '../connect.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import { DeleteEverything } from './DeleteEverything.tsx';
import './data.css';

/** Where everything is kept and how large it is, the way there, and the end of it. */
export function DataFields({ onErase }: { readonly onErase: () => void }) {
  const words = useWords();
  const { data } = words;
  const { view, mishap } = useDataView();
  const [isAsked, setAsked] = useState(false);
  const isReadOnly = usePageState((state) => state.storage.type === 'readOnly');
  return (
    <fieldset className="data">
      <legend>{data.group}</legend>
      <p>{data.kept}</p>
      <p className="data-folder">
        <bdi data-testid="data-folder">{view?.folder ?? data.measuring}</bdi>
      </p>
      {/* A line from the first: what can be pressed below it stays in its place. */}
      <p className="data-size" data-testid="data-size">
        {view ? data.size(view.bytes) : '\u00a0'}
      </p>
      {mishap && <p className="note">{sentenceOf(words, mishap)}</p>}
      <div className="data-buttons">
        {view && <FolderButton folder={view.folder} />}
        <span className="grow" />
        <button type="button" className="button quiet small" disabled={isReadOnly} onClick={() => setAsked(true)}>
          {data.eraseAll}
        </button>
      </div>
      {isAsked && <DeleteEverything onClose={() => setAsked(false)} onErase={onErase} />}
    </fieldset>
  );
}

/** Opens the folder; where nothing can, its path is there to be copied. */
function FolderButton({ folder }: { readonly folder: string }) {
  const { data } = useWords();
  const page = usePage();
  const [canOpen, setCanOpen] = useState(true);
  const [isCopied, setCopied] = useState(false);
  const open = () => (shellKind() === 'electron' ? openDataFolder() : page.openDataFolder());
  const press = () =>
    canOpen ? void open().then(setCanOpen, () => setCanOpen(false)) : void page.copy(folder).then(setCopied);
  const name = isCopied ? data.copied : data.copyPath;
  return (
    <>
      {/* One button all the while: another one in its place would not have the focus. */}
      <button type="button" className="button quiet small" onClick={press}>
        {canOpen ? data.openFolder : name}
      </button>
      <span role="status" data-testid="data-folder-status">
        {!canOpen && data.cannotOpen}
      </span>
    </>
  );
}

function useDataView(): { readonly view: KeptDataView | null; readonly mishap: Mishap | null } {
  const page = usePage();
  const [view, setView] = useState<KeptDataView | null>(null);
  const [mishap, setMishap] = useState<Mishap | null>(null);
  useEffect(() => {
    let isLeft = false;
    page.dataView().then(
      (measured) => {
        if (!isLeft) setView(measured);
      },
      (error: unknown) => {
        if (!isLeft && !isClosed(error)) setMishap(mishapOf(error));
      },
    );
    return () => {
      isLeft = true;
    };
  }, [page]);
  return { view, mishap };
}
