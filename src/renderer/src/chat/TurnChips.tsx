import { memo, useMemo } from 'react';
import type { NamedTurn } from '../../../shared/usage-view.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { findNewest } from '../state/turn-blocks.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { useRovingFocus } from '../ui/use-roving-focus.ts';
import { tip } from '../ui/watch-tips.ts';
import { type Distinction, tellApart } from './tell-apart.ts';
import './turn-chips.css';

export interface TurnChipsProps {
  /** What a screen reader calls the list. */
  readonly name: string;
  readonly turns: readonly NamedTurn[];
  readonly icon: IconName;
  readonly testId: string;
  readonly isPressed: (turnId: number) => boolean;
  /** What pressing it means, for a screen reader; the chip shows the name and the tokens. */
  readonly label: (turn: NamedTurn) => string;
  readonly says?: string;
  readonly onPress: (turnId: number) => void;
}

/** Turns by name, each a toggle: one tab stop, arrow keys move in it. Names that are the same are told apart. */
export const TurnChips = memo(function TurnChips(props: TurnChipsProps) {
  const { turns, icon, testId, isPressed, label, says, onPress } = props;
  const words = useWords();
  const distinctions = useDistinctions(turns);
  const roving = useRovingFocus(turns.length);
  return (
    <ul className="turn-chips" aria-label={props.name} onKeyDown={roving.onKeyDown} onFocus={roving.onFocus}>
      {turns.map((turn, index) => {
        const distinction = distinctions.get(turn.turnId);
        const mark = distinction && distinctionWords(words, distinction);
        return (
          <li key={turn.turnId} data-testid={testId} data-turn-id={turn.turnId}>
            <button
              type="button"
              className="turn-chip"
              aria-pressed={isPressed(turn.turnId)}
              aria-label={[label(turn), mark].filter(Boolean).join(', ')}
              tabIndex={roving.tabIndexOf(index)}
              {...tip(says)}
              onClick={() => onPress(turn.turnId)}
            >
              <span className="turn-chip-name">{words.forgetting.turn(turn.name)}</span>
              {mark && <span className="turn-chip-mark">{mark}</span>}
              <span className="turn-chip-tokens">{words.formats.count(turn.tokens)}</span>
              <Icon name={icon} />
            </button>
          </li>
        );
      })}
    </ul>
  );
});

function useDistinctions(turns: readonly NamedTurn[]): ReadonlyMap<number, Distinction> {
  const page = usePage();
  const { formats } = useWords();
  return useMemo(() => {
    const blocks = page.state.get().chat?.blocks ?? [];
    const nowMs = Date.now();
    return tellApart(turns, (turnId) => {
      const saidAtMs = findNewest(blocks, ({ id }) => id === turnId)?.user?.createdAtMs;
      return saidAtMs === undefined ? null : formats.dayClock(saidAtMs, nowMs);
    });
  }, [turns, page, formats]);
}

function distinctionWords({ forgetting: words }: ReturnType<typeof useWords>, distinction: Distinction): string {
  return distinction.type === 'time' ? words.at(distinction.time) : words.nth(distinction.number);
}
