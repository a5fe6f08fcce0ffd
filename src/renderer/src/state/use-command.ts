import { useEffect, useRef } from 'react';
import type { MenuCommand } from '../../../shared/menu-commands.ts';
import { usePage } from './page-context.ts';

/** Does what the menu asks for while the component is there. */
export function useCommand(command: MenuCommand, action: () => void): void {
  const { commands } = usePage();
  const newest = useRef(action);
  newest.current = action;
  useEffect(() => commands.on(command, () => newest.current()), [commands, command]);
}
