import { useState } from 'react';
import { useCommand } from '../state/use-command.ts';
import { later } from '../ui/later.tsx';
import { isPartOpen } from '../ui/open-part.ts';

const FindBar = later(() => import('./FindBar.tsx').then((file) => file.FindBar));

/** Finding in the open chat, once its key was pressed or its menu chosen. */
export function FindInChat() {
  /** Counts the openings: pressed again, it begins again with what is selected. */
  const [opening, setOpening] = useState(0);
  const [isOpen, setOpen] = useState(false);
  useCommand('find', () => {
    // What lies over the page stays alone there.
    if (isPartOpen()) return;
    setOpening((count) => count + 1);
    setOpen(true);
  });
  return isOpen ? <FindBar opening={opening} onClose={() => setOpen(false)} /> : null;
}
