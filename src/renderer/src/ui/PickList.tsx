import { memo, useLayoutEffect, useRef } from 'react';
import type { TextRange } from '../../../shared/search-view.ts';
import { MarkedText } from './MarkedText.tsx';

/** Something to pick. */
export interface PickEntry {
  /** Its own among all entries. */
  readonly key: string;
  readonly text: string;
  /** What of the text is marked. */
  readonly ranges: readonly TextRange[];
  /** Its text takes two lines, else it is cut off behind one. */
  readonly isLong: boolean;
  /** Before the text, such as who said it. */
  readonly lead: string | null;
  /** At its end, such as when. */
  readonly note: string | null;
  /** A state of it, in words. */
  readonly badge: { readonly name: string; readonly isStrong: boolean } | null;
  /** Picking it changes what can be picked. Defaults to false: the box closes. */
  readonly staysOpen?: boolean;
  readonly onPick: () => void;
}

export interface PickGroup {
  readonly key: string;
  readonly name: string;
  readonly entries: readonly PickEntry[];
  /** Below the last of them: how many more there are, which it brings. */
  readonly rest: PickEntry | null;
  /** A sentence at its end, which cannot be picked. Defaults to none. */
  readonly end?: string | null;
}

export interface PickListProps {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly PickGroup[];
  /** What stands here is not yet what was asked for last. */
  readonly isPending: boolean;
  readonly activeKey: string | null;
  readonly onActive: (key: string) => void;
  readonly onPick: (key: string) => void;
}

/** A group of more is longer than what is in sight, perhaps. */
const LONG_GROUP = 8;

/** All that can be picked of a group, in order. */
export function entriesOf({ entries, rest }: PickGroup): readonly PickEntry[] {
  return rest === null ? entries : [...entries, rest];
}

/** What can be picked, in groups. It never has the focus: the box above it names the entry that is meant. */
export function PickList({ id, name, groups, isPending, activeKey, onActive, onPick }: PickListProps) {
  const list = useRef<HTMLDivElement>(null);
  const firstKey = groups[0]?.entries[0]?.key ?? null;
  const isScrolled = useRef(false);
  useLayoutEffect(() => {
    // The first one of a list that stands at its beginning is in sight: nothing need be laid out to know that.
    if (activeKey === null || (activeKey === firstKey && !isScrolled.current)) return;
    document.getElementById(`${id}-${activeKey}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, activeKey, firstKey]);
  const keyOf = (target: EventTarget) => (target as Element).closest<HTMLElement>('[data-pick]')?.dataset.pick;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are pressed in the box, where the focus stays
    <div
      ref={list}
      id={id}
      className="pick-list"
      role="listbox"
      tabIndex={-1}
      aria-label={name}
      aria-busy={isPending}
      hidden={groups.length === 0}
      onScroll={({ currentTarget }) => {
        isScrolled.current = currentTarget.scrollTop > 0;
      }}
      // A pointer that rests while the list comes or changes under it chooses nothing: older browsers tell of a move then, over no way.
      onPointerMove={({ target, movementX, movementY }) => {
        const key = movementX === 0 && movementY === 0 ? undefined : keyOf(target);
        if (key !== undefined && key !== activeKey) onActive(key);
      }}
      onPointerDown={(event) => event.preventDefault()}
      onClick={({ target }) => {
        const key = keyOf(target);
        if (key !== undefined) onPick(key);
      }}
    >
      {groups.map((group, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, which a fieldset is not
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: as with what stands in it
          key={index}
          className="pick-group"
          data-is-long={group.entries.length > LONG_GROUP || undefined}
          role="group"
          aria-label={group.name}
          aria-describedby={group.end ? `${id}-${group.key}-end` : undefined}
        >
          <div className="pick-group-name" aria-hidden="true">
            {group.name}
          </div>
          {entriesOf(group).map((entry, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what stood in a place is changed, which costs less than another one beside it
            <PickOption key={place} id={`${id}-${entry.key}`} entry={entry} isActive={entry.key === activeKey} />
          ))}
          {group.end && (
            <div id={`${id}-${group.key}-end`} className="pick-end" aria-hidden="true">
              {group.end}
            </div>
          )}
        </div>
      ))}
    </div>
  );
}

interface PickOptionProps {
  readonly id: string;
  readonly entry: PickEntry;
  readonly isActive: boolean;
}

const PickOption = memo(function PickOption({ id, entry, isActive }: PickOptionProps) {
  const { text, ranges, lead, note, badge, isLong, staysOpen } = entry;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names it
    <div
      id={id}
      className={staysOpen ? 'pick-option rest' : 'pick-option'}
      role="option"
      aria-selected={isActive}
      data-pick={entry.key}
    >
      {(lead !== null || badge !== null) && (
        <div className="pick-facts">
          <span>{lead}</span>
          {badge && <span className={badge.isStrong ? 'pick-badge strong' : 'pick-badge'}>{badge.name}</span>}
          <span className="pick-note">{note}</span>
        </div>
      )}
      <div className="pick-line">
        <span className={isLong ? 'pick-text long' : 'pick-text'} dir="auto">
          <MarkedText text={text} ranges={ranges} />
        </span>
        {lead === null && badge === null && note !== null && <span className="pick-note">{note}</span>}
      </div>
    </div>
  );
}, isSameOption);

/** Each key makes the entries anew, mostly of the same words: what looks the same does not render. */
function isSameOption(before: PickOptionProps, after: PickOptionProps): boolean {
  const [one, other] = [before.entry, after.entry];
  return (
    before.id === after.id &&
    before.isActive === after.isActive &&
    one.text === other.text &&
    one.lead === other.lead &&
    one.note === other.note &&
    one.isLong === other.isLong &&
    one.badge?.name === other.badge?.name &&
    one.badge?.isStrong === other.badge?.isStrong &&
    one.ranges.length === other.ranges.length &&
    one.ranges.every(
      ({ start, end }, index) => start === other.ranges[index]?.start && end === other.ranges[index]?.end,
    )
  );
}
