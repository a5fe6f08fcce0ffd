import { type KeyboardEvent, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { ActPrice } from '../../../shared/branch-view.ts';
import { isMessageTooLong } from '../../../shared/message-length.ts';
import type { MessageView } from '../../../shared/views.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { ActPriceWords } from './ActPriceWords.tsx';
import { useTranscript } from './transcript-context.ts';
import type { EditedPart } from './turn-action-list.ts';
import { useActPrice } from './use-act-price.ts';
import './edit-message.css';

export interface EditMessageProps {
  readonly message: MessageView;
  readonly part: EditedPart;
  readonly onEnd: () => void;
}

/**
 * A message's words where they stand, to be written otherwise. Enter sends them, Escape leaves them: they are there again when the
 * message is edited the next time. Until the core has stored them they stay here, whatever goes wrong.
 */
export function EditMessage({ message, part, onEnd }: EditMessageProps) {
  const words = useWords().branch.editing;
  const page = usePage();
  const transcript = useTranscript();
  const saysId = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  const [text, setText] = useState(() => page.branching.keptEdit(message.id) ?? message.text);
  const [isSaving, setSaving] = useState(false);
  const canBePriced = !isAnswering && text.trim() !== '' && !isMessageTooLong(text);
  const type = part === 'answer' ? 'editAnswer' : 'edit';
  const act = canBePriced ? ({ type, turnId: message.turnId, text } as const) : null;
  const price = useActPrice({ act, pauseMs: PRICE_PAUSE_MS });
  useGrowingBox(box, text);
  useEffect(() => {
    enter(box.current);
    // It stays in sight while it is written in, wherever the end of the chat is.
    void transcript.show(message.id, { takesFocus: false });
  }, [transcript, message.id]);

  const isChanged = text.trim() !== message.text.trim();
  const isReady = isChanged && text.trim() !== '' && !isMessageTooLong(text) && !isAnswering && !isSaving;
  const isPossible = isReady && price?.isPossible !== false;
  const write = (value: string) => {
    setText(value);
    page.branching.keepEdit(message.id, value.trim() === message.text.trim() ? null : value);
  };
  const save = async () => {
    if (!isPossible) return;
    setSaving(true);
    const isDone = await (part === 'answer'
      ? page.branching.editAnswer(message.turnId, text)
      : page.sending.edit(
          { turnId: message.turnId, text },
          acceptedBy(page.state.get().chat?.settings.telling, price),
        ));
    setSaving(false);
    if (!isDone) return;
    page.branching.keepEdit(message.id, null);
    if (part === 'answer') onEnd();
    focusComposer();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      // It is this that is left, and no answer that is stopped.
      event.stopPropagation();
      event.preventDefault();
      onEnd();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!event.repeat) void save();
  };
  return (
    <div className="edit-message" data-testid="edit-message">
      <textarea
        ref={box}
        className="edit-box"
        aria-label={words[part === 'answer' ? 'answer' : 'message']}
        aria-describedby={saysId}
        value={text}
        rows={1}
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => write(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="edit-says" id={saysId} role="status">
        {part === 'answer' ? words.answerSays : words.messageSays}
        {isAnswering && <span className="act-price">{words.wait}</span>}
        {isChanged && price && !isAnswering && <ActPriceWords price={price} />}
      </div>
      <div className="edit-buttons">
        <button type="button" className="button small" aria-disabled={!isPossible} onClick={() => void save()}>
          {part === 'answer' ? words.save : words.ask} <Icon name="enter" />
        </button>
        <button type="button" className="button small quiet" onClick={onEnd}>
          {words.cancel}
        </button>
        {isChanged && (
          <button
            type="button"
            className="quiet-link"
            onClick={() => {
              write(message.text);
              enter(box.current);
            }}
          >
            {words.original}
          </button>
        )}
      </div>
    </div>
  );
}

/** What the price named is accepted by sending, unless the chat is to ask. */
function acceptedBy(telling: string | undefined, price: ActPrice | null): readonly number[] {
  return telling === 'ask' ? [] : (price?.forgets.map(({ turnId }) => turnId) ?? []);
}

/** The caret goes behind the last word. */
function enter(box: HTMLTextAreaElement | null): void {
  box?.focus({ preventScroll: true });
  box?.setSelectionRange(box.value.length, box.value.length);
}

/** As often as somebody who writes looks at it. */
const PRICE_PAUSE_MS = 150;

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

function useGrowingBox(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the words
  useLayoutEffect(() => {
    const { current } = box;
    if (growsByItself || !current) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight + current.offsetHeight - current.clientHeight}px`;
  }, [box, text]);
}
