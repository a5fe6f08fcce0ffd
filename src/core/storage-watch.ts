import type { StorageView } from '../shared/views.ts';
import { CoreError, toWireError } from '../shared/wire.ts';
import type { Store } from './store/store.ts';

/** Whether what is said can be kept, as the last write showed. */
export interface StorageWatch {
  view(): StorageView;
  /** A write worked. */
  worked(): void;
  /** A write did not work; what is not about the disk is a bug and says nothing of it. */
  failed(error: unknown): void;
}

/** `onChange` hears each new view once; `onLog` each new kind of failure. */
export function openStorageWatch(
  { readOnly }: Pick<Store, 'readOnly'>,
  onChange: (view: StorageView) => void,
  onLog: (line: string) => void,
): StorageWatch {
  let current: StorageView = readOnly ? { type: 'readOnly', failure: readOnly } : { type: 'ok' };
  const set = (view: StorageView) => {
    current = view;
    onChange(view);
  };
  return {
    view: () => current,
    worked: () => {
      if (current.type === 'failing') set({ type: 'ok' });
    },
    failed: (error) => {
      if (current.type === 'readOnly' || !(error instanceof CoreError) || !storageCodes.has(error.code)) return;
      if (current.type === 'failing' && current.failure.code === error.code) return;
      onLog(`What is said cannot be stored: ${error.message}`);
      set({ type: 'failing', failure: toWireError(error) });
    },
  };
}

const storageCodes: ReadonlySet<string> = new Set([
  'diskFull',
  'notWritable',
  'diskError',
  'storeBusy',
  'damagedStore',
  'dataFolderGone',
]);
