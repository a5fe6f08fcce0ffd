import { useEffect, useRef } from 'react';

/**
 * What has the focus may go away with what was shown; then `heir` has it, and not the whole document. The handlers belong to an
 * element that stays; the component must be drawn anew when something in it goes.
 */
export function useFocusKept(heir: () => HTMLElement | null) {
  const hadFocus = useRef(false);
  useEffect(() => {
    if (!hadFocus.current || document.activeElement !== document.body) return;
    hadFocus.current = false;
    heir()?.focus();
  });
  return {
    onFocus: () => {
      hadFocus.current = true;
    },
    // Not told of what goes away while the page is drawn.
    onBlur: () => {
      hadFocus.current = false;
    },
  };
}
