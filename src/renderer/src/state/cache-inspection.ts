import type { CoreLink } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

export interface CacheInspection {
  /** Asks for the open chat's places as the engine holds them; while one question is under way, once more after it. */
  ask(): void;
}

/** Asks what the engine holds, never more than one question at a time. */
export function openCacheInspection(state: Observable<PageState>, core: CoreLink): CacheInspection {
  let isUnderWay = false;
  let mustAskAgain = false;

  async function askNow(chatId: number): Promise<void> {
    isUnderWay = true;
    mustAskAgain = false;
    try {
      const cache = await core.call('cache.inspect', { chatId });
      // The same numbers again are not drawn again.
      const isNews = isDifferent(cache, state.get().cache);
      if (isNews && state.get().openChatId === chatId && isHolding(state.get())) state.patch({ cache });
    } catch {
      // Without an engine there is nothing to show; what is wrong with it is told by the banner.
      if (state.get().openChatId === chatId) state.patch({ cache: null });
    }
    isUnderWay = false;
    if (mustAskAgain) ask();
  }

  function ask(): void {
    const { chat } = state.get();
    mustAskAgain = isUnderWay;
    if (!isUnderWay && chat && isHolding(state.get())) void askNow(chat.id);
  }
  return { ask };
}

/** Whether two values of plain data differ anywhere. */
function isDifferent(left: unknown, right: unknown): boolean {
  if (left === right) return false;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return true;
  const [own, other] = [Object.entries(left), right as Readonly<Record<string, unknown>>];
  return own.length !== Object.keys(other).length || own.some(([name, value]) => isDifferent(value, other[name]));
}

/** What was held by an engine that is gone, or by a core that cannot be asked, is held no more as far as anybody knows. */
export function isHolding({ link, engine }: Pick<PageState, 'link' | 'engine'>): boolean {
  return link === 'open' && engine.type === 'ready';
}
