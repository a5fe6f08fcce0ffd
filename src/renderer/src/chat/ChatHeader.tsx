import { useState } from 'react';
import type { ChatSettings } from '../../../shared/settings.ts';
import type { Words } from '../../../shared/words/words.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { openChatTitle } from '../state/page-state.ts';
import { useCommand } from '../state/use-command.ts';
import { Icon } from '../ui/Icon.tsx';
import { later } from '../ui/later.tsx';
import { TitleInput } from '../ui/TitleInput.tsx';
import { tip } from '../ui/watch-tips.ts';

const ReplySettings = later(() => import('../settings/ReplySettings.tsx').then((file) => file.ReplySettings));

export interface ChatHeaderProps {
  readonly isInspectorOpen: boolean;
  readonly onToggleInspector: () => void;
  readonly isSidebarOpen: boolean;
  readonly onToggleSidebar: () => void;
}

/** The chat's title, how it replies, and what can be folded. */
export function ChatHeader(props: ChatHeaderProps) {
  const words = useWords();
  const [isEditing, setEditing] = useState(false);
  const settings = usePageState((state) => state.chat?.settings ?? null);
  useCommand('reply-settings', () => setEditing(true));
  const inspector = props.isInspectorOpen ? words.header.hideInspector : words.header.showInspector;
  return (
    <header className="chat-header">
      <button
        type="button"
        className="icon-button only-narrow"
        aria-label={props.isSidebarOpen ? words.chats.hide : words.chats.show}
        aria-expanded={props.isSidebarOpen}
        onClick={props.onToggleSidebar}
      >
        <Icon name="sidebar" />
      </button>
      <ChatTitle />
      {settings && (
        <button
          type="button"
          className="tag-button"
          aria-label={`${words.header.replySettings}: ${replyWords(words, settings).join(', ')}`}
          {...tip(words.header.replySettings)}
          aria-haspopup="dialog"
          onClick={() => setEditing(true)}
        >
          <Icon name="sliders" />
          {replyWords(words, settings).map((part) => (
            <span key={part}>{part}</span>
          ))}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={inspector}
        {...tip(inspector)}
        aria-expanded={props.isInspectorOpen}
        onClick={props.onToggleInspector}
      >
        <Icon name="inspector" />
      </button>
      {isEditing && settings && <ReplySettings onClose={() => setEditing(false)} />}
    </header>
  );
}

function replyWords({ header }: Words, settings: ChatSettings): string[] {
  const choosing = settings.isGreedy ? header.greedy : header.sampled(settings.temperature);
  return [choosing, header.reply(settings.maxReplyTokens)];
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
