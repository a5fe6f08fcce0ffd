import { sendModel } from '../../../shared/send-model.ts';
import { CoreError } from '../../../shared/wire.ts';
import { postPart } from '../import/post-part.ts';
import { type BringOnPage, openBringOnPage, type SendFiles } from './bringing.ts';
import { type DevicesOnPage, openDevicesOnPage } from './devices.ts';
import { type HubOnPage, openHubOnPage } from './hub.ts';
import { type ModelChecksOnPage, openModelChecks } from './model-checks.ts';
import { type ModelsOnPage, openModelsOnPage } from './models.ts';
import type { Page } from './page.ts';

/** All that the Models page works with. It outlives the page's being shown: what is on its way goes on meanwhile. */
export interface ModelsPlace {
  readonly models: ModelsOnPage;
  readonly bring: BringOnPage;
  readonly hub: HubOnPage;
  readonly devices: DevicesOnPage;
  readonly checks: ModelChecksOnPage;
}

const opened = new WeakMap<Page, ModelsPlace>();

/** The same one for a page as long as it lives. */
export function modelsPlaceOf(page: Page): ModelsPlace {
  const before = opened.get(page);
  if (before) return before;
  const models = openModelsOnPage(page);
  const options = { core: page.core, onArrived: models.tellArrived };
  const send: SendFiles = async (files, options) => {
    const client = page.core.client();
    if (!client) throw new CoreError('closed');
    return sendModel(client, files, { ...options, post: postPart });
  };
  const checks = openModelChecks(page.core);
  models.state.subscribe(() => {
    const { view } = models.state.get();
    if (view) checks.keepOnly(view.models.map(({ modelId }) => modelId));
  });
  const place = {
    models,
    bring: openBringOnPage({ ...options, send }),
    hub: openHubOnPage(options),
    devices: openDevicesOnPage(page.core),
    checks,
  };
  opened.set(page, place);
  return place;
}
