import type { BringStep } from './bring-step.ts';
import type { Observable } from './observable.ts';
import type { BroughtModel } from './page-state.ts';

/** Bringing a model: looked at first, and copied when a person says so. */
export interface BringOnPage {
  readonly state: Observable<{ readonly step: BringStep | null }>;
  /** What lies there, or what is sent from here, in the place of what was looked at before. */
  look(brought: BroughtModel): void;
  /** `anyway`: also where there seems to be too little memory for it. */
  take(options: { readonly anyway: boolean }): void;
  /** Ends what is under way, or lets go of what was looked at. */
  leave(): void;
}
