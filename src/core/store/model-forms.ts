import * as z from 'zod/mini';
import { builtInFormNames, type FormChoice } from '../../shared/chat-form-view.ts';
import { formChoice } from '../../shared/form-contract.ts';
import type { ModelId } from '../../shared/models-view.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { Connection } from './connection.ts';

export type OwnForm = Extract<FormChoice, { readonly name: 'own' }>;

interface FormRow {
  readonly chosen: string | null;
  readonly own: string | null;
}

export type ModelFormStore = ReturnType<typeof openModelFormStore>;

const builtInName = z.enum(builtInFormNames);

/** The forms that were chosen for models. What is stored and no form (any more) counts as not chosen. */
export function openModelFormStore(connection: Connection) {
  const get = connection.prepare('SELECT chosen, own FROM model_forms WHERE model_id = ?');
  const choose = connection.prepare(`
    INSERT INTO model_forms (model_id, chosen, own) VALUES (@modelId, @chosen, @own)
    ON CONFLICT DO UPDATE SET (chosen, own) = (excluded.chosen, COALESCE(excluded.own, own))`);

  const forget = connection.prepare('DELETE FROM model_forms WHERE model_id = ?');

  const rowOf = (modelId: ModelId) => get.get(modelId) as FormRow | undefined;

  return {
    /** Null: nobody chose one. */
    chosen(modelId: ModelId): FormChoice | null {
      const row = rowOf(modelId);
      if (row?.chosen === 'own') return ownIn(row);
      const name = builtInName.safeParse(row?.chosen);
      return name.success ? { name: name.data } : null;
    },
    /** The person's own, also where another one is chosen; null before there was one. */
    own(modelId: ModelId): OwnForm | null {
      const row = rowOf(modelId);
      return row ? ownIn(row) : null;
    },
    choose(modelId: ModelId, choice: FormChoice | null): void {
      const own = choice?.name === 'own' ? JSON.stringify(choice, wellFormed) : null;
      choose.run({ modelId, chosen: choice?.name ?? null, own });
    },
    /** The model is not here any more. */
    forget(modelId: ModelId): void {
      forget.run(modelId);
    },
  };
}

/** Half characters cannot be stored. */
function wellFormed(_name: string, part: unknown): unknown {
  return typeof part === 'string' ? toWellFormed(part) : part;
}

function ownIn({ own }: FormRow): OwnForm | null {
  if (own === null) return null;
  try {
    const read = formChoice.safeParse(JSON.parse(own));
    return read.success && read.data.name === 'own' ? read.data : null;
  } catch {
    return null;
  }
}
