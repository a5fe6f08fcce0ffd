import { memo, type ReactNode, useEffect } from 'react';
import { Gauge } from '../gauge/Gauge.tsx';
import { ImportStrip } from '../import/ImportStrip.tsx';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { PageState } from '../state/page-state.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { isPartOpen } from '../ui/open-part.ts';
import { Banner } from './Banner.tsx';
import { CannotFit } from './CannotFit.tsx';
import { ChanceOffer } from './ChanceOffer.tsx';
import { ChatHeader, type ChatHeaderProps } from './ChatHeader.tsx';
import { Composer } from './Composer.tsx';
import { CopyStatus } from './CopyStatus.tsx';
import { ElsewhereNote } from './ElsewhereNote.tsx';
import { FindInChat } from './FindInChat.tsx';
import { FirstWindow } from './FirstWindow.tsx';
import { ForgottenNext } from './ForgottenNext.tsx';
import { KeepNote } from './KeepNote.tsx';
import { MishapNote } from './MishapNote.tsx';
import { ModelNote } from './ModelNote.tsx';
import { OfferToast } from './OfferToast.tsx';
import { OtherScriptNote } from './OtherScriptNote.tsx';
import { TooLongNote } from './TooLongNote.tsx';
import { Transcript } from './Transcript.tsx';
import { useTranscript } from './transcript-context.ts';
import { useWantedMessage } from './use-wanted-message.ts';
import './chat.css';
import './composer.css';
import './forgotten-turns.css';
import './text-marks.css';

export interface ChatPaneProps extends ChatHeaderProps {
  /** What lies over the transcript for a while. */
  readonly drawer: ReactNode;
}

/**
 * The middle column: the open chat from its title down to the composer. It hears nothing itself: what an answer changes, some part of
 * it shows, and the others are not drawn anew with it.
 */
export function ChatPane({ drawer, ...props }: ChatPaneProps) {
  return (
    <>
      <main className="chat-pane">
        <ChatHeader {...props} />
        <Banner />
        <ImportStrip />
        <div className="chat-middle">
          <FindInChat />
          <OpenChat />
          {drawer}
        </div>
        <OfferToast />
        <Compose />
      </main>
      <PaneKeys />
      <WantedMessage />
    </>
  );
}

/** A chat is open, or is about to be. */
function isAnyChat({ chat, openChatId, storage }: PageState): boolean {
  return chat !== null || openChatId !== null || storage.type !== 'readOnly';
}

function OpenChat() {
  const chat = usePageState((state) => state.chat);
  const isAny = usePageState(isAnyChat);
  if (!chat) return isAny ? <div className="transcript" aria-busy="true" /> : <NoChat />;
  return chat.blocks.length > 0 ? <Transcript key={chat.id} chat={chat} /> : <FirstWindow />;
}

/** From the gauge down to the composer. */
const Compose = memo(function Compose() {
  const isAny = usePageState(isAnyChat);
  return (
    <div className="compose">
      <div className="compose-inner">
        {isAny && <Gauge />}
        <ForgottenNext />
        <CannotFit />
        <MishapNote />
        <TooLongNote />
        <KeepNote />
        <ElsewhereNote />
        <OtherScriptNote />
        <ModelNote />
        <ChanceOffer />
        <CopyStatus />
        <Composer />
      </div>
    </div>
  );
});

function PaneKeys() {
  useEscape();
  return null;
}

function WantedMessage() {
  useWantedMessage(useTranscript());
  return null;
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
      if (page.state.get().place !== 'chat') return;
      if (isAnswering) return void page.stop();
      page.sending.dismissQuestion();
      focusComposer();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isAnswering, isAsked, page]);
}
