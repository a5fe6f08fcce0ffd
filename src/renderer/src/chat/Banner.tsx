import type { ReactNode } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { type BannerLine, engineLine, storageLine } from './banner-lines.ts';
import { WaysOut } from './WaysOut.tsx';

/** Quiet lines while the engine or the line to the core is not there; louder ones when a person has to act. */
export function Banner() {
  const words = useWords();
  const page = usePage();
  const link = usePageState((state) => state.link);
  const engine = usePageState((state) => state.engine);
  const hasModel = usePageState((state) => state.model !== null);
  const storage = usePageState((state) => state.storage);
  const isStartedAgain = usePageState((state) => state.isStartedAgain);
  return (
    <>
      <Line line={engineLine(words, link, engine, hasModel)}>{link === 'open' && <WaysOut />}</Line>
      <Line line={storageLine(words, link, storage)} />
      <Line line={isStartedAgain && link === 'open' ? { sentence: words.link.startedAgain, isFailed: false } : null}>
        <button
          type="button"
          className="icon-button"
          aria-label={words.link.dismiss}
          onClick={page.dismissStartedAgain}
        >
          <Icon name="close" />
        </button>
      </Line>
    </>
  );
}

interface LineProps {
  readonly line: BannerLine | null;
  readonly children?: ReactNode;
}

/** The place is always there: what appears in it later is read out. */
function Line({ line, children }: LineProps) {
  return (
    <div className="banner-place" role={line?.isFailed ? 'alert' : 'status'}>
      {line && (
        <div className={line.isFailed ? 'banner failed' : 'banner'} data-testid="banner">
          <span>{line.sentence}</span>
          {children}
        </div>
      )}
    </div>
  );
}
