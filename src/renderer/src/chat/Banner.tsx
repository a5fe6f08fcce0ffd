import type { EngineView } from '../../../shared/views.ts';
import type { LinkState } from '../connect.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { mishapSentence } from '../ui/mishap-sentence.ts';

/** One quiet line while the engine or the line to the core is not there; a louder one when a person has to act. */
export function Banner() {
  const words = useWords();
  const page = usePage();
  const link = usePageState((state) => state.link);
  const engine = usePageState((state) => state.engine);
  const hasModel = usePageState((state) => state.model !== null);
  const sentence = bannerSentence(words, link, engine, hasModel);
  const isFailed = link === 'gone' || (link === 'open' && engine.type === 'failed');
  return (
    <div className="banner-place" role={isFailed ? 'alert' : 'status'}>
      {sentence !== null && (
        <div className={isFailed ? 'banner failed' : 'banner'}>
          <span>{sentence}</span>
          {link === 'open' && engine.type === 'failed' && (
            <button type="button" className="button small" onClick={() => void page.restartEngine()}>
              {words.link.tryAgain}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function bannerSentence(
  words: ReturnType<typeof useWords>,
  link: LinkState,
  engine: EngineView,
  hasModel: boolean,
): string | null {
  if (link === 'gone') return words.link.gone;
  if (link === 'noToken') return words.link.noToken;
  if (link !== 'open') return words.link.restarting.link;
  if (engine.type === 'restarting') return words.link.restarting[engine.reason];
  if (engine.type === 'failed') return mishapSentence(words, engine);
  return engine.type === 'starting' && !hasModel ? words.link.starting : null;
}
