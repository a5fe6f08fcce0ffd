import { useState } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Popover } from '../ui/Popover.tsx';
import { TurnChips } from './TurnChips.tsx';
import { useTranscript } from './transcript-context.ts';
import { type BringBackChoice, useBringBack } from './use-bring-back.ts';
import './bring-back.css';

export interface BringBackProps {
  readonly at: Element;
  /** Null: all that was forgotten. */
  readonly among: readonly number[] | null;
  readonly onClose: () => void;
}

/** Forgotten turns to choose from, what it costs that the model sees them again, and what would have to go for them. */
export function BringBack({ at, among, onClose }: BringBackProps) {
  const { forgotten } = useWords();
  const words = forgotten.panel;
  const choice = useBringBack(among);
  // It opens with what it is about, so that the focus goes to that.
  if (choice.turns === null) return null;
  return (
    <Popover at={at} title={words.title} lead={words.lead} onClose={onClose}>
      {choice.turns.length === 0 ? (
        <p className="bring-back-empty">{words.nothing}</p>
      ) : (
        <div className="bring-back-turns">
          <TurnChips
            name={words.turns}
            turns={choice.turns}
            icon="check"
            testId="bring-back-turn"
            isPressed={choice.isChosen}
            label={({ name, tokens }) => words.choose(name, tokens)}
            onPress={choice.toggle}
          />
        </div>
      )}
      <Price choice={choice} />
      <Buttons choice={choice} onClose={onClose} />
    </Popover>
  );
}

/** In one place that is always there, so that each new price is read out. */
function Price({ choice }: { readonly choice: BringBackChoice }) {
  const { forgotten, forgetting } = useWords();
  const words = forgotten.panel;
  const { price, chosen } = choice;
  return (
    <div className="bring-back-price" role="status" data-testid="bring-back-price">
      {chosen.length > 0 && price && !price.isPossible && <p className="ink-warn">{words.notPossible}</p>}
      {chosen.length > 0 && price?.isPossible && (
        <>
          <p>{words.price(price.rereadTokens, price.rereadMs, price.usedTokensAfter)}</p>
          {price.leaves.length > 0 && (
            <div className="bring-back-leaves">
              <p className="ink-warn">{words.leaves(price.leaves.length)}</p>
              <ul>
                {price.leaves.map(({ turnId, name }) => (
                  <li key={turnId} data-testid="bring-back-leaves" data-turn-id={turnId}>
                    {forgetting.turn(name)}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </div>
  );
}

interface ButtonsProps {
  readonly choice: BringBackChoice;
  readonly onClose: () => void;
}

function Buttons({ choice, onClose }: ButtonsProps) {
  const { forgotten: words, turnChange } = useWords();
  const page = usePage();
  const transcript = useTranscript();
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  const [isDoing, setDoing] = useState(false);
  const { chosen, price } = choice;
  const isPossible = !isAnswering && !isDoing && chosen.length > 0 && (price?.isPossible ?? false);
  const bringBack = async () => {
    setDoing(true);
    const turnIds = [...chosen];
    const isDone = await page.changeWindow(turnIds.map((turnId) => ({ turnId, change: 'pin' })));
    onClose();
    if (!isDone) return;
    transcript.glow(turnIds);
    page.offerUndo({
      says: words.broughtBack(turnIds.length),
      undo: async () => {
        await page.changeWindow(turnIds.map((turnId) => ({ turnId, change: 'unpin' })));
      },
    });
  };
  return (
    <div className="bring-back-buttons">
      <button
        type="button"
        className="button"
        data-testid="bring-back-confirm"
        disabled={!isPossible}
        onClick={() => void bringBack()}
      >
        {words.panel.confirm(chosen.length)}
      </button>
      <button type="button" className="button quiet" onClick={onClose}>
        {words.panel.cancel}
      </button>
      {isAnswering && <span className="bring-back-wait">{turnChange.waitForEnd}</span>}
    </div>
  );
}
