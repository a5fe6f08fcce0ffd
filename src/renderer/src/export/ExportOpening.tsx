import { useEffect } from 'react';
import { shellKind } from '../connect.ts';
import { usePage, usePageState } from '../state/page-context.ts';
import { useCommand } from '../state/use-command.ts';
import { later } from '../ui/later.tsx';

const ExportDialog = later(() => import('./ExportDialog.tsx').then((file) => file.ExportDialog));

/** Opens the export dialog, from wherever it is asked for; Electron's menu has the key there. */
export function ExportOpening() {
  const page = usePage();
  const chatIds = usePageState((state) => state.exportedChatIds);
  useCommand('export', () => page.openExport(null));
  useEffect(() => {
    if (shellKind() !== 'browser') return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isAsked = (event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey && event.code === 'KeyE';
      if (!isAsked || document.querySelector('.dialog')) return;
      event.preventDefault();
      page.commands.run('export');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [page]);
  return chatIds && <ExportDialog chatIds={chatIds} />;
}
