import { useState } from 'react';
import { usePageState, useWords } from '../state/page-context.ts';
import { later } from '../ui/later.tsx';
import { tip } from '../ui/watch-tips.ts';
import { HelpMenu } from './HelpMenu.tsx';

const ModelAbout = later(() => import('../model/ModelAbout.tsx').then((file) => file.ModelAbout));

/** Below the chats: what has left this computer, and the model, whose name is a door to what is known of it. */
export function SidebarFoot() {
  const words = useWords();
  const name = usePageState((state) => state.model?.name ?? null);
  const isFailed = usePageState((state) => state.engine.type === 'failed');
  const [isOpen, setOpen] = useState(false);
  return (
    <footer className="sidebar-foot">
      <RequestsLine />
      {name === null ? (
        <div>{words.chats.noModel(isFailed)}</div>
      ) : (
        <button
          type="button"
          className="foot-model"
          data-testid="model-about"
          aria-haspopup="dialog"
          {...tip(words.model.about(name))}
          onClick={() => setOpen(true)}
        >
          <bdi>{name}</bdi>
        </button>
      )}
      <HelpMenu />
      {isOpen && <ModelAbout onClose={() => setOpen(false)} />}
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
