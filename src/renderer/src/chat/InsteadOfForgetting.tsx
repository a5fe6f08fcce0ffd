import { type ReactNode, useId, useMemo, useState } from 'react';
import type { BranchAct } from '../../../shared/branch-view.ts';
import type { NamedTurn, Usage } from '../../../shared/usage-view.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { Question } from '../state/page-state.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Menu, MenuButton, useMenu } from '../ui/Menu.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { tip } from '../ui/watch-tips.ts';
import { ActPriceTip } from './ActPriceWords.tsx';
import { type NewChatInstead, newChatInstead } from './new-chat-instead.ts';

interface InsteadOfForgettingProps {
  readonly usage: Usage;
  /** What was asked about it; null: it is about the draft. */
  readonly question: Question | null;
}

/** What else can be done where turns are about to be forgotten: go on in a chat of its own, hide others, or save a copy. */
export function InsteadOfForgetting({ usage, question }: InsteadOfForgettingProps) {
  const { branch: words } = useWords();
  const { commands } = usePage();
  const blocks = usePageState((state) => state.chat?.blocks ?? null);
  const newChat = useMemo(
    () => blocks && newChatInstead({ question, blocks, segments: usage.segments }),
    [question, blocks, usage.segments],
  );
  const kept = usage.segments.flatMap(({ turn, isForgottenNext }) => (turn && !isForgottenNext ? [turn] : []));
  return (
    <>
      {newChat && <NewChat newChat={newChat} />}
      {kept.length > 0 && <HideInstead turns={kept} />}
      <button type="button" className="chip" {...tip(words.exportFirstSays)} onClick={() => commands.run('export')}>
        {words.exportFirst}
      </button>
    </>
  );
}

function NewChat({ newChat: { turnId, turnCount, takes } }: { readonly newChat: NewChatInstead }) {
  const { branch: words } = useWords();
  const page = usePage();
  const branch = () => page.branching.branchChat(turnId, turnCount, words.branched, { takes });
  return (
    <PricedChip
      act={{ type: 'branchChat', turnId, turnCount }}
      says={words.lastTurnsSays}
      onChoose={() => void branch().then(focusComposer)}
    >
      {words.lastTurns(turnCount)}
    </PricedChip>
  );
}

/** More would be a list to search in. */
const MOST_OFFERED = 10;

/** The longest first, since they make the most room. */
function HideInstead({ turns }: { readonly turns: readonly NamedTurn[] }) {
  const { branch: words } = useWords();
  const page = usePage();
  const menu = useMenu();
  const hide = async ({ turnId, name }: NamedTurn) => {
    const isDone = await page.changeWindow([{ turnId, change: 'leaveOut' }]);
    focusComposer();
    if (!isDone) return;
    page.offerUndo({ says: words.hidden(name), undo: () => page.changeTurn(turnId, 'putBack') });
  };
  const items = () =>
    [...turns]
      .sort((one, other) => other.tokens - one.tokens)
      .slice(0, MOST_OFFERED)
      .map((turn) => ({ name: words.hideTurn(turn.name, turn.tokens), onChoose: () => void hide(turn) }));
  return (
    <>
      <MenuButton menu={menu} name={words.hideInstead} className="chip" says={words.hideInsteadSays}>
        {words.hideInstead}
      </MenuButton>
      <Menu menu={menu} name={words.hideInstead} items={items} />
    </>
  );
}

interface PricedChipProps {
  readonly act: BranchAct;
  readonly says: string;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

/** What it costs is told as soon as it is looked at: below, where words that come later do not grow over the button. */
function PricedChip({ act, says, onChoose, children }: PricedChipProps) {
  const tipId = useId();
  const [at, setAt] = useState<Element | null>(null);
  const look = ({ currentTarget }: { readonly currentTarget: Element }) => setAt(currentTarget);
  const stopLooking = () => setAt(null);
  return (
    <>
      <button
        type="button"
        className="chip"
        data-testid="act"
        data-act="branch-chat"
        aria-describedby={at ? tipId : undefined}
        onMouseEnter={look}
        onFocus={look}
        onMouseLeave={stopLooking}
        onBlur={stopLooking}
        onClick={onChoose}
      >
        {children}
      </button>
      <Tooltip about={at} side="bottom" distance={4} id={tipId} onClose={stopLooking}>
        {says}
        {at && <ActPriceTip act={act} />}
      </Tooltip>
    </>
  );
}
