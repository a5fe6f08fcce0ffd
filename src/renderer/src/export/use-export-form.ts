import { useEffect, useMemo, useState } from 'react';
import type {
  ExportCounts,
  ExportFormatName,
  ExportOptions,
  ExportPreview,
  ExportRequest,
  ExportSelection,
} from '../../../shared/export-view.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { usePage, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';

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
  return useMemo(() => {
    const selection = selectionOf({ what, chosenIds, withDeleted }, chatIds);
    return selection && { selection, format, options, language: languageTag };
  }, [what, chosenIds, withDeleted, format, options, chatIds, languageTag]);
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
  readonly preview: ExportPreview | null;
  readonly mishap: Mishap | null;
}

const nothingSeen: ExportSight = { counts: null, preview: null, mishap: null };

/** Looks again whenever something else is asked for; what was seen before stays until then. */
export function useExportSight(request: ExportRequest | null): ExportSight {
  const page = usePage();
  const [sight, setSight] = useState<ExportSight>(nothingSeen);
  useEffect(() => {
    if (!request) return setSight(nothingSeen);
    let isLeft = false;
    Promise.all([page.countExport(request.selection), page.previewExport(request)]).then(
      ([counts, preview]) => !isLeft && setSight({ counts, preview, mishap: null }),
      (error: unknown) => !isLeft && !isClosed(error) && setSight({ ...nothingSeen, mishap: mishapOf(error) }),
    );
    return () => {
      isLeft = true;
    };
  }, [page, request]);
  return sight;
}
