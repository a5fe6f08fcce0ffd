import { SearchButton } from '../palette/SearchButton.tsx';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { later } from '../ui/later.tsx';
import { Toolbar } from '../ui/Toolbar.tsx';
import { ArchiveButton } from './ArchiveButton.tsx';
import { ChatList } from './ChatList.tsx';
import { OrderMenu } from './OrderMenu.tsx';
import { RecentlyDeletedButton } from './RecentlyDeletedButton.tsx';
import { SidebarFoot } from './SidebarFoot.tsx';
import './list-foot.css';
import './sidebar.css';
import './chat-item.css';
import './sidebar-foot.css';

/** Where it will be told stands there long before: a screen reader tells only what comes into a place that it knows. */
const UndoToast = later(() => import('./UndoToast.tsx').then((file) => file.UndoToast), { isUrgent: false });

/** The chats, and below them the model and what left this computer. `onChosen`: a chat was chosen, a drawer can close. */
export function Sidebar({ onChosen }: { readonly onChosen: () => void }) {
  const words = useWords();
  const page = usePage();
  const isReadOnly = usePageState((state) => state.storage.type === 'readOnly');
  return (
    <aside className="sidebar" aria-label={words.chats.list}>
      <div className="sidebar-head">
        <span className="brand">{words.brand}</span>
        <button
          type="button"
          className="button quiet new-chat"
          data-testid="new-chat"
          disabled={isReadOnly}
          onClick={() => {
            onChosen();
            void page.newChat().then(focusComposer);
          }}
        >
          <Icon name="plus" />
          {words.chats.newChat}
        </button>
        <SearchButton />
      </div>
      <ChatList onChosen={onChosen} />
      <Toolbar name={words.chats.tools} className="list-foot">
        <ArchiveButton />
        <RecentlyDeletedButton />
        <OrderMenu />
      </Toolbar>
      <UndoToast />
      <SidebarFoot onChosen={onChosen} />
    </aside>
  );
}
