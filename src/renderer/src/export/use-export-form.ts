import { useEffect, useMemo, useState } from 'react';
import {
  type ExportCounts,
  type ExportFormatName,
  type ExportOptions,
  type ExportPreview,
  type ExportRequest,
  type ExportSelection,
  optionsFor,
} from '../../../shared/export-view.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { usePage, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import type { Counted } from './can-be-copied.ts';

export type What = 'these' | 'chosen' | 'all';

/** What a person has chosen in the dialog. */
export interface ExportForm {
  readonly what: What;
  /** Of `chosen`. */
  readonly chosenIds: ReadonlySet<number>;
  readonly withDeleted: boolean;
  readonly format: ExportFormatName;
  readonly options: ExportOptions;
}

/** What was chosen last stays chosen, as long as the page lives. */
let lastChoice: Pick<ExportForm, 'format' | 'options'> = {
  format: 'markdown',
  options: { otherBranches: false, receipts: true, forgetting: true },
};

export function useExportForm(
  chatIds: readonly number[],
): readonly [ExportForm, (changed: Partial<ExportForm>) => void] {
  const [form, setForm] = useState<ExportForm>(() => ({
    what: chatIds.length > 0 ? 'these' : 'all',
    chosenIds: new Set(chatIds),
    withDeleted: false,
    ...lastChoice,
  }));
  const change = (changed: Partial<ExportForm>) => {
    const next = { ...form, ...changed };
    lastChoice = { format: next.format, options: next.options };
    setForm(next);
  };
  return [form, change];
}

/** What the form asks for; null while no chat is chosen. */
export function useExportRequest(form: ExportForm, chatIds: readonly number[]): ExportRequest | null {
  const { languageTag } = useWords();
  const { what, chosenIds, withDeleted, format, options } = form;
  const selection = useMemo(
    () => selectionOf({ what, chosenIds, withDeleted }, chatIds),
    [what, chosenIds, withDeleted, chatIds],
  );
  return useMemo(
    () => selection && { selection, format, options: optionsFor(format, options), language: languageTag },
    [selection, format, options, languageTag],
  );
}

function selectionOf(
  { what, chosenIds, withDeleted }: Pick<ExportForm, 'what' | 'chosenIds' | 'withDeleted'>,
  chatIds: readonly number[],
): ExportSelection | null {
  if (what === 'all') return { type: 'all', withDeleted };
  const ids = what === 'these' ? chatIds : [...chosenIds];
  return ids.length === 0 ? null : { type: 'chats', chatIds: ids };
}

/** What is told of a request before it is carried out; each null until it is known. */
export interface ExportSight {
  readonly counts: ExportCounts | null;
  /** The same, and what they are of. */
  readonly counted: Counted | null;
  readonly preview: ExportPreview | null;
  readonly mishap: Mishap | null;
}

export function useExportSight(request: ExportRequest | null): ExportSight {
  const page = usePage();
  const selection = request?.selection ?? null;
  const counts = useLook(selection, page.countExport);
  const counted = counts.of && counts.seen && { selection: counts.of, chats: counts.seen.chats };
  const preview = useLook(request, page.previewExport);
  return {
    counts: counts.seen,
    counted,
    preview: preview.seen,
    mishap: counts.mishap ?? preview.mishap,
  };
}

interface Look<Asked, Seen> {
  /** What it is of. */
  readonly of: Asked | null;
  readonly seen: Seen | null;
  readonly mishap: Mishap | null;
}

const nothingSeen = { of: null, seen: null, mishap: null };

/** Looks again whenever something else is asked for; what was seen before stays until then. */
function useLook<Asked, Seen>(asked: Asked | null, look: (asked: Asked) => Promise<Seen>): Look<Asked, Seen> {
  const [seen, setSeen] = useState<Look<Asked, Seen>>(nothingSeen);
  useEffect(() => {
    if (asked === null) return setSeen(nothingSeen);
    let isLeft = false;
    look(asked).then(
      (found) => !isLeft && setSeen({ of: asked, seen: found, mishap: null }),
      (error: unknown) => !isLeft && !isClosed(error) && setSeen({ of: asked, seen: null, mishap: mishapOf(error) }),
    );
    return () => {
      isLeft = true;
    };
  }, [asked, look]);
  return seen;
}
