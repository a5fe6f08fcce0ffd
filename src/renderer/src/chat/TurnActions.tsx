import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { ActPrice } from '../../../shared/branch-view.ts';
import type { TurnView } from '../../../shared/views.ts';
import type { TurnChange, WindowPrice } from '../../../shared/window-view.ts';
import { usePage, useWords } from '../state/page-context.ts';
import type { ShownTurn } from '../state/turn-blocks.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { useRovingFocus } from '../ui/use-roving-focus.ts';
import { tip as plainTip } from '../ui/watch-tips.ts';
import { ActPriceTip } from './ActPriceWords.tsx';
import { TurnOverflow } from './TurnOverflow.tsx';
import { type EditedPart, type TurnAction, turnActionsOf } from './turn-action-list.ts';
import './turn-actions.css';

/** What is told of the button that is looked at. */
type Tip =
  | { readonly type: 'busy' }
  | { readonly type: 'priced'; readonly change: TurnChange; readonly price: WindowPrice }
  | { readonly type: 'act'; readonly action: TurnAction };

export interface TurnActionsProps {
  readonly turn: TurnView;
  readonly shown: ShownTurn;
  readonly isLast: boolean;
  readonly onEdit: (part: EditedPart) => void;
}

const changeIcons: Readonly<Record<TurnChange, IconName>> = {
  pin: 'pin',
  unpin: 'unpin',
  leaveOut: 'hide',
  putBack: 'show',
};

const actNames: Readonly<Record<TurnChange, string>> = {
  pin: 'pin',
  unpin: 'unpin',
  leaveOut: 'leave-out',
  putBack: 'put-back',
};

/**
 * What can be done with a turn, in one row that is one tab stop. What has a price is priced when its button is looked at. Whether an answer is under way is looked up then, too, so that its beginning and end do not render every turn there is.
 */
export function TurnActions({ turn, shown, isLast, onEdit }: TurnActionsProps) {
  const words = useWords();
  const page = usePage();
  const tipId = useId();
  const place = useRef<HTMLFieldSetElement>(null);
  const looked = useRef<string | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  /** Of the act that is looked at, as it is told. */
  const shownPrice = useRef<ActPrice | null>(null);
  const keepPrice = useCallback((price: ActPrice) => {
    shownPrice.current = price;
  }, []);
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
  const lookAt = (action: TurnAction) => {
    looked.current = null;
    shownPrice.current = null;
    if (!action.priced) setTip(null);
    else setTip(isAnswering() ? { type: 'busy' } : { type: 'act', action });
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
  const doAction = async (action: TurnAction) => {
    if (action.priced && isAnswering()) {
      setTip({ type: 'busy' });
      return false;
    }
    const price = tip?.type === 'act' && tip.action.key === action.key ? shownPrice.current : null;
    if (price && !price.isPossible) return false;
    stopLooking();
    // Where forgetting is to be asked about, naming it is not asking.
    const isAsked = page.state.get().chat?.settings.telling === 'ask';
    return action.act(isAsked ? [] : (price?.forgets.map(({ turnId }) => turnId) ?? []));
  };
  const actions = turnActionsOf({ shown, isLast, words, page, onEdit });
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
        {tip?.type === 'act' ? <ActTip action={tip.action} onPrice={keepPrice} /> : tip && tipWords(words, tip, turn)}
      </Tooltip>
      {actions.map((action, index) => (
        <ActionButton
          key={action.key}
          action={action}
          tabIndex={tabIndexOf(index)}
          describedBy={tip?.type === 'act' && tip.action.key === action.key ? tipId : undefined}
          onLook={() => lookAt(action)}
          onAct={() => doAction(action)}
        />
      ))}
      {changes.map((change, place) => (
        <button
          // By its place: the button that was pressed goes on with what takes it back, and keeps the focus.
          key={place === 0 ? 'pin' : 'leaveOut'}
          type="button"
          className="turn-action"
          data-testid="act"
          data-act={actNames[change]}
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
      <TurnOverflow
        shown={shown}
        name={turn.name}
        tabIndex={tabIndexOf(actions.length + changes.length)}
        onLook={stopLooking}
      />
    </fieldset>
  );
}

interface ActionButtonProps {
  readonly action: TurnAction;
  readonly tabIndex: number;
  readonly describedBy: string | undefined;
  readonly onLook: () => void;
  readonly onAct: () => Promise<boolean>;
}

/** How long a button shows that its work is done. */
const CONFIRMED_MS = 1_600;

function ActionButton({ action, tabIndex, describedBy, onLook, onAct }: ActionButtonProps) {
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
      data-testid="act"
      data-act={action.key}
      aria-label={action.name}
      aria-describedby={describedBy}
      {...(action.priced ? {} : plainTip(action.name))}
      tabIndex={tabIndex}
      onMouseEnter={onLook}
      onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && onLook()}
      onClick={() => void onAct().then(setDone)}
    >
      <Icon name={isDone ? 'check' : action.icon} />
      {isDone && <span aria-hidden="true">{words.copied}</span>}
    </button>
  );
}

type ToldTip = Exclude<Tip, { readonly type: 'act' }>;

interface ActTipProps {
  readonly action: TurnAction;
  readonly onPrice: (price: ActPrice) => void;
}

function ActTip({ action, onPrice }: ActTipProps) {
  return (
    <>
      {action.name}
      {action.says && <span className="act-price">{action.says}</span>}
      {action.priced && <ActPriceTip act={action.priced} onPrice={onPrice} />}
    </>
  );
}

/** The deed, then its price, then what else it would cost. */
function tipWords({ turnChange: words }: ReturnType<typeof useWords>, tip: ToldTip, turn: TurnView): string {
  if (tip.type === 'busy') return words.waitForEnd;
  const { change, price } = tip;
  if (!price.isPossible) return words.notPossible;
  const says = words.says(change, change === 'leaveOut' && turn.isSeen ? turn.tokenCount : 0);
  const leaves = price.leaves.length > 0 ? words.leaves(price.leaves.map(({ name }) => name)) : '';
  return [says, words.price(price.rereadTokens, price.rereadMs), leaves].filter((part) => part !== '').join(' ');
}
