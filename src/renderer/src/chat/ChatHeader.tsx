import { useState } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { isOpenChatArchived, openChatTitle } from '../state/page-state.ts';
import { useCommand } from '../state/use-command.ts';
import { FoldButton } from '../ui/FoldButton.tsx';
import { Icon } from '../ui/Icon.tsx';
import { later } from '../ui/later.tsx';
import { TitleInput } from '../ui/TitleInput.tsx';
import { tip } from '../ui/watch-tips.ts';
import type { Fold } from '../use-columns.ts';
import { ModelMenu } from './ModelMenu.tsx';

const ReplySettings = later(() => import('../settings/ReplySettings.tsx').then((file) => file.ReplySettings));

export interface ChatHeaderProps {
  readonly sidebar: Fold;
  readonly inspector: Fold;
}

/** The chat's title, how it replies, and what can be folded. */
export function ChatHeader({ sidebar, inspector }: ChatHeaderProps) {
  const words = useWords();
  const [isEditing, setEditing] = useState(false);
  const settings = usePageState((state) => state.chat?.settings ?? null);
  useCommand('reply-settings', () => setEditing(true));
  const reply = settings && words.header.reply(settings);
  return (
    <header className="chat-header">
      <FoldButton fold={sidebar} icon="sidebar" name={sidebar.isOpen ? words.chats.hide : words.chats.show} />
      <div className="chat-header-column">
        <ChatTitle />
        <ArchivedMark />
        <ModelMenu />
        {reply && (
          <button
            type="button"
            className="icon-button reply-settings"
            aria-label={`${words.header.replySettings}: ${reply}`}
            {...tip(words.header.replyIs(reply))}
            aria-haspopup="dialog"
            onClick={() => setEditing(true)}
          >
            <Icon name="sliders" />
          </button>
        )}
        <ExportButton />
      </div>
      <FoldButton
        fold={inspector}
        icon="inspector"
        name={inspector.isOpen ? words.header.hideInspector : words.header.showInspector}
      />
      {isEditing && settings && <ReplySettings onClose={() => setEditing(false)} />}
    </header>
  );
}

function ExportButton() {
  const { exporting: words } = useWords();
  const page = usePage();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={words.openNamed}
      {...tip(words.openNamed)}
      aria-haspopup="dialog"
      onClick={() => page.openExport(null)}
    >
      <Icon name="export" />
    </button>
  );
}

/** The open chat is not in the list. */
function ArchivedMark() {
  const { place } = useWords();
  const isArchived = usePageState(isOpenChatArchived);
  return isArchived && <span className="archived-mark">{place.isArchived}</span>;
}

function ChatTitle() {
  const words = useWords();
  const page = usePage();
  const chatId = usePageState((state) => state.chat?.id ?? null);
  const title = usePageState(openChatTitle);
  const [renamingChatId, setRenamingChatId] = useState<number | null>(null);
  useCommand('rename-chat', () => setRenamingChatId(chatId));

  if (chatId !== null && renamingChatId === chatId) {
    return (
      <TitleInput
        name={words.chats.newTitle}
        title={title}
        onDone={(newTitle) => {
          setRenamingChatId(null);
          if (newTitle !== null) void page.renameChat(chatId, newTitle);
        }}
      />
    );
  }
  return (
    <h1 className="chat-heading">
      <button
        type="button"
        {...tip(words.header.rename)}
        disabled={chatId === null}
        onClick={() => setRenamingChatId(chatId)}
      >
        {title || words.chats.untitled}
      </button>
    </h1>
  );
}
