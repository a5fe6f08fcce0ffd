import { Fragment, memo, useMemo } from 'react';
import type { ChatSummary } from '../../../shared/views.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { isSameList } from '../state/same-list.ts';
import { useNowMs } from '../ui/use-now.ts';
import { ChatItem } from './ChatItem.tsx';
import {
  type ChatHeading,
  type ChatOrder,
  headingsAt,
  isOwnHeading,
  isSameHeading,
  listedChats,
} from './listed-chats.ts';
import { useRovingChats } from './use-roving-chats.ts';

/** So many chats are laid out together, and so many blocks: what is far from sight costs by them. A screen shows about 18 chats. */
const CHATS_IN_BLOCK = 20;
const BLOCKS_IN_STACK = 8;
/** About as tall as a chat in the list is, with the gap to the next one. */
const CHAT_PX = 49;

/** The chats, in blocks, pinned ones first and the others under their days, or by title. One that changed renders; the others do not, however many there are. */
export function ChatList({ onChosen }: { readonly onChosen: () => void }) {
  const words = useWords();
  const allChats = usePageState((state) => state.chats);
  const order = usePageState((state) => state.settings.chatOrder);
  const collator = useMemo(() => new Intl.Collator(words.languageTag, { numeric: true }), [words.languageTag]);
  const chats = useMemo(() => listedChats(allChats, order, collator), [allChats, order, collator]);
  const openChatId = usePageState((state) => state.openChatId);
  const windowTokens = usePageState((state) => state.model?.windowTokens ?? null);
  const nowMs = useNowMs();
  const roving = useRovingChats(chats, openChatId);
  const headingOf = headingsAt(nowMs, order);
  const blocks = inPieces(chats, CHATS_IN_BLOCK);
  const idIn = (block: readonly ChatSummary[], chatId: number | null) =>
    block.some(({ id }) => id === chatId) ? chatId : null;
  const headingAbove = (blockPlace: number) => {
    const last = blocks[blockPlace - 1]?.at(-1);
    return last ? headingOf(last) : null;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: between it and its items stand blocks, which no list element may hold
    <div
      ref={roving.list}
      className="chat-list"
      role="list"
      aria-label={words.chats.list}
      onFocus={roving.onFocus}
      onKeyDown={roving.onKeyDown}
    >
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
              above={headingAbove(index * BLOCKS_IN_STACK + place)}
              order={order}
              activeId={idIn(block, openChatId)}
              tabStopId={idIn(block, roving.tabStopId)}
              nowMs={nowMs}
              windowTokens={windowTokens}
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
  /** Below which the chat above these stands; null for the first. */
  readonly above: ChatHeading | null;
  readonly order: ChatOrder;
  /** The open chat, where it is one of these. */
  readonly activeId: number | null;
  /** The list's one Tab stop, where it is one of these. */
  readonly tabStopId: number | null;
  readonly nowMs: number;
  readonly windowTokens: number | null;
  readonly onChosen: () => void;
}

const ChatBlock = memo(function ChatBlock(props: ChatBlockProps) {
  const { chats, above: aboveFirst, order, activeId, tabStopId, nowMs, windowTokens, onChosen } = props;
  const words = useWords();
  const headings = chats.map(headingsAt(nowMs, order));
  const { place } = words;
  const nameOf = (heading: ChatHeading) => {
    if (!isOwnHeading(heading)) return words.chats.group(heading, nowMs);
    return heading.type === 'pinned' ? place.pinned : place.byTitle;
  };
  return (
    <ul className="chat-block" role="presentation" style={{ containIntrinsicBlockSize: `auto ${heightPx(chats)}px` }}>
      {chats.map((chat, index) => {
        const [heading, above] = [headings[index], headings[index - 1] ?? aboveFirst];
        return (
          <Fragment key={chat.id}>
            {heading && !isSameHeading(above, heading) && (
              <li className="chat-group" role="presentation">
                <h2>{nameOf(heading)}</h2>
              </li>
            )}
            <ChatItem
              chat={chat}
              order={order}
              isActive={chat.id === activeId}
              isTabStop={chat.id === tabStopId}
              nowMs={nowMs}
              windowTokens={windowTokens}
              onChosen={onChosen}
            />
          </Fragment>
        );
      })}
    </ul>
  );
}, isSameBlock);

function isSameBlock(before: ChatBlockProps, after: ChatBlockProps): boolean {
  return (
    isSameList(before.chats, after.chats) &&
    isSameHeading(before.above, after.above) &&
    before.order === after.order &&
    before.activeId === after.activeId &&
    before.tabStopId === after.tabStopId &&
    before.nowMs === after.nowMs &&
    before.windowTokens === after.windowTokens &&
    before.onChosen === after.onChosen
  );
}
