import type { MenuCommand } from '../../../shared/menu-commands.ts';

/** Carries what a menu asks for to whichever part of the page does it. */
export interface Commands {
  run(command: MenuCommand): void;
  /** Whoever does it, as long as it is there: the one that came last. Gives what takes it back. */
  on(command: MenuCommand, action: () => void): () => void;
}

export function openCommands(): Commands {
  const actions = new Map<MenuCommand, readonly (() => void)[]>();
  return {
    run: (command) => actions.get(command)?.at(-1)?.(),
    on: (command, action) => {
      actions.set(command, [...(actions.get(command) ?? []), action]);
      return () => {
        actions.set(
          command,
          (actions.get(command) ?? []).filter((other) => other !== action),
        );
      };
    },
  };
}
