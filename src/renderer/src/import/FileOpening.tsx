import { isAside } from '../state/import-step.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { later } from '../ui/later.tsx';
import { useOpening } from './use-opening.ts';
import './file-opening.css';

const ImportDialog = later(() => import('./ImportDialog.tsx').then((file) => file.ImportDialog));

/** The one way in for files and words, whichever way they come. */
export function FileOpening() {
  const { importing: words } = useWords();
  const isOpening = usePageState((state) => state.importing !== null && !isAside(state.importing));
  const draggedOver = useOpening();
  return (
    <>
      {isOpening && <ImportDialog />}
      {draggedOver && (
        <div className="drop-place" data-testid="drop-place">
          <span>{words.drop[draggedOver]}</span>
        </div>
      )}
    </>
  );
}
