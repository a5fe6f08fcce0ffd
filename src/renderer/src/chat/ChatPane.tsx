import { type ReactNode, useEffect, useMemo } from 'react';
import { Gauge } from '../gauge/Gauge.tsx';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { isPartOpen } from '../ui/open-part.ts';
import { Banner } from './Banner.tsx';
import { CannotFit } from './CannotFit.tsx';
import { ChanceOffer } from './ChanceOffer.tsx';
import { ChatHeader, type ChatHeaderProps } from './ChatHeader.tsx';
import { Composer } from './Composer.tsx';
import { CopyStatus } from './CopyStatus.tsx';
import { ElsewhereNote } from './ElsewhereNote.tsx';
import { FirstWindow } from './FirstWindow.tsx';
import { ForgottenNext } from './ForgottenNext.tsx';
import { KeepNote } from './KeepNote.tsx';
import { MishapNote } from './MishapNote.tsx';
import { OfferToast } from './OfferToast.tsx';
import { OtherScriptNote } from './OtherScriptNote.tsx';
import { TooLongNote } from './TooLongNote.tsx';
import { Transcript } from './Transcript.tsx';
import { TranscriptContext } from './transcript-context.ts';
import { openTranscriptView } from './transcript-view.ts';
import { useWantedMessage } from './use-wanted-message.ts';
import './chat.css';
import './composer.css';
import './forgotten-turns.css';
import './text-marks.css';

export interface ChatPaneProps extends ChatHeaderProps {
  /** What lies over the transcript for a while. */
  readonly drawer: ReactNode;
}

/** The middle column: the open chat from its title down to the composer. */
export function ChatPane({ drawer, ...props }: ChatPaneProps) {
  const chat = usePageState((state) => state.chat);
  const isOpening = usePageState((state) => state.openChatId !== null || state.storage.type !== 'readOnly');
  const page = usePage();
  const transcript = useMemo(() => openTranscriptView(page), [page]);
  useEscape();
  useWantedMessage(transcript);
  return (
    <TranscriptContext value={transcript}>
      <main className="chat-pane">
        <ChatHeader {...props} />
        <Banner />
        <div className="chat-middle">
          {chat && chat.blocks.length > 0 && <Transcript key={chat.id} chat={chat} />}
          {chat && chat.blocks.length === 0 && <FirstWindow />}
          {!chat && (isOpening ? <div className="transcript" aria-busy="true" /> : <NoChat />)}
          {drawer}
        </div>
        <OfferToast />
        <div className="compose">
          <div className="compose-inner">
            {(chat || isOpening) && <Gauge />}
            <ForgottenNext />
            <CannotFit />
            <MishapNote />
            <TooLongNote />
            <KeepNote />
            <ElsewhereNote />
            <OtherScriptNote />
            <ChanceOffer />
            <CopyStatus />
            <Composer />
          </div>
        </div>
      </main>
    </TranscriptContext>
  );
}

/** No chat is there, and none can be made. */
function NoChat() {
  const { link: words } = useWords();
  return (
    <div className="transcript first-window">
      <p className="first-window-inner" data-testid="no-chat">
        {words.noChat}
      </p>
    </div>
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
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || isPartOpen()) return;
      if (isAnswering) return void page.stop();
      page.sending.dismissQuestion();
      focusComposer();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isAnswering, isAsked, page]);
}
