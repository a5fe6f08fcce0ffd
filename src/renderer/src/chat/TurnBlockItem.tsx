import { memo, useCallback, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import type { Answering, ForgettingLine } from '../../../shared/views.ts';
import type { AnswerProgress } from '../state/chat-state.ts';
import { isSameList } from '../state/same-list.ts';
import type { ShownTurn, TurnBlock } from '../state/turn-blocks.ts';
import type { KeyedFlags } from './keyed-flags.ts';
import { TurnItem } from './TurnItem.tsx';
import type { TranscriptForms } from './transcript-forms.ts';
import { estimatedHeightPx, partsOf } from './turn-parts.ts';
import type { WindowPast } from './window-past.ts';

/** What is drawn at some turns only; a block is given of it what concerns its own turns, else null. */
export interface TurnMarks {
  readonly line: ForgettingLine | null;
  readonly past: WindowPast | null;
  readonly forgottenIds: ReadonlySet<number> | null;
  /** The answer that is written or waited for: always the newest turn's. */
  readonly answering: Answering | null;
  readonly progress: AnswerProgress | null;
}

export interface TurnBlockItemProps extends TurnMarks {
  readonly block: TurnBlock;
  readonly forms: TranscriptForms;
  /** It ends with the newest turn. */
  readonly isLast: boolean;
}

/** A block of turns: its words, once it is filled. It renders when one of its turns changed. */
export const TurnBlockItem = memo(function TurnBlockItem({ block, forms, isLast, ...marks }: TurnBlockItemProps) {
  const place = useRef<HTMLDivElement>(null);
  const isFilled = useFlag(forms.filled, block.key) || isLast;
  useLayoutEffect(() => {
    if (isLast) forms.filled.set(block.key);
    return place.current ? forms.watchBlock(block.key, place.current) : undefined;
  }, [forms, block.key, isLast]);
  const parts = isFilled ? partsOf(block) : [];
  return (
    <div
      ref={place}
      className={isLast ? 'turn-block last' : 'turn-block'}
      role="presentation"
      style={{ containIntrinsicBlockSize: `auto ${estimatedHeightPx(block.turns)}px` }}
    >
      {parts.map((turns, index) => (
        <TurnPart
          key={turns[0]?.id}
          blockKey={block.key}
          turns={turns}
          forms={forms}
          isLast={isLast && index === parts.length - 1}
          line={marks.line}
          past={marks.past}
          forgottenIds={marks.forgottenIds}
          answering={index === parts.length - 1 ? marks.answering : null}
          progress={index === parts.length - 1 ? marks.progress : null}
        />
      ))}
    </div>
  );
});

interface TurnPartProps extends TurnMarks {
  readonly blockKey: number;
  readonly turns: readonly ShownTurn[];
  readonly forms: TranscriptForms;
  readonly isLast: boolean;
}

/** The turns that are laid out together, and that show everything together. */
const TurnPart = memo(function TurnPart({ blockKey, turns, forms, isLast, ...marks }: TurnPartProps) {
  const place = useRef<HTMLOListElement>(null);
  const key = turns[0]?.id ?? 0;
  const isDressed = useFlag(forms.dressed, key) || isLast;
  useLayoutEffect(() => {
    if (isLast) forms.dressed.set(key);
    return place.current ? forms.watchPart(blockKey, key, place.current) : undefined;
  }, [forms, blockKey, key, isLast]);
  return (
    <ol
      ref={place}
      className={isLast ? 'turn-part last' : 'turn-part'}
      role="presentation"
      style={{ containIntrinsicBlockSize: `auto ${estimatedHeightPx(turns)}px` }}
    >
      {turns.map((turn, index) => {
        const { line, past, forgottenIds, answering, progress } = marks;
        return (
          <TurnItem
            key={turn.id}
            shown={turn}
            isDressed={isDressed}
            line={line?.beforeTurnId === turn.id ? line : null}
            past={past?.get(turn.id) ?? null}
            isLast={isLast && index === turns.length - 1}
            isForgottenNext={forgottenIds?.has(turn.id) ?? false}
            answering={answering?.messageId === turn.assistant?.id ? answering : null}
            progress={progress?.messageId === turn.assistant?.id ? progress : null}
          />
        );
      })}
    </ol>
  );
}, isSamePart);

function isSamePart(before: TurnPartProps, after: TurnPartProps): boolean {
  return (
    isSameList(before.turns, after.turns) &&
    before.isLast === after.isLast &&
    before.line === after.line &&
    before.past === after.past &&
    before.forgottenIds === after.forgottenIds &&
    before.answering === after.answering &&
    before.progress === after.progress
  );
}

function useFlag(flags: KeyedFlags, key: number): boolean {
  const subscribe = useCallback((listener: () => void) => flags.subscribe(key, listener), [flags, key]);
  return useSyncExternalStore(subscribe, () => flags.has(key));
}
