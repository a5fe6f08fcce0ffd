import type { DeviceName, DevicesView, DeviceWish } from '../../../shared/device-view.ts';
import type { HubEntry } from '../../../shared/hub-view.ts';
import type { ModelCard, ModelsView } from '../../../shared/models-view.ts';
import type { BringStep } from './bring-step.ts';
import type { HubStep } from './hub-step.ts';
import type { Observable } from './observable.ts';
import type { Mishap } from './page-state.ts';

/** What the Models page shows. Each is null until it is told. */
export interface ModelsState {
  readonly view: ModelsView | null;
  readonly devices: DevicesView | null;
  readonly hub: { readonly address: string; readonly entries: readonly HubEntry[] } | null;
  /** Null: nothing is being brought, or looked up. */
  readonly bring: BringStep | null;
  readonly hubStep: HubStep | null;
  /** What was asked for and did not work. */
  readonly mishap: Mishap | null;
}

/** What the page shows and what can be asked for on it. */
export interface ModelsOnPage {
  readonly state: Observable<ModelsState>;
  take(card: ModelCard): void;
  remove(card: ModelCard): void;
  showFolder(card: ModelCard): void;
  cancelComing(): void;
  chooseFolder(): void;
  chooseFiles(): void;
  lookAtPath(path: string): void;
  importOffered(): void;
  closeBring(): void;
  lookUp(repository: string): void;
  setHubAddress(address: string | null): Promise<void>;
  download(): void;
  closeHub(): void;
  wishDevice(wish: DeviceWish): void;
  measureDevice(device: DeviceName): void;
}
