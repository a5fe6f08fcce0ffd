import { useEffect, useId, useRef, useState } from 'react';
import type { TurnView } from '../../../shared/views.ts';
import type { TurnChange, WindowPrice } from '../../../shared/window-view.ts';
import { usePage, useWords } from '../state/page-context.ts';
import type { ShownTurn } from '../state/turn-blocks.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { useRovingFocus } from '../ui/use-roving-focus.ts';
import { tip as plainTip } from '../ui/watch-tips.ts';
import { TurnOverflow } from './TurnOverflow.tsx';
import { type TurnAction, turnActionsOf } from './turn-action-list.ts';
import './turn-actions.css';

/** What is told of the button that is looked at. */
type Tip =
  | { readonly type: 'busy' }
  | { readonly type: 'priced'; readonly change: TurnChange; readonly price: WindowPrice };

export interface TurnActionsProps {
  readonly turn: TurnView;
  readonly shown: ShownTurn;
  readonly isLast: boolean;
}

const changeIcons: Readonly<Record<TurnChange, IconName>> = {
  pin: 'pin',
  unpin: 'unpin',
  leaveOut: 'hide',
  putBack: 'show',
};

/**
 * What can be done with a turn, in one row that is one tab stop. Pin and leave out have a price, which is asked for when the button
 * is looked at. Whether an answer is under way is looked up then, too, so that its beginning and end do not render every turn there is.
 */
export function TurnActions({ turn, shown, isLast }: TurnActionsProps) {
  const words = useWords();
  const page = usePage();
  const tipId = useId();
  const place = useRef<HTMLFieldSetElement>(null);
  const looked = useRef<TurnChange | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const isAnswering = () => page.state.get().chat?.answering != null;

  const changes: readonly TurnChange[] = [turn.isPinned ? 'unpin' : 'pin', turn.isLeftOut ? 'putBack' : 'leaveOut'];
  const look = (change: TurnChange) => {
    looked.current = change;
    setTip(isAnswering() ? { type: 'busy' } : null);
    if (isAnswering()) return;
    page.priceOf([{ turnId: turn.id, change }]).then(
      (price) => looked.current === change && setTip({ type: 'priced', change, price }),
      () => setTip(null),
    );
  };
  const stopLooking = () => {
    looked.current = null;
    setTip(null);
  };
  // A price holds for the window as it stood: a turn that changed is priced anew while it is looked at.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the turn's object is what tells of a change
  useEffect(() => {
    const again = changes.find((change) => change === looked.current);
    if (again) look(again);
    else setTip(null);
  }, [turn]);

  const isBarred = (change: TurnChange) =>
    tip?.type === 'busy' || (tip?.type === 'priced' && tip.change === change && !tip.price.isPossible);
  const act = (change: TurnChange) => {
    if (isAnswering()) setTip({ type: 'busy' });
    else if (!isBarred(change)) void page.changeTurn(turn.id, change);
  };
  const actions = turnActionsOf({ shown, isLast, words, page });
  const { tabIndexOf, ...roving } = useRovingFocus(actions.length + changes.length + 1);
  return (
    <fieldset
      ref={place}
      className={isLast ? 'turn-actions last' : 'turn-actions'}
      {...roving}
      aria-label={words.messages.turnActions(turn.name)}
      onMouseLeave={stopLooking}
      onBlur={stopLooking}
    >
      <Tooltip about={tip ? place.current : null} side="bottom" distance={2} id={tipId} onClose={stopLooking}>
        {tip && tipWords(words, tip, turn)}
      </Tooltip>
      {actions.map((action, index) => (
        <ActionButton key={action.key} action={action} tabIndex={tabIndexOf(index)} onLook={stopLooking} />
      ))}
      {changes.map((change, place) => (
        <button
          // By its place: the button that was pressed goes on with what takes it back, and keeps the focus.
          key={place === 0 ? 'pin' : 'leaveOut'}
          type="button"
          className="turn-action"
          aria-label={words.turnChange.names[change]}
          tabIndex={tabIndexOf(actions.length + place)}
          aria-disabled={isBarred(change)}
          aria-describedby={tip ? tipId : undefined}
          onMouseEnter={() => look(change)}
          onFocus={() => look(change)}
          onClick={() => act(change)}
        >
          <Icon name={changeIcons[change]} />
        </button>
      ))}
      <TurnOverflow shown={shown} name={turn.name} tabIndex={tabIndexOf(actions.length + changes.length)} />
    </fieldset>
  );
}

interface ActionButtonProps {
  readonly action: TurnAction;
  readonly tabIndex: number;
  readonly onLook: () => void;
}

/** How long a button shows that its work is done. */
const CONFIRMED_MS = 1_600;

function ActionButton({ action, tabIndex, onLook }: ActionButtonProps) {
  const { answers: words } = useWords();
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <button
      type="button"
      className="turn-action"
      aria-label={action.name}
      {...plainTip(action.name)}
      tabIndex={tabIndex}
      onMouseEnter={onLook}
      onClick={() => void action.act().then(setDone)}
    >
      <Icon name={isDone ? 'check' : action.icon} />
      {isDone && <span aria-hidden="true">{words.copied}</span>}
    </button>
  );
}

/** The deed, then its price, then what else it would cost. */
function tipWords({ turnChange: words }: ReturnType<typeof useWords>, tip: Tip, turn: TurnView): string {
  if (tip.type === 'busy') return words.waitForEnd;
  const { change, price } = tip;
  if (!price.isPossible) return words.notPossible;
  const says = words.says(change, change === 'leaveOut' && turn.isSeen ? turn.tokenCount : 0);
  const leaves = price.leaves.length > 0 ? words.leaves(price.leaves.map(({ name }) => name)) : '';
  return [says, words.price(price.rereadTokens, price.rereadMs), leaves].filter((part) => part !== '').join(' ');
}
