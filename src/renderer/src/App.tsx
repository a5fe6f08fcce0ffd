import { useEffect } from 'react';
import { ChatPane } from './chat/ChatPane.tsx';
import { shellKind } from './connect.ts';
import { ExportOpening } from './export/ExportOpening.tsx';
import { FileOpening } from './import/FileOpening.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { useModelsShown } from './models/use-models-shown.ts';
import { Sidebar } from './sidebar/Sidebar.tsx';
import { usePage, usePageState, useWords } from './state/page-context.ts';
import { openChatTitle } from './state/page-state.ts';
import { useCommand } from './state/use-command.ts';
import { useShortcuts } from './state/use-shortcuts.ts';
import { focusComposer } from './ui/focus-composer.ts';
import { later } from './ui/later.tsx';
import { Opening } from './ui/Opening.tsx';
import { Tips } from './ui/Tips.tsx';
import { useColumns } from './use-columns.ts';
import './styles/layout.css';

const EraseDialog = later(() => import('./chat/EraseDialog.tsx').then((file) => file.EraseDialog), { isUrgent: false });
const ModelsPage = later(() => import('./models/ModelsPage.tsx').then((file) => file.ModelsPage));
const TourCard = later(() => import('./tour/TourCard.tsx').then((file) => file.TourCard), { isUrgent: false });

/** The three columns, once the core has answered. */
export function App() {
  const link = usePageState((state) => state.link);
  const isLoaded = usePageState((state) => state.isLoaded);
  const engine = usePageState((state) => state.engine.type);
  const place = usePageState((state) => state.place);
  const words = useWords();
  const { sidebar, inspector, closeSidebarDrawer } = useColumns();
  useDocumentTitle();
  useShortcuts();
  useCommand('toggle-inspector', inspector.toggle);
  useCommand('toggle-chats', sidebar.toggle);
  useDeleteCommand();
  useTour();
  const goBack = useModelsShown();

  if (!isLoaded) return <Opening link={link} />;
  return (
    <div
      className="app"
      data-testid="app"
      data-shell={shellKind()}
      data-engine={link === 'open' ? engine : 'restarting'}
      data-place={place}
      data-inspector={inspector.isOpen ? 'open' : 'folded'}
      data-inspector-place={inspector.place}
      data-sidebar={sidebar.isOpen ? 'open' : 'folded'}
      data-sidebar-place={sidebar.place}
    >
      <button type="button" className="skip-link" onClick={focusComposer}>
        {words.chats.skip}
      </button>
      <Sidebar onChosen={closeSidebarDrawer} />
      <ChatPane
        sidebar={sidebar}
        inspector={inspector}
        drawer={inspector.isOpen && inspector.place === 'drawer' ? <Inspector fold={inspector} /> : null}
      />
      {inspector.isOpen && inspector.place === 'column' && <Inspector fold={inspector} />}
      {place === 'models' && <ModelsPage sidebar={sidebar} onBack={goBack} />}
      <Tips />
      <TourCard />
      <EraseDialog />
      <FileOpening />
      <ExportOpening />
    </div>
  );
}

function useDeleteCommand(): void {
  const page = usePage();
  const title = usePageState(openChatTitle);
  useCommand('delete-chat', () => {
    const { chat } = page.state.get();
    if (chat) void page.deleteChat(chat.id, title);
  });
}

function useTour(): void {
  const page = usePage();
  const { tour: words } = useWords();
  useCommand('tour', () => void page.tour.start(words));
}

/** A window of the app is named by its chat. A browser writes a page's title into its history, where it would stay: it gets the app's. */
function useDocumentTitle(): void {
  const words = useWords();
  const title = usePageState(openChatTitle);
  const isNamed = usePageState((state) => state.chat !== null) && shellKind() === 'electron';
  useEffect(() => {
    document.title = isNamed ? words.header.documentTitle(title || words.chats.untitled) : words.brand;
  }, [title, isNamed, words]);
}
