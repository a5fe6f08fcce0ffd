import { useEffect } from 'react';
import { shortcuts } from '../../../shared/shortcuts.ts';
import { usePage } from './page-context.ts';

/** Whether the keys are a Mac's, so that ⌘ is what elsewhere is Ctrl. */
export const isMac = /^Mac/i.test(navigator.platform);

/** Does what the shortcuts ask for, wherever the focus is, unless something nearer took the key. */
export function useShortcuts(): void {
  const { commands } = usePage();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const [wanted, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
      if (!wanted || other || event.altKey || event.shiftKey || event.isComposing || event.defaultPrevented) return;
      const shortcut = shortcuts.find(({ key }) => key === event.key.toLowerCase());
      if (!shortcut) return;
      // Its menu and the browser have other things to do at this key.
      event.preventDefault();
      commands.run(shortcut.command);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [commands]);
}
