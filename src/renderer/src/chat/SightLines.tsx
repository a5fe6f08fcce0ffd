import type { ForgettingLine as ForgettingLineView } from '../../../shared/views.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { BringBackButton } from './BringBackButton.tsx';
import type { Stratum } from './window-past.ts';
import './sight-lines.css';

interface ForgettingLineProps {
  readonly line: ForgettingLineView;
  /** False: its words alone. */
  readonly isDressed: boolean;
}

/** Where the model's sight begins now. */
export function ForgettingLine({ line, isDressed }: ForgettingLineProps) {
  const { forgotten: words, formats } = useWords();
  return (
    <div className="sight-line now" data-testid="forgetting-line">
      <span>{words.line(line.tokens, formats.dayClock(line.atMs, Date.now()), line.seenAbove)}</span>
      {isDressed && <BringBackButton among={null} />}
    </div>
  );
}

interface StratumLineProps {
  readonly stratum: Stratum;
  readonly isDressed: boolean;
}

/** Where it began earlier: the chat keeps the traces of each time that it was scraped. */
export function StratumLine({ stratum, isDressed }: StratumLineProps) {
  const { forgotten: words, formats } = useWords();
  return (
    <div className="sight-line stratum" data-testid="stratum">
      <span {...tip(words.stratumSays)}>
        {words.stratum(stratum.tokens, formats.dayClock(stratum.atMs, Date.now()))}
      </span>
      {isDressed && <BringBackButton among={stratum.turnIds} />}
    </div>
  );
}
