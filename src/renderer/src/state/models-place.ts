import { type ModelsOnPage, openModelsOnPage } from './models.ts';
import type { Page } from './page.ts';

/** All that the Models page works with. It outlives the page's being shown: what is on its way goes on meanwhile. */
export interface ModelsPlace {
  readonly models: ModelsOnPage;
}

const opened = new WeakMap<Page, ModelsPlace>();

/** The same one for a page as long as it lives. */
export function modelsPlaceOf(page: Page): ModelsPlace {
  const place = opened.get(page) ?? { models: openModelsOnPage(page) };
  opened.set(page, place);
  return place;
}
