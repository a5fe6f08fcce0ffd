import { useCallback, useEffect, useRef } from 'react';
import type { MenuCommand } from '../../../shared/menu-commands.ts';
import { usePage, usePageState } from '../state/page-context.ts';
import { useCommand } from '../state/use-command.ts';
import { focusComposer } from '../ui/focus-composer.ts';

/** What is about the open chat, which is not in sight while another place is shown: it is gone back to first. */
const ofTheChat = ['find', 'rename-chat', 'delete-chat', 'reply-settings'] as const satisfies readonly MenuCommand[];

/** Opens the Models page when that is asked for. Gives the way back, which ends where the focus was. */
export function useModelsShown(): () => void {
  const page = usePage();
  const isShown = usePageState((state) => state.place === 'models');
  const cameFrom = useRef<Element | null>(null);
  const isGoingBack = useRef(false);
  useCommand('models', () => {
    if (page.state.get().place === 'models') return;
    cameFrom.current = document.activeElement;
    page.showPlace('models');
  });
  const goBack = useCallback(() => {
    isGoingBack.current = true;
    page.showPlace('chat');
  }, [page]);

  useEffect(() => {
    if (isShown || !isGoingBack.current) return;
    isGoingBack.current = false;
    const { current: from } = cameFrom;
    cameFrom.current = null;
    if (from instanceof HTMLElement && from !== document.body && from.isConnected) from.focus();
    // Gone, or in a part that is folded now.
    if (document.activeElement !== from) focusComposer();
  }, [isShown]);

  useEffect(() => {
    if (!isShown) return;
    const ends = ofTheChat.map((command) =>
      page.commands.on(command, () => {
        page.showPlace('chat');
        setTimeout(() => page.commands.run(command));
      }),
    );
    return () => {
      for (const end of ends) end();
    };
  }, [isShown, page]);
  return goBack;
}
