import { useState } from 'react';
import { shortcutOf } from '../../../shared/shortcuts.ts';
import { useWords } from '../state/page-context.ts';
import { useCommand } from '../state/use-command.ts';
import { isMac } from '../state/use-shortcuts.ts';
import { Icon } from '../ui/Icon.tsx';
import { later } from '../ui/later.tsx';
import { isPartOpen } from '../ui/open-part.ts';
import './search-button.css';

const Palette = later(() => import('./Palette.tsx').then((file) => file.Palette));

/** Looks like the box that it opens, and says which key does the same. */
export function SearchButton() {
  const { palette: words } = useWords();
  const [isOpen, setOpen] = useState(false);
  // Its key closes it as well; what else lies over the page stays alone there.
  useCommand('search', () => setOpen((wasOpen) => !wasOpen && !isPartOpen()));
  const letter = shortcutOf('search').key.toUpperCase();
  const key = isMac ? `⌘${letter}` : words.withControl(letter);
  return (
    <>
      <button
        type="button"
        className="search-button"
        data-testid="search"
        aria-label={words.open(key)}
        aria-haspopup="dialog"
        aria-keyshortcuts={`${isMac ? 'Meta' : 'Control'}+${letter}`}
        onClick={() => setOpen(true)}
      >
        <Icon name="search" />
        <span>{words.name}</span>
        <kbd>{key}</kbd>
      </button>
      {isOpen && <Palette onClose={() => setOpen(false)} />}
    </>
  );
}
