import type { Replay, ReplayMap, StepKind } from '../../shared/replay-view.ts';
import { drawnRuns, mapSize, runPath } from '../src/inspector/token-map.ts';
import { drawing, element, set } from './element.ts';
import { placesAt } from './map-frame.ts';

/** The window, place by place, as the receipts count it. */
export class MapView {
  readonly element = element('section', { class: 'map' });
  private readonly title = element('h2');
  private readonly svg = drawing('svg', { class: 'token-map', role: 'img', 'data-testid': 'token-map' });
  private readonly legend = element('ul', { class: 'legend', 'aria-hidden': 'true' });
  private readonly unknown = element('p', { class: 'note' });
  private shown: ReplayMap | null = null;

  constructor({ words }: Replay) {
    this.element.setAttribute('aria-label', words.places);
    this.element.append(this.title, this.svg, this.legend, this.unknown);
  }

  show(map: ReplayMap, kind: StepKind, fraction: number): void {
    if (map !== this.shown) this.name(map);
    this.shown = map;
    const places = placesAt(map, kind, fraction).map(({ kind: origin, tokens }) => ({ origin, tokens, turnId: 0 }));
    const usedTokens = places.reduce((sum, { tokens }) => sum + tokens, 0);
    const runs = drawnRuns(sizeOf(map), places);
    // A run is one path: those that stay are drawn on.
    while (this.svg.childElementCount > runs.length) this.svg.lastElementChild?.remove();
    for (const [index, { kind: of, start, end }] of runs.entries()) {
      const path = this.svg.children[index] ?? this.svg.appendChild(drawing('path'));
      set(path, { class: `place ${of}`, d: runPath(start, end) });
    }
    set(this.svg, { 'data-used': usedTokens });
  }

  private name(map: ReplayMap): void {
    const isKnown = map.legend.length > 0;
    const { width, height } = mapSize(sizeOf(map));
    this.title.textContent = map.title;
    this.unknown.textContent = isKnown ? '' : map.says;
    this.unknown.hidden = isKnown;
    set(this.svg, { 'aria-label': map.says, viewBox: `0 0 ${width} ${height}` });
    this.svg.style.display = isKnown ? '' : 'none';
    this.legend.replaceChildren(
      ...map.legend.map(({ kind, name, count }) =>
        element(
          'li',
          { 'data-kind': kind },
          element('i', { class: `swatch ${kind}` }),
          `${name} `,
          element('span', { class: 'number' }, count),
        ),
      ),
    );
  }
}

/** Where the window's size is not known, so many as are used. */
function sizeOf({ windowTokens, places }: ReplayMap): number {
  return (
    windowTokens ??
    Math.max(
      1,
      places.reduce((sum, { tokens }) => sum + tokens, 0),
    )
  );
}
