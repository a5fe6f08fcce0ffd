import type { FormChoice } from '../../shared/chat-form-view.ts';
import type { EngineModel } from '../../shared/engine-contract.ts';
import type { ModelId } from '../../shared/models-view.ts';
import { CoreError } from '../../shared/wire.ts';
import { endTokenOf, readModelFolder } from './catalog.ts';
import { chosenForm } from './model-form.ts';
import { ModelHandle } from './model-handle.ts';

export interface ModelHostOptions {
  /** Asked at each reading. What it throws is why there is no model. */
  readonly findModel: () => FoundModel;
  /** Told, a line each, what was left out of a model that can be used all the same. */
  readonly onLog: (line: string) => void;
}

/** A model that is to be read. */
export interface FoundModel {
  readonly modelId: ModelId;
  /** Its folder, or a file of weights in it. */
  readonly dir: string;
  /** The form that a person chose for it; null: none. */
  readonly form: FormChoice | null;
}

/** Gives the models that the core works with, as handles. One at a time: the one that was read last is the one that an engine loads. */
export interface ModelHost {
  /** As it was read last; rejects with `badModel` when it cannot be read. */
  current(): Promise<ModelHandle>;
  /** The last one that could be read; null before there was one. */
  known(): ModelHandle | null;
  /** The one that the engine has loaded, or had when it ended; null before one did. */
  loaded(): ModelHandle | null;
  /** Reads the folder again: `current` is then what it holds now. */
  reload(): void;
  /** The model that is `before` is `after` from now on: the same one, with turns written in another form. False where it is not current. */
  replace(before: ModelHandle, after: ModelHandle): boolean;
  /** An engine begins with the model that is current, and tells by `whenLoaded` what it made of it. */
  toLoad(): Promise<ModelHandle>;
  whenLoaded(model: EngineModel): void;
  /**
   * The loaded handle, for a turn that was planned with `handle`: the same one, or one that reads like it. Throws `wrongModel` for
   * another: its prompt means nothing to this one.
   */
  serving(handle: ModelHandle): ModelHandle;
}

/** Begins to read, asynchronously, so that the shell can listen before a vocabulary is read. */
export function openModelHost(options: ModelHostOptions): ModelHost {
  return new Host(options);
}

class Host implements ModelHost {
  private readonly options: ModelHostOptions;
  private lastRead: ModelHandle | null = null;
  private inEngine: ModelHandle | null = null;
  private loading: ModelHandle | null = null;
  private reading: Promise<ModelHandle>;
  /** What `reading` gave; null before it has. */
  private read: ModelHandle | null = null;

  constructor(options: ModelHostOptions) {
    this.options = options;
    this.reading = this.startReading();
  }

  current(): Promise<ModelHandle> {
    return this.reading;
  }

  known(): ModelHandle | null {
    return this.lastRead;
  }

  loaded(): ModelHandle | null {
    return this.inEngine;
  }

  reload(): void {
    this.read = null;
    this.reading = this.startReading();
  }

  replace(before: ModelHandle, after: ModelHandle): boolean {
    if (this.read !== before) return false;
    this.read = after;
    this.reading = Promise.resolve(after);
    this.lastRead = after;
    if (this.loading === before) this.loading = after;
    if (this.inEngine === before) this.inEngine = after;
    return true;
  }

  async toLoad(): Promise<ModelHandle> {
    const model = await this.reading;
    // Turns may be written in another form by now.
    this.loading = this.read ?? model;
    return this.loading;
  }

  whenLoaded(model: EngineModel): void {
    this.loading?.noteEngine(model);
    this.inEngine = this.loading;
  }

  serving(handle: ModelHandle): ModelHandle {
    const loaded = this.inEngine;
    if (loaded === handle || loaded?.readsLike(handle)) return loaded;
    throw new CoreError('wrongModel', { asked: handle.name, loaded: loaded?.name ?? '' });
  }

  private startReading(): Promise<ModelHandle> {
    const reading = readLater(this.options);
    reading.then(
      (handle) => {
        if (this.reading !== reading) return;
        this.read = handle;
        this.lastRead = handle;
      },
      // Told to everybody who asks for it.
      () => {},
    );
    return reading;
  }
}

async function readLater({ findModel, onLog }: ModelHostOptions): Promise<ModelHandle> {
  await new Promise((next) => setImmediate(next));
  return readModel(findModel(), onLog);
}

/** Reads a model's folder. Throws `badModel`. `onLog` is told what was left out of it, a line each. */
export function readModel({ modelId, dir, form }: FoundModel, onLog: (line: string) => void): ModelHandle {
  const folder = readModelFolder(dir);
  const endTokenId = endTokenOf(folder);
  for (const note of folder.notes) onLog(note);
  const endTokenIds = [...new Set([endTokenId, ...folder.endTokenIds])];
  const model = new ModelHandle({ ...folder, modelId, endTokenId, endTokenIds });
  return form === null ? model : withChosenForm(model, form, onLog);
}

/** The folder may hold another model by now than the form was made for: then it is used as if nobody had chosen. */
function withChosenForm(model: ModelHandle, chosen: FormChoice, onLog: (line: string) => void): ModelHandle {
  try {
    return model.withForm(chosenForm(chosen, model));
  } catch (error) {
    if (!(error instanceof CoreError) || error.code !== 'badForm') throw error;
    onLog(`The form that was chosen for ${model.name} is left out: ${JSON.stringify(error.details)}.`);
    return model;
  }
}
