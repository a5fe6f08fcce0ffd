import type { EngineView, StorageView } from '../../../shared/views.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { LinkState } from '../connect.ts';

export interface BannerLine {
  readonly sentence: string;
  /** A person has to act. */
  readonly isFailed: boolean;
}

/** What is told of the line to the core, and, while that is there, of the engine. */
export function engineLine(words: Words, link: LinkState, engine: EngineView, hasModel: boolean): BannerLine | null {
  const calm = (sentence: string) => ({ sentence, isFailed: false });
  if (link === 'gone') return { sentence: words.link.gone, isFailed: true };
  if (link === 'noToken') return calm(words.link.noToken);
  if (link !== 'open') return calm(words.link.restarting.link);
  if (engine.type === 'restarting') return calm(words.link.restarting[engine.reason]);
  if (engine.type === 'failed') return { sentence: sentenceOf(words, engine), isFailed: true };
  return engine.type === 'starting' && !hasModel ? calm(words.link.starting) : null;
}

/** What cannot be done while nothing, or not the last change, can be stored. */
export function storageLine(words: Words, link: LinkState, storage: StorageView): BannerLine | null {
  if (link !== 'open' || storage.type === 'ok') return null;
  const why = sentenceOf(words, storage.failure);
  return { sentence: words.link[storage.type](why), isFailed: storage.type === 'readOnly' };
}
