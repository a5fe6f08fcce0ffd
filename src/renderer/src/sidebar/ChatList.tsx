import { memo } from 'react';
import type { ChatSummary } from '../../../shared/views.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { isSameList } from '../state/same-list.ts';
import { useNowMs } from '../ui/use-now.ts';
import { ChatItem } from './ChatItem.tsx';

/** So many chats are laid out together; what is far from sight costs by the block. A screen shows about eighteen. */
const CHATS_IN_BLOCK = 40;
/** About as tall as a chat in the list is, with the gap to the next one. */
const CHAT_PX = 49;

/** All chats, in blocks. One that changed renders; the others do not, however many there are. */
export function ChatList({ onChosen }: { readonly onChosen: () => void }) {
  const words = useWords();
  const chats = usePageState((state) => state.chats);
  const openChatId = usePageState((state) => state.openChatId);
  const nowMs = useNowMs();
  const blocks = Array.from({ length: Math.ceil(chats.length / CHATS_IN_BLOCK) }, (_, index) =>
    chats.slice(index * CHATS_IN_BLOCK, (index + 1) * CHATS_IN_BLOCK),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: between it and its items stand blocks, which no list element may hold
    <div className="chat-list" role="list" aria-label={words.chats.list}>
      {blocks.map((block, index) => (
        <ChatBlock
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place in the list; chats move between them
          key={index}
          chats={block}
          activeId={block.some(({ id }) => id === openChatId) ? openChatId : null}
          nowMs={nowMs}
          onChosen={onChosen}
        />
      ))}
    </div>
  );
}

interface ChatBlockProps {
  readonly chats: readonly ChatSummary[];
  /** The open chat, where it is one of these. */
  readonly activeId: number | null;
  readonly nowMs: number;
  readonly onChosen: () => void;
}

const ChatBlock = memo(function ChatBlock({ chats, activeId, nowMs, onChosen }: ChatBlockProps) {
  return (
    <ul
      className="chat-block"
      role="presentation"
      style={{ containIntrinsicBlockSize: `auto ${chats.length * CHAT_PX}px` }}
    >
      {chats.map((chat) => (
        <ChatItem key={chat.id} chat={chat} isActive={chat.id === activeId} nowMs={nowMs} onChosen={onChosen} />
      ))}
    </ul>
  );
}, isSameBlock);

function isSameBlock(before: ChatBlockProps, after: ChatBlockProps): boolean {
  return (
    isSameList(before.chats, after.chats) &&
    before.activeId === after.activeId &&
    before.nowMs === after.nowMs &&
    before.onChosen === after.onChosen
  );
}
