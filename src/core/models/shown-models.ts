import type { ComingModel, ModelCard, ModelsView } from '../../shared/models-view.ts';
import { Broadcast } from '../broadcast.ts';

export interface ShownModelsOptions {
  readonly folder: string;
  readonly readCards: () => Promise<readonly ModelCard[]>;
  readonly onError: (error: unknown) => void;
  /** Told whenever something about the models may be different, whether somebody watches or not. */
  readonly onChanged: () => void;
}

/** What the Models page shows, told to all who watch it. Nothing is read while nobody does. */
export class ShownModels {
  private readonly options: ShownModelsOptions;
  private readonly views: Broadcast<ModelsView>;
  private cards: readonly ModelCard[] = [];
  private coming: ComingModel | null = null;
  private reading: Promise<void> | null = null;
  private isStale = true;

  constructor(options: ShownModelsOptions) {
    this.options = options;
    this.views = new Broadcast(options.onError);
  }

  /** Tells everything now, and then whenever something is different. */
  async watch(send: (view: ModelsView) => void, signal: AbortSignal): Promise<void> {
    this.isStale = true;
    await this.read();
    if (signal.aborted) return;
    send(this.view());
    await this.views.until(signal, send);
  }

  /** Something about the models is different: several such in a row are told together. */
  changed(): void {
    this.options.onChanged();
    this.cardsChanged();
  }

  /** The models are the same, and something else is known of them: of interest to who looks at their cards alone. */
  cardsChanged(): void {
    this.isStale = true;
    if (!this.views.isHeard) return;
    this.read().then(
      () => this.views.send(this.view()),
      (error: unknown) => this.options.onError(error),
    );
  }

  setComing(coming: ComingModel | null): void {
    this.coming = coming;
    if (this.views.isHeard) this.views.send(this.view());
  }

  private view(): ModelsView {
    return { models: this.cards, coming: this.coming, folder: this.options.folder };
  }

  /** Whoever asks while it is read gets what holds then. */
  private read(): Promise<void> {
    this.reading ??= this.readUntilFresh().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async readUntilFresh(): Promise<void> {
    while (this.isStale) {
      await new Promise((next) => setImmediate(next));
      this.isStale = false;
      this.cards = await this.options.readCards();
    }
  }
}
