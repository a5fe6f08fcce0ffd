import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { PartLinks } from './ModelsContents.tsx';
import { openShownParts, type ShownParts } from './shown-parts.ts';

/** The parts that the page leads to, in order. */
function linksOf({ names }: ShownParts): readonly (string | undefined)[] {
  const markup = renderToStaticMarkup(<PartLinks shown={names.get()} />);
  return [...markup.matchAll(/data-part="(\w+)"/g)].map(([, name]) => name);
}

describe('the contents of the Models page', () => {
  it('lead to the parts that are there, in the order of the page, and to no other', () => {
    const parts = openShownParts();
    expect(linksOf(parts)).toEqual([]);
    parts.show('devices');
    const leave = parts.show('fetch');
    parts.show('here');
    expect(linksOf(parts)).toEqual(['here', 'fetch', 'devices']);
    leave();
    expect(linksOf(parts)).toEqual(['here', 'devices']);
  });
});
