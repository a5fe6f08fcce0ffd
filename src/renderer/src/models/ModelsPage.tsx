import { useEffect, useRef, useState } from 'react';
import { MishapNote } from '../chat/MishapNote.tsx';
import { modelsPlaceOf } from '../state/models-place.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { FoldButton } from '../ui/FoldButton.tsx';
import { Icon } from '../ui/Icon.tsx';
import { isPartOpen } from '../ui/open-part.ts';
import type { Fold } from '../use-columns.ts';
import { BringModel } from './BringModel.tsx';
import { ChatForm } from './ChatForm.tsx';
import { Coming } from './Coming.tsx';
import { FetchModel } from './FetchModel.tsx';
import { ModelCards } from './ModelCards.tsx';
import { ModelDevices } from './ModelDevices.tsx';
import { ModelsContents } from './ModelsContents.tsx';
import { ModelsContext } from './models-context.ts';
import { SwitchNote } from './SwitchNote.tsx';
import { openShownParts, ShownPartsContext } from './shown-parts.ts';
import './models-page.css';

export interface ModelsPageProps {
  readonly sidebar: Fold;
  readonly onBack: () => void;
}

/** The models: those that are here, and how others come. A place of its own, in the place of the chat. */
export function ModelsPage({ sidebar, onBack }: ModelsPageProps) {
  const { chats, models: words } = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  useEscape(onBack);
  const place = modelsPlaceOf(usePage());
  useEffect(() => place.models.watch(), [place]);
  const [parts] = useState(openShownParts);
  return (
    <ModelsContext value={place}>
      <main className="models-page" data-testid="models" aria-labelledby="models-title">
        <header className="models-header">
          <FoldButton fold={sidebar} icon="sidebar" name={sidebar.isOpen ? chats.hide : chats.show} />
          <div className="models-header-column">
            <h1 id="models-title" ref={title} tabIndex={-1}>
              {words.title}
            </h1>
            <button type="button" className="button quiet small" data-testid="models-back" onClick={onBack}>
              <Icon name="previous" />
              {words.back}
            </button>
          </div>
        </header>
        <div className="models-told">
          <MishapNote />
          <SwitchNote />
        </div>
        <div className="models-scroll">
          <div className="models-column">
            <p className="models-lead">{words.lead}</p>
            <ModelsContents parts={parts} />
            <Coming />
            <ShownPartsContext value={parts}>
              <ModelCards />
              <BringModel />
              <FetchModel />
              <ModelDevices />
              <ChatForm />
            </ShownPartsContext>
          </div>
        </div>
      </main>
    </ModelsContext>
  );
}

/** Escape goes back, unless something nearer takes the key, or words that were typed would be gone from sight. */
function useEscape(onBack: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || isPartOpen()) return;
      if (isWrittenIn(event.target)) return;
      onBack();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [onBack]);
}

function isWrittenIn(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type === 'text' && target.value !== '';
}
