import type { ModelView } from '../../shared/views.ts';
import type { ModelHandle } from './model-handle.ts';

/** What a page shows of a model; null before an engine has loaded it. */
export function modelViewOf(model: ModelHandle | null): ModelView | null {
  const engine = model?.engine;
  if (!model || !engine) return null;
  return {
    name: model.name,
    form: { name: model.form.name, chosenBy: model.form.chosenBy },
    isBundled: model.isBundled,
    languages: model.languages,
    licence: model.licence,
    parameterCount: engine.parameterCount,
    windowTokens: engine.windowTokens,
    precision: engine.precision,
    provider: engine.provider,
    threadCount: engine.threadCount,
    layerCount: engine.layerCount,
    headCount: engine.headCount,
    headSize: engine.headSize,
    cacheBytesPerToken: engine.cacheBytesPerToken,
  };
}
