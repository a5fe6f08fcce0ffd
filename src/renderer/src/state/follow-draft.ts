import type { Page } from './page.ts';

/**
 * Calls `show` with the draft now and, at once, whenever it is another. For what is written to the document without being
 * rendered, so that a key costs no render. Gives its end.
 */
export function followDraft({ state }: Pick<Page, 'state'>, show: (draft: string) => void): () => void {
  let { draft: shown } = state.get();
  show(shown);
  return state.subscribe(() => {
    const { draft } = state.get();
    if (draft === shown) return;
    shown = draft;
    show(draft);
  });
}
