import type { ImportProgress } from '../../../shared/import-view.ts';
import { useWords } from '../state/page-context.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import './progress.css';

export interface ProgressProps {
  /** What goes on. */
  readonly name: string;
  /** Null: it is not known how much there is. */
  readonly progress: ImportProgress | null;
}

/** How far a file has been read, as a bar and in bytes. */
export function Progress({ name, progress }: ProgressProps) {
  const { importing: words } = useWords();
  const share = progress && progress.totalBytes > 0 ? progress.readBytes / progress.totalBytes : null;
  const says = progress ? words.progress(progress.readBytes, progress.totalBytes) : '';
  return (
    <div className="import-progress">
      <ProgressBar name={name} share={share} says={says} />
      <span>{says}</span>
    </div>
  );
}
