import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

/** Attributes that are read by people. */
const spokenAttributes = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label'];
const pageFolder = join(import.meta.dirname, '../../renderer/src');
const hasLetters = /\p{L}{2,}/u;

interface SyntaxNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

describe('the words of the page', () => {
  const components = readdirSync(pageFolder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.tsx'),
  );

  it.each(components)('come from the catalogue only: %s', (path) => {
    const source = readFileSync(join(pageFolder, path), 'utf8');
    expect(literalWords(parseSync(path, source).program as unknown as SyntaxNode)).toEqual([]);
  });

  it('would be noticed if they did not', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a component, not a text with a value
    const source = 'const a = <p title="Some words">More words {"and more"}{b ? `this ${c}` : "that"} · {d}</p>;';
    expect(literalWords(parseSync('a.tsx', source).program as unknown as SyntaxNode)).toEqual([
      'Some words',
      'More words',
      'and more',
      'this',
      'that',
    ]);
  });
});

describe('the words of the shells', () => {
  const folders = ['../../main', '../../server'].map((folder) => join(import.meta.dirname, folder));
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(folder, name)),
  );
  /** Lines that programs read, and one of a log. */
  const kept = ['Palimpsest is ready: ', 'The page did not load: '];

  it.each(sources)('come from the catalogue only: %s', (path) => {
    const program = parseSync(path, readFileSync(path, 'utf8')).program as unknown as SyntaxNode;
    expect(sentencesIn(program).filter((text) => !kept.some((beginning) => text.startsWith(beginning)))).toEqual([]);
  });

  it('would be noticed if they did not', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a program, not a text with a value
    const source = "say('Nothing is here.'); say(`Port ${port} cannot be had here`); const kind = 'core';";
    expect(sentencesIn(parseSync('a.ts', source).program as unknown as SyntaxNode)).toHaveLength(2);
  });
});

/** Literals with three words in a row. */
function sentencesIn(node: SyntaxNode): string[] {
  const ofNode = node.type === 'Literal' || node.type === 'TemplateLiteral' ? [literalText(node)] : [];
  const sentences = ofNode.filter((text) => /\p{L}{2,} \p{L}{2,} \p{L}{2,}/u.test(text));
  return [...sentences, ...childNodes(node).flatMap(sentencesIn)];
}

function literalText(node: SyntaxNode): string {
  if (node.type === 'Literal') return String(node.value);
  return (node.quasis as SyntaxNode[]).map((quasi) => (quasi.value as { raw: string }).raw).join('');
}

/** Literal words between tags and in attributes that people read. */
function literalWords(node: SyntaxNode): string[] {
  if (node.type === 'JSXText') return wordsIn(node.value);
  if (node.type === 'JSXAttribute') {
    const name = (node.name as SyntaxNode).name;
    const value = node.value as SyntaxNode | null;
    if (value?.type === 'JSXElement') return literalWords(value);
    return value && spokenAttributes.includes(String(name)) ? literalsIn(value) : nestedElements(value);
  }
  if (node.type === 'JSXExpressionContainer') return [...literalsIn(node), ...nestedElements(node)];
  return childNodes(node).flatMap(literalWords);
}

/** Elements inside an expression, whose own words count as well. */
function nestedElements(node: SyntaxNode | null): string[] {
  if (!node) return [];
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') return childNodes(node).flatMap(literalWords);
  return childNodes(node).flatMap(nestedElements);
}

/** The literals that an expression may come to; what is given to calls and compared is not shown. */
function literalsIn(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'Literal':
      return wordsIn(node.value);
    case 'TemplateLiteral':
      return (node.quasis as SyntaxNode[]).flatMap((quasi) => wordsIn((quasi.value as { raw: string }).raw));
    case 'ConditionalExpression':
      return [...literalsIn(node.consequent as SyntaxNode), ...literalsIn(node.alternate as SyntaxNode)];
    case 'LogicalExpression':
      return [...literalsIn(node.left as SyntaxNode), ...literalsIn(node.right as SyntaxNode)];
    case 'JSXExpressionContainer':
      return literalsIn(node.expression as SyntaxNode);
    default:
      return [];
  }
}

function wordsIn(value: unknown): string[] {
  return typeof value === 'string' && hasLetters.test(value) ? [value.trim()] : [];
}

function childNodes(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is SyntaxNode => typeof (value as SyntaxNode | null)?.type === 'string');
}
