import type { Fold } from '../use-columns.ts';
import { Icon, type IconName } from './Icon.tsx';
import { tip } from './watch-tips.ts';

export interface FoldButtonProps {
  readonly fold: Fold;
  readonly icon: IconName;
  readonly name: string;
}

/** In the margin beside the middle column, on the side that it folds. */
export function FoldButton({ fold, icon, name }: FoldButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      {...tip(name)}
      aria-expanded={fold.isOpen}
      onClick={fold.toggle}
    >
      <Icon name={icon} />
    </button>
  );
}
