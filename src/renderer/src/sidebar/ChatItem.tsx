import { type KeyboardEvent, memo, useState } from 'react';
import type { ChatSummary } from '../../../shared/views.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuButton, openAtPointer, useMenu } from '../ui/Menu.tsx';
import { TitleInput } from '../ui/TitleInput.tsx';
import { tip } from '../ui/watch-tips.ts';

export interface ChatItemProps {
  readonly chat: ChatSummary;
  readonly isActive: boolean;
  readonly nowMs: number;
  readonly onChosen: () => void;
}

/** A chat in the list: pressed it opens; its title can be rewritten and the chat deleted, by mouse, touch or keyboard. */
export const ChatItem = memo(function ChatItem({ chat, isActive, nowMs, onChosen }: ChatItemProps) {
  const words = useWords();
  const page = usePage();
  const [isRenaming, setRenaming] = useState(false);
  const menu = useMenu();
  const title = chat.title || words.chats.untitled;
  const remove = () => void page.deleteChat(chat.id, title);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2') setRenaming(true);
    if (event.key === 'Delete') remove();
  };
  return (
    <li
      className="chat-item"
      // biome-ignore lint/a11y/noRedundantRoles: its list stands further out, beyond what groups chats for layout alone
      role="listitem"
      data-testid="chat-item"
      data-chat-id={chat.id}
      data-active={isActive}
      onContextMenu={openAtPointer(menu)}
    >
      {isRenaming ? (
        <TitleInput
          name={words.chats.newTitle}
          title={chat.title}
          onDone={(newTitle) => {
            setRenaming(false);
            if (newTitle !== null) void page.renameChat(chat.id, newTitle);
          }}
        />
      ) : (
        <button
          type="button"
          className="chat-open"
          aria-current={isActive ? 'true' : undefined}
          onClick={() => {
            page.openChat(chat.id);
            onChosen();
          }}
          onDoubleClick={() => setRenaming(true)}
          onKeyDown={onKeyDown}
        >
          <span className="chat-title">{title}</span>
          <ChatFacts chat={chat} nowMs={nowMs} />
        </button>
      )}
      <MenuButton menu={menu} name={words.chats.actions(title)} className="icon-button chat-more">
        <Icon name="more" />
      </MenuButton>
      <Menu
        menu={menu}
        name={words.chats.actions(title)}
        items={() => [
          { name: words.chats.rename, onChoose: () => setRenaming(true) },
          { name: words.chats.remove, isDangerous: true, onChoose: remove },
        ]}
      />
    </li>
  );
}, isSameItem);

/** The list comes anew whenever one chat in it changes. */
function isSameItem(before: ChatItemProps, after: ChatItemProps): boolean {
  return (
    before.isActive === after.isActive &&
    before.nowMs === after.nowMs &&
    before.chat.id === after.chat.id &&
    before.chat.title === after.chat.title &&
    before.chat.updatedAtMs === after.chat.updatedAtMs &&
    before.chat.isAnswering === after.chat.isAnswering &&
    before.chat.cachedTokens === after.chat.cachedTokens
  );
}

function ChatFacts({ chat, nowMs }: { readonly chat: ChatSummary; readonly nowMs: number }) {
  const words = useWords();
  const isWarm = chat.cachedTokens > 0;
  // In a chat without a title nothing has been said: there is nothing to be read, either.
  const notHeld = chat.title === '' ? '' : words.chats.notHeld;
  const warmth = isWarm ? words.chats.held(chat.cachedTokens) : notHeld;
  const isRecent = nowMs - chat.updatedAtMs < 60_000;
  return (
    <span className="chat-facts">
      <span className={chat.isAnswering ? 'chat-warmth writing' : 'chat-warmth'}>
        {(warmth !== '' || chat.isAnswering) && <i className={isWarm || chat.isAnswering ? 'dot' : 'dot cold'} />}
        {chat.isAnswering ? words.chats.writing : warmth}
      </span>
      <time dateTime={new Date(chat.updatedAtMs).toISOString()} {...tip(words.formats.longTime(chat.updatedAtMs))}>
        {isRecent ? words.chats.now : words.formats.shortTime(chat.updatedAtMs, nowMs)}
      </time>
    </span>
  );
}
