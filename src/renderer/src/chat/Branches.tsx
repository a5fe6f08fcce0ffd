import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { MessageView } from '../../../shared/views.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { ActPriceTip } from './ActPriceWords.tsx';
import { useTranscript } from './transcript-context.ts';
import './branches.css';

type Way = 'previous' | 'next';

interface Look {
  readonly at: Element;
  readonly way: Way;
}

/** Where branches part: which of the versions of a message is shown, and the way to the others. Nothing where there is one alone. */
export function Branches({ message }: { readonly message: MessageView }) {
  return message.beside ? <Versions message={message} beside={message.beside} /> : null;
}

interface VersionsProps {
  readonly message: MessageView;
  readonly beside: readonly number[];
}

function Versions({ message, beside }: VersionsProps) {
  const { branch: words } = useWords();
  const page = usePage();
  const transcript = useTranscript();
  const tipId = useId();
  const isGoing = useRef(false);
  const [look, setLook] = useState<Look | null>(null);
  const index = beside.indexOf(message.id);
  const at = index + 1;
  const otherOf = (way: Way) => beside[way === 'next' ? index + 1 : index - 1];

  const lookAt = (element: Element, way: Way) => setLook({ at: element, way });
  const lookedAt = look ? otherOf(look.way) : undefined;
  const go = async (way: Way) => {
    const messageId = otherOf(way);
    if (messageId === undefined || isGoing.current) return;
    isGoing.current = true;
    setLook(null);
    const settle = transcript.keepPlace(message.id);
    const isShown = await page.branching.show(messageId);
    isGoing.current = false;
    const shown = isShown ? await settle(messageId) : null;
    shown?.querySelector<HTMLElement>(`[data-testid="branch-${way}"]`)?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const way = { ArrowLeft: 'previous', ArrowRight: 'next' }[event.key] as Way | undefined;
    if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void go(way);
  };
  // One Tab stop: the arrow keys lead both ways.
  const isStop = (way: Way) => way === (otherOf('next') === undefined ? 'previous' : 'next');
  const button = (way: Way) => (
    <button
      type="button"
      className="branch-way"
      data-testid={`branch-${way}`}
      aria-label={words[way]}
      aria-disabled={otherOf(way) === undefined}
      aria-describedby={look?.way === way ? tipId : undefined}
      tabIndex={isStop(way) ? 0 : -1}
      onMouseEnter={({ currentTarget }) => lookAt(currentTarget, way)}
      onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && lookAt(currentTarget, way)}
      onClick={() => void go(way)}
    >
      <Icon name={way} />
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn as one
    <span
      className="branches"
      role="group"
      data-testid="branches"
      data-index={at}
      data-count={beside.length}
      aria-label={words.placeSays(at, beside.length)}
      onKeyDown={onKeyDown}
      onMouseLeave={() => setLook(null)}
      onBlur={() => setLook(null)}
    >
      {button('previous')}
      <span aria-hidden="true">{words.place(at, beside.length)}</span>
      {button('next')}
      <Tooltip
        about={lookedAt === undefined ? null : (look?.at ?? null)}
        side="bottom"
        id={tipId}
        distance={2}
        onClose={() => setLook(null)}
      >
        {look && words[look.way]}
        {lookedAt !== undefined && <ActPriceTip act={{ type: 'show', messageId: lookedAt }} />}
      </Tooltip>
    </span>
  );
}
