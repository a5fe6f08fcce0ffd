import type { ReactNode } from 'react';
import type { CannotFitCause, Usage } from '../../../shared/usage-view.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { type PageState, shownSending, shownUsage } from '../state/page-state.ts';
import { turnViewsOf } from '../state/turn-blocks.ts';
import { unfitDraft } from '../state/unfit-draft.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Refusal } from './Refusal.tsx';
import { shorterReplyTokens } from './shorter-reply.ts';
import './forgetting.css';

const UNPINS_OFFERED = 3;

/** The message cannot be sent as it stands: why, and what helps. */
export function CannotFit() {
  const { forgetting: words, answers } = useWords();
  const usage = usePageState(refusedUsage);
  const sending = usage?.sending;
  const isContinued = usePageState((state) => state.question?.type === 'continue');
  return (
    <div role="status">
      {usage && sending?.type === 'cannotFit' && (
        <div className="forgetting" data-testid="cannot-fit">
          <Refusal>
            <b>
              {isContinued
                ? answers.noRoomToGoOn(sending.overByTokens)
                : words.cannotFit(sending.overByTokens, sending.cause)}
            </b>{' '}
            {!isContinued && words.remedy(sending.overByTokens, sending.cause)}
          </Refusal>
          <div className="forgetting-row">
            <Remedies cause={sending.cause} usage={usage} />
          </div>
        </div>
      )}
    </div>
  );
}

/** Null while the draft can be sent, whatever the numbers are; and where it is told in characters how much of it is too many. */
function refusedUsage(state: PageState): Usage | null {
  const isOfDraft = state.question === null || state.question.type === 'send';
  if (isOfDraft && unfitDraft(state)) return null;
  return shownSending(state)?.type === 'cannotFit' ? shownUsage(state) : null;
}

function Remedies({ cause, usage }: { readonly cause: CannotFitCause; readonly usage: Usage }) {
  if (cause === 'pins') return <Unpins />;
  if (cause === 'lastExchange') return <LeaveLastOut />;
  if (cause === 'opening') return <MoreRoom usage={usage} />;
  return cause === 'neverForget' ? <RoomWithoutForgetting usage={usage} /> : null;
}

/** What a chat that never forgets can do instead: the first two change nothing of what it remembers. */
function RoomWithoutForgetting({ usage }: { readonly usage: Usage }) {
  const { forgetting: words } = useWords();
  const page = usePage();
  return (
    <>
      <MoreRoom usage={usage} />
      <Remedy onChoose={() => page.configure({ policy: 'dropOldest' })}>{words.letForget}</Remedy>
    </>
  );
}

/** A shorter reply, and all of the window. */
function MoreRoom({ usage }: { readonly usage: Usage }) {
  const { forgetting: words } = useWords();
  const page = usePage();
  const isPart = usePageState((state) => state.chat?.settings.usedWindowTokens != null);
  const modelTokens = usePageState((state) => state.model?.windowTokens ?? null);
  const maxReplyTokens = shorterReplyTokens(usage);
  return (
    <>
      {maxReplyTokens !== null && (
        <Remedy onChoose={() => page.configure({ maxReplyTokens })}>{words.shorten(maxReplyTokens)}</Remedy>
      )}
      {isPart && modelTokens !== null && (
        <Remedy onChoose={() => page.configure({ usedWindowTokens: null })}>{words.wholeWindow(modelTokens)}</Remedy>
      )}
    </>
  );
}

function Unpins() {
  const { forgetting: words } = useWords();
  const page = usePage();
  const blocks = usePageState((state) => state.chat?.blocks ?? null);
  const pinned = blocks ? turnViewsOf(blocks).filter((turn) => turn.isPinned && !turn.isLeftOut) : [];
  return pinned.slice(0, UNPINS_OFFERED).map((turn) => (
    <Remedy key={turn.id} onChoose={() => page.changeTurn(turn.id, 'unpin')}>
      {words.unpin(turn.name)}
    </Remedy>
  ));
}

function LeaveLastOut() {
  const { forgetting: words } = useWords();
  const page = usePage();
  const last = usePageState((state) => state.chat?.blocks.at(-1)?.turns.at(-1)?.turn ?? null);
  return last && <Remedy onChoose={() => page.changeTurn(last.id, 'leaveOut')}>{words.leaveLastOut}</Remedy>;
}

interface RemedyProps {
  readonly onChoose: () => Promise<void>;
  readonly children: ReactNode;
}

function Remedy({ onChoose, children }: RemedyProps) {
  return (
    <button type="button" className="chip" onClick={() => void onChoose().then(focusComposer)}>
      {children}
    </button>
  );
}
