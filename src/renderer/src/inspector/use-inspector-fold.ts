import { useEffect, useState } from 'react';

/** From this width on the inspector has a column of its own; below, it lies over the transcript. As in layout.css. */
const COLUMN_QUERY = '(min-width: 1181px)';
const STORED_KEY = 'palimpsest-inspector';

export interface InspectorFold {
  readonly isOpen: boolean;
  toggle(): void;
}

/** Whether the inspector is shown: remembered where it has its column, and closed at first where it would cover words. */
export function useInspectorFold(): InspectorFold {
  const [isColumn, setColumn] = useState(() => matchMedia(COLUMN_QUERY).matches);
  const [isColumnOpen, setColumnOpen] = useState(() => localStorage.getItem(STORED_KEY) !== 'folded');
  const [isDrawerOpen, setDrawerOpen] = useState(false);

  useEffect(() => {
    const query = matchMedia(COLUMN_QUERY);
    const follow = () => {
      setColumn(query.matches);
      setDrawerOpen(false);
    };
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);

  const toggle = () => {
    if (!isColumn) return setDrawerOpen(!isDrawerOpen);
    localStorage.setItem(STORED_KEY, isColumnOpen ? 'folded' : 'open');
    setColumnOpen(!isColumnOpen);
  };
  return { isOpen: isColumn ? isColumnOpen : isDrawerOpen, toggle };
}
