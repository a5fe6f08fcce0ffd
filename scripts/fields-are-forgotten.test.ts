import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './project.mjs';

const pageFolder = join(projectRoot, 'src', 'renderer', 'src');

interface SyntaxNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** How many fields of a component take words and leave it to a browser to keep them. */
function countKeptFields(path: string, source: string): number {
  return elementsIn(parseSync(path, source).program as unknown as SyntaxNode).filter(isKeptField).length;
}

function elementsIn(node: SyntaxNode): SyntaxNode[] {
  const children = Object.values(node)
    .flat()
    .filter((value): value is SyntaxNode => typeof (value as SyntaxNode | null)?.type === 'string');
  return [...(node.type === 'JSXOpeningElement' ? [node] : []), ...children.flatMap(elementsIn)];
}

function isKeptField(element: SyntaxNode): boolean {
  const { name } = element.name as { readonly name?: string };
  if (name !== 'input' && name !== 'textarea') return false;
  const attributeOf = (attribute: string) =>
    (element.attributes as SyntaxNode[])
      .filter((each) => (each.name as { readonly name?: string } | undefined)?.name === attribute)
      .map((each) => (each.value as { readonly value?: unknown } | null)?.value)[0];
  const takesWords = !['radio', 'checkbox', 'range', 'file'].includes(String(attributeOf('type')));
  return takesWords && attributeOf('autoComplete') !== 'off';
}

// A browser writes to its disk what was typed into a form, to bring it back with the tab.
describe('what is typed into a field of the page', () => {
  const components = readdirSync(pageFolder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.tsx'),
  );

  it.each(components)('is kept by no browser: %s', (path) => {
    expect(countKeptFields(path, readFileSync(join(pageFolder, path), 'utf8'))).toBe(0);
  });

  it('would be noticed if it were', () => {
    const source =
      'const a = <p><input onChange={(b) => c({ b })} /><textarea autoComplete="off" /><input type="radio" /></p>;';
    expect(countKeptFields('a.tsx', source)).toBe(1);
  });
});
