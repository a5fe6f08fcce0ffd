import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { shownUsage } from '../state/page-state.ts';
import { turnViewsOf } from '../state/turn-blocks.ts';
import { unfitDraft } from '../state/unfit-draft.ts';
import { focusComposer } from '../ui/focus-composer.ts';

const UNPINS_OFFERED = 3;

/** The message cannot be sent as it stands: why, and what helps. */
export function CannotFit() {
  const { forgetting: words, answers } = useWords();
  const sending = usePageState((state) => shownUsage(state)?.sending ?? null);
  const askedFor = usePageState((state) => state.question?.type ?? 'send');
  const isContinued = askedFor === 'continue';
  const isUnfit = usePageState((state) => unfitDraft(state) !== null);
  const isToldInCharacters = askedFor === 'send' && isUnfit;
  return (
    <div role="status">
      {sending?.type === 'cannotFit' && !isToldInCharacters && (
        <div className="forgetting">
          <div className="note">
            <b>
              {isContinued
                ? answers.noRoomToGoOn(sending.overByTokens)
                : words.cannotFit(sending.overByTokens, sending.cause)}
            </b>{' '}
            {!isContinued && words.remedy(sending.overByTokens, sending.cause)}
          </div>
          <div className="forgetting-row">
            {sending.cause === 'pins' && <Unpins />}
            {sending.cause === 'lastExchange' && <LeaveLastOut />}
          </div>
        </div>
      )}
    </div>
  );
}

function Unpins() {
  const { forgetting: words } = useWords();
  const page = usePage();
  const blocks = usePageState((state) => state.chat?.blocks ?? null);
  const pinned = blocks ? turnViewsOf(blocks).filter((turn) => turn.isPinned && !turn.isLeftOut) : [];
  return pinned.slice(0, UNPINS_OFFERED).map((turn) => (
    <button
      key={turn.id}
      type="button"
      className="chip"
      onClick={() => void page.changeTurn(turn.id, 'unpin').then(focusComposer)}
    >
      {words.unpin(turn.name)}
    </button>
  ));
}

function LeaveLastOut() {
  const { forgetting: words } = useWords();
  const page = usePage();
  const last = usePageState((state) => state.chat?.blocks.at(-1)?.turns.at(-1)?.turn ?? null);
  if (!last) return null;
  return (
    <button
      type="button"
      className="chip"
      onClick={() => void page.changeTurn(last.id, 'leaveOut').then(focusComposer)}
    >
      {words.leaveLastOut}
    </button>
  );
}
