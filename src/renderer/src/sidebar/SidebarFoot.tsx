import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { HelpMenu } from './HelpMenu.tsx';

/** Below the chats: what has left this computer, and the model, whose name is the door to all of them. `onChosen`: a drawer can close. */
export function SidebarFoot({ onChosen }: { readonly onChosen: () => void }) {
  const words = useWords();
  const name = usePageState((state) => state.model?.name ?? null);
  const isFailed = usePageState((state) => state.engine.type === 'failed');
  const page = usePage();
  const isShown = usePageState((state) => state.place === 'models');
  return (
    <footer className="sidebar-foot">
      <RequestsLine />
      <button
        type="button"
        className="foot-model"
        data-testid="models-door"
        aria-current={isShown ? 'page' : undefined}
        {...tip(name === null ? words.models.open : words.models.door(name))}
        onClick={() => {
          page.commands.run('models');
          onChosen();
        }}
      >
        {name === null ? words.chats.noModel(isFailed) : <bdi>{name}</bdi>}
      </button>
      <HelpMenu />
    </footer>
  );
}

function RequestsLine() {
  const { requests: words } = useWords();
  const requests = usePageState((state) => state.requests);
  if (!requests) return null;
  const { sent, refused, sinceMs } = requests;
  return (
    <div
      className="foot-requests"
      data-testid="requests"
      data-sent={sent}
      data-refused={refused ?? undefined}
      {...tip(words.says(sent, refused, sinceMs))}
    >
      {words.line(sent, refused)}
    </div>
  );
}
