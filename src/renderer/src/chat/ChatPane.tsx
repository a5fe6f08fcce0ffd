import { useEffect } from 'react';
import { Gauge } from '../gauge/Gauge.tsx';
import { usePage, usePageState } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Banner } from './Banner.tsx';
import { CannotFit } from './CannotFit.tsx';
import { ChatHeader, type ChatHeaderProps } from './ChatHeader.tsx';
import { Composer } from './Composer.tsx';
import { FirstWindow } from './FirstWindow.tsx';
import { ForgottenNext } from './ForgottenNext.tsx';
import { MishapNote } from './MishapNote.tsx';
import { Transcript } from './Transcript.tsx';
import './chat.css';
import './composer.css';

/** The middle column: the open chat from its title down to the composer. */
export function ChatPane(props: ChatHeaderProps) {
  const chat = usePageState((state) => state.chat);
  useEscape();
  return (
    <main className="chat-pane">
      <ChatHeader {...props} />
      <Banner />
      {chat && chat.messages.length > 0 && <Transcript key={chat.id} chat={chat} />}
      {chat && chat.messages.length === 0 && <FirstWindow />}
      {!chat && <div className="transcript" aria-busy="true" />}
      <div className="compose">
        <div className="compose-inner">
          <Gauge />
          <ForgottenNext />
          <CannotFit />
          <MishapNote />
          <Composer />
        </div>
      </div>
    </main>
  );
}

/** Escape answers a question with no, else it stops the answer under way; something nearer may take the key first. */
function useEscape(): void {
  const page = usePage();
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  const isAsked = usePageState((state) => state.question !== null);
  useEffect(() => {
    if (!isAnswering && !isAsked) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]')) return;
      if (isAnswering) return void page.stop();
      page.sending.dismissQuestion();
      focusComposer();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isAnswering, isAsked, page]);
}
