import { memo } from 'react';
import type { ChatSummary } from '../../../shared/views.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { isSameList } from '../state/same-list.ts';
import { useNowMs } from '../ui/use-now.ts';
import { ChatItem } from './ChatItem.tsx';

/** So many chats are laid out together, and so many blocks: what is far from sight costs by them. A screen shows about 18 chats. */
const CHATS_IN_BLOCK = 20;
const BLOCKS_IN_STACK = 8;
/** About as tall as a chat in the list is, with the gap to the next one. */
const CHAT_PX = 49;

/** All chats, in blocks. One that changed renders; the others do not, however many there are. */
export function ChatList({ onChosen }: { readonly onChosen: () => void }) {
  const words = useWords();
  const chats = usePageState((state) => state.chats);
  const openChatId = usePageState((state) => state.openChatId);
  const nowMs = useNowMs();
  const blocks = inPieces(chats, CHATS_IN_BLOCK);
  return (
    // biome-ignore lint/a11y/useSemanticElements: between it and its items stand blocks, which no list element may hold
    <div className="chat-list" role="list" aria-label={words.chats.list}>
      {inPieces(blocks, BLOCKS_IN_STACK).map((stack, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place in the list; chats move between them
          key={index}
          className="chat-block"
          role="presentation"
          style={{ containIntrinsicBlockSize: `auto ${heightPx(stack.flat())}px` }}
        >
          {stack.map((block, place) => (
            <ChatBlock
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              key={place}
              chats={block}
              activeId={block.some(({ id }) => id === openChatId) ? openChatId : null}
              nowMs={nowMs}
              onChosen={onChosen}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

function inPieces<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function heightPx(chats: readonly ChatSummary[]): number {
  return chats.length * CHAT_PX;
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
    <ul className="chat-block" role="presentation" style={{ containIntrinsicBlockSize: `auto ${heightPx(chats)}px` }}>
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
