import { basename } from 'node:path';
import type { ChatFormView, FormName } from '../../shared/chat-form-view.ts';
import type { ModelCard, ModelId, ModelOrigin } from '../../shared/models-view.ts';
import { CoreError, toWireError, type WireError } from '../../shared/wire.ts';
import { checkWholeness, readModelConfig } from './catalog.ts';
import { graphBytesOf } from './graphs-of.ts';
import type { LearntFacts } from './learnt.ts';
import type { ModelLibrary } from './library.ts';
import { readModelCard } from './model-card-file.ts';
import { bytesIn, fileBytesOf } from './model-files.ts';
import { modelFolderOf } from './model-paths.ts';
import { idOf, type ModelSource, type ModelSources } from './model-source.ts';

export interface ModelCardsOptions {
  readonly sources: ModelSources;
  readonly library: ModelLibrary;
  readonly learnt: LearntFacts;
  readonly graphsDir: string;
  /** The form that the model in use was read with; null before it was. */
  readonly currentForm: () => ChatFormView | null;
  /** The form that a person chose for a model; null: none. */
  readonly chosenFormOf: (modelId: ModelId) => FormName | null;
  /** Why the model in use cannot be used; null where it can. */
  readonly currentProblem: () => WireError | null;
}

/** All models that are here, as pages show them: the shipped one, the folders that were named, and the library. */
export function readModelCards(options: ModelCardsOptions): Promise<readonly ModelCard[]> {
  const { sources, library } = options;
  const all: ModelSource[] = [
    { type: 'bundled' },
    ...sources.namedFolders().map((folder) => ({ type: 'folder', folder }) as const),
    ...library.all().map(({ modelId }) => ({ type: 'library', modelId }) as const),
  ];
  return Promise.all(all.map((source) => readModelCardOf(options, source)));
}

async function readModelCardOf(options: ModelCardsOptions, source: ModelSource): Promise<ModelCard> {
  const { sources, learnt, graphsDir, currentForm, chosenFormOf, currentProblem } = options;
  const modelId = idOf(source);
  const kept = source.type === 'library' ? options.library.find(modelId) : undefined;
  const known = learnt.of(modelId);
  const isCurrent = sources.currentId() === modelId;
  const told = readFolder(() => sources.dirOf(source));
  const checkpointHash = known?.checkpointHash ?? kept?.facts?.checkpointHash;
  const graphBytes = checkpointHash === undefined ? 0 : await graphBytesOf(graphsDir, checkpointHash);
  return {
    modelId,
    name: told.name ?? kept?.facts?.name ?? nameWithoutFiles(source, modelId),
    origin: originOf(source, options),
    isCurrent,
    canBeRemoved: source.type === 'library',
    languages: told.languages,
    licence: told.licence,
    windowTokens: told.windowTokens,
    parameterCount: known?.parameterCount ?? kept?.facts?.parameterCount ?? null,
    fileBytes: told.fileBytes,
    diskBytes: graphBytes + (kept ? bytesIn(kept.folder) : told.fileBytes),
    precision: known?.precision ?? null,
    form: (isCurrent && currentForm()) || formOf(chosenFormOf(modelId), told.namedForm),
    speed: known?.speed ?? null,
    problem: told.problem ?? (isCurrent ? currentProblem() : null),
    isChanged: known !== undefined && kept?.facts != null && known.checkpointHash !== kept.facts.checkpointHash,
  };
}

function formOf(chosen: FormName | null, named: FormName | null): ChatFormView {
  if (chosen !== null) return { name: chosen, chosenBy: 'person' };
  return named === null ? { name: 'endOfText', chosenBy: 'nobody' } : { name: named, chosenBy: 'manifest' };
}

function originOf(source: ModelSource, { library }: ModelCardsOptions): ModelOrigin {
  if (source.type === 'bundled') return { type: 'shipped' };
  if (source.type === 'folder') return { type: 'folder', path: source.folder };
  return library.find(source.modelId)?.facts?.origin ?? { type: 'unknown' };
}

function nameWithoutFiles(source: ModelSource, modelId: ModelId): string {
  return source.type === 'folder' ? basename(source.folder) : modelId;
}

interface ToldByFolder extends Pick<ModelCard, 'languages' | 'licence' | 'windowTokens' | 'fileBytes' | 'problem'> {
  /** Null where there is no folder. */
  readonly name: string | null;
  readonly namedForm: FormName | null;
}

/** What can be told of a folder without reading its tokenizer and its weights, which takes as long as loading it. */
function readFolder(findDir: () => string): ToldByFolder {
  const nothing = { name: null, namedForm: null, languages: null, licence: null, windowTokens: 0, fileBytes: 0 };
  let path: string;
  try {
    path = findDir();
  } catch (error) {
    return { ...nothing, problem: problemOf(error) };
  }
  const fileBytes = fileBytesOf(path);
  try {
    const dir = modelFolderOf(path);
    const { name, languages, licence, namedForm } = checkWholeness(dir);
    const card = readModelCard(dir);
    const told = { name, namedForm, languages: languages ?? card.languages, licence: licence ?? card.licence };
    return { ...told, windowTokens: readModelConfig(dir).windowTokens, fileBytes, problem: null };
  } catch (error) {
    return { ...nothing, fileBytes, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): WireError {
  return error instanceof CoreError ? toWireError(error) : { code: 'internal', details: { reason: String(error) } };
}
