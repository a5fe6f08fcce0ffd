import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { ChatSummary } from '../../../shared/views.ts';
import { usePage, usePageState } from '../state/page-context.ts';
import { isTextField, placeAfter } from '../ui/roving-keys.ts';

export interface RovingChats {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly tabStopId: number | null;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A screen shows about 18 chats. */
const CHATS_IN_PAGE = 10;

/** The focus in the list: one Tab stop, keys move it, and it outlives the chat that had it and finds the one that came back. */
export function useRovingChats(chats: readonly ChatSummary[], openChatId: number | null): RovingChats {
  const page = usePage();
  const focusChatId = usePageState((state) => state.focusChatId);
  const list = useRef<HTMLDivElement>(null);
  const [stopId, setStopId] = useState<number | null>(null);
  /** The chat that the focus is on, or was on when it went, and its place. */
  const focused = useRef<{ readonly chatId: number; readonly place: number } | null>(null);
  const has = (chatId: number | null) => chats.some(({ id }) => id === chatId);
  const tabStopId = has(stopId) ? stopId : has(openChatId) ? openChatId : (chats[0]?.id ?? null);

  const focus = (chatId: number | undefined) =>
    list.current?.querySelector<HTMLElement>(`[data-chat-id="${chatId}"] .chat-open`)?.focus();
  useLayoutEffect(() => {
    const last = focused.current;
    if (focusChatId !== null && chats.some(({ id }) => id === focusChatId)) {
      page.forgetFocus();
      focus(focusChatId);
    } else if (last !== null && !chats.some(({ id }) => id === last.chatId)) {
      // Somebody who has gone elsewhere meanwhile is left there.
      if (document.activeElement !== document.body && document.activeElement !== null) focused.current = null;
      else focus(chats[Math.min(last.place, chats.length - 1)]?.id);
    }
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another chat was opened, from elsewhere: Tab leads to it
  useEffect(() => {
    if (!list.current?.contains(document.activeElement)) setStopId(null);
  }, [openChatId]);

  const onFocus = ({ target }: FocusEvent) => {
    const chatId = chatIdOf(target);
    if (chatId === null) return;
    focused.current = { chatId, place: chats.findIndex(({ id }) => id === chatId) };
    setStopId(chatId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key, altKey, ctrlKey, metaKey } = event;
    const item = target instanceof Element ? target.closest('[data-chat-id]') : null;
    const place = chats.findIndex(({ id }) => id === chatIdOf(item));
    if (!item || place < 0 || altKey || ctrlKey || metaKey || isTextField(target)) return;
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      event.preventDefault();
      item.querySelector<HTMLElement>(key === 'ArrowRight' ? '.chat-more' : '.chat-open')?.focus();
      return;
    }
    const next = placeAfter(key, { place, length: chats.length, inPage: CHATS_IN_PAGE });
    if (next === null) return;
    event.preventDefault();
    focus(chats[next]?.id);
  };
  return { list, tabStopId, onFocus, onKeyDown };
}

function chatIdOf(element: Element | null): number | null {
  const id = element?.closest<HTMLElement>('[data-chat-id]')?.dataset.chatId;
  return id === undefined ? null : Number(id);
}
