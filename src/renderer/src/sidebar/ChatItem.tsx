import { type CSSProperties, type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from 'react';
import { usedWindowOf } from '../../../shared/used-window.ts';
import type { ChatSummary } from '../../../shared/views.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { Menu, MenuButton, openAtPointer, useMenu } from '../ui/Menu.tsx';
import { TitleInput } from '../ui/TitleInput.tsx';
import { tip } from '../ui/watch-tips.ts';
import { type ChatOrder, shownTimeOf } from './listed-chats.ts';

export interface ChatItemProps {
  readonly chat: ChatSummary;
  readonly order: ChatOrder;
  readonly isActive: boolean;
  /** The list's one Tab stop. */
  readonly isTabStop: boolean;
  readonly nowMs: number;
  /** Of the model; null without one. */
  readonly windowTokens: number | null;
  readonly onChosen: () => void;
}

/** Two lines hold so many of nearly the widest letters: a title that is no longer than that is not cut off. */
const TWO_LINES_UNITS = 22;

/** A chat in the list: pressed it opens; its title can be rewritten and the chat deleted, by mouse, touch or keyboard. */
export const ChatItem = memo(function ChatItem(props: ChatItemProps) {
  const { chat, order, isActive, isTabStop, nowMs, windowTokens, onChosen } = props;
  const words = useWords();
  const page = usePage();
  const [isRenaming, setRenaming] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  const isFocusWanted = useRef(false);
  const menu = useMenu();
  const title = chat.title || words.chats.untitled;
  const titleClass = title.length > TWO_LINES_UNITS ? 'chat-title long' : 'chat-title';
  const isPinned = chat.pinnedAtMs !== undefined;
  const remove = () => void page.deleteChat(chat.id, title);
  const button = () => item.current?.querySelector<HTMLElement>('.chat-open');
  useLayoutEffect(() => {
    if (isRenaming || !isFocusWanted.current) return;
    isFocusWanted.current = false;
    item.current?.querySelector<HTMLElement>('.chat-open')?.focus();
  }, [isRenaming]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2') setRenaming(true);
    if (event.key === 'Delete' && !event.repeat) remove();
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      const at = button();
      if (at) menu.open(at);
    }
  };
  const facts = <ChatFacts chat={chat} order={order} nowMs={nowMs} windowTokens={windowTokens} />;
  return (
    <li
      ref={item}
      className="chat-item"
      // biome-ignore lint/a11y/noRedundantRoles: its list stands further out, beyond what groups chats for layout alone
      role="listitem"
      data-testid="chat-item"
      data-chat-id={chat.id}
      data-active={isActive}
      data-cached={chat.cachedTokens}
      onContextMenu={openAtPointer(menu)}
    >
      {isRenaming ? (
        <div className="chat-open">
          <div className="chat-naming">
            <span className={titleClass} aria-hidden="true">
              {title}
            </span>
            <TitleInput
              name={words.chats.newTitle}
              title={chat.title}
              onDone={(newTitle, isByKey) => {
                isFocusWanted.current = isByKey;
                setRenaming(false);
                if (newTitle !== null) void page.renameChat(chat.id, newTitle);
              }}
            />
          </div>
          {facts}
        </div>
      ) : (
        <button
          type="button"
          className="chat-open"
          aria-current={isActive ? 'true' : undefined}
          tabIndex={isTabStop ? 0 : -1}
          onClick={() => {
            page.openChat(chat.id);
            onChosen();
          }}
          onDoubleClick={() => setRenaming(true)}
          onKeyDown={onKeyDown}
        >
          <span className={titleClass}>{title}</span>
          {facts}
        </button>
      )}
      {!isRenaming && (
        <MenuButton menu={menu} name={words.chats.actions(title)} className="icon-button chat-more" tabIndex={-1}>
          <i className="more-dots" aria-hidden="true" />
        </MenuButton>
      )}
      <Menu
        menu={menu}
        name={words.chats.actions(title)}
        items={() => [
          { name: words.chats.rename, onChoose: () => setRenaming(true) },
          {
            name: isPinned ? words.place.unpin : words.place.pin,
            onChoose: () => void page.pinChat(chat.id, !isPinned),
          },
          { name: words.exporting.copyChat, onChoose: () => void page.copyChat(chat.id, words.languageTag) },
          { name: words.exporting.open, onChoose: () => page.openExport([chat.id]) },
          { name: words.place.archive, onChoose: () => void page.archiveChat(chat.id, title) },
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
    before.isTabStop === after.isTabStop &&
    before.nowMs === after.nowMs &&
    before.windowTokens === after.windowTokens &&
    before.order === after.order &&
    before.chat.pinnedAtMs === after.chat.pinnedAtMs &&
    before.chat.id === after.chat.id &&
    before.chat.title === after.chat.title &&
    before.chat.updatedAtMs === after.chat.updatedAtMs &&
    before.chat.isAnswering === after.chat.isAnswering &&
    before.chat.cachedTokens === after.chat.cachedTokens &&
    before.chat.usedWindowTokens === after.chat.usedWindowTokens
  );
}

type ChatFactsProps = Pick<ChatItemProps, 'chat' | 'order' | 'nowMs' | 'windowTokens'>;

function ChatFacts({ chat, order, nowMs, windowTokens }: ChatFactsProps) {
  const words = useWords();
  const atMs = shownTimeOf(chat, order);
  const isRecent = nowMs - atMs < 60_000;
  return (
    <span className="chat-facts">
      {chat.isAnswering ? (
        <span className="chat-warmth writing">
          <i className="dot" />
          {words.chats.writing}
        </span>
      ) : (
        <span className="chat-warmth">
          <HeldRing chat={chat} windowTokens={windowTokens} />
        </span>
      )}
      <time dateTime={new Date(atMs).toISOString()} {...tip(words.formats.longTime(atMs))}>
        {isRecent ? words.chats.now : words.formats.shortTime(atMs, nowMs)}
      </time>
    </span>
  );
}

/** A share that can be seen, however little is held. */
const LEAST_SHARE = 0.08;

/** How much of the window that a chat uses is held in memory for it; nothing for one in which nothing was said. */
function HeldRing({ chat, windowTokens }: Pick<ChatItemProps, 'chat' | 'windowTokens'>) {
  const words = useWords();
  const held = chat.cachedTokens;
  if (chat.title === '' && held === 0) return null;
  const says = held > 0 ? words.chats.held(held) : words.chats.notHeld;
  const share = held === 0 || windowTokens === null ? 0 : shareOf(held, usedWindowOf(chat, windowTokens));
  return <i className="ring" role="img" aria-label={says} style={ringStyle(share)} {...tip(says)} />;
}

function shareOf(held: number, windowTokens: number): number {
  return Math.min(1, Math.max(LEAST_SHARE, held / windowTokens));
}

function ringStyle(share: number): CSSProperties {
  return { '--share': `${Math.round(share * 360)}deg` } as CSSProperties;
}
