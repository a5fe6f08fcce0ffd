import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
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

/** Their sentences are shown to nobody: words that are looked for, what a model is given, a style, and lines of a log. */
const notShown = [
  'core/export/html-style.ts',
  'core/models/generation-config.ts',
  'core/text/common-words.ts',
  'core/text/forms/user-assistant.ts',
  'core/text/greetings.ts',
  'core/text/tokenizer-config.ts',
  'core/text/tokenizer-rows.ts',
  'core/text/unicode-classes.ts',
];

describe('the words of all programs', () => {
  const root = join(import.meta.dirname, '../..');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\/test-support\//.test(path))
    .filter((path) => !path.startsWith('shared/words/') && !notShown.includes(path));
  /** Lines that programs read, and of a log. */
  const kept = ['Palimpsest is ready: ', 'The page did not load: ', ': an error that nobody caught: '];

  it('come from the catalogue only', () => {
    const found = sources.flatMap((path) => {
      const program = parseSync(path, readFileSync(join(root, path), 'utf8')).program as unknown as SyntaxNode;
      const sentences = sentencesIn(program).filter((text) => !kept.some((beginning) => text.startsWith(beginning)));
      return sentences.map((sentence) => `${path}: ${sentence}`);
    });
    expect(found).toEqual([]);
  });

  it('are looked for in every folder of every program', () => {
    const folders = new Set(sources.map((path) => path.split('/')[0]));
    expect(folders).toEqual(new Set(['core', 'engine', 'main', 'preload', 'renderer', 'server', 'shared']));
    for (const part of ['renderer/src/state/', 'renderer/replay/', 'core/export/', 'engine/graph/']) {
      expect(sources.some((path) => path.startsWith(part))).toBe(true);
    }
  });

  it('would be noticed if they did not', () => {
    const sentencesOf = (source: string) =>
      sentencesIn(parseSync('a.tsx', source).program as unknown as SyntaxNode).length;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a program, not a text with a value
    expect(sentencesOf("say('Nothing is here.'); say(`Port ${port} cannot be had here`); const kind = 'core';")).toBe(
      2,
    );
    expect(sentencesOf("process.stderr.write('It is not started by hand.'); onLog(say('Nothing is here.'));")).toBe(2);
    expect(sentencesOf("throw new CoreError('badModel', { cause: 'there is nothing here' });")).toBe(1);
    // A log, a mistake of ours, the database and the style sheet are not read by people.
    expect(sentencesOf("onLog('The engine is gone.'); throw new Error('There is no such turn.');")).toBe(0);
    expect(
      sentencesOf('prepare(\'SELECT id FROM chats WHERE id = ?\'); a = <p className="button quiet small" />;'),
    ).toBe(0);
  });
});

/** A log's line: what is written into it, or what a piece of work is called there. */
const logCalls = ['onLog', 'log', 'logError', 'own'];
const sqlWords =
  /\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|ORDER BY|VALUES|CREATE|ALTER|DROP|PRAGMA|AND|AS|NULL|ON|IN)\b/;

/** Literals with three words in a row that people may be shown. */
function sentencesIn(node: SyntaxNode): string[] {
  if (isForNobody(node)) return [];
  const isLog = node.type === 'CallExpression' && logCalls.includes(nameOf(node.callee as SyntaxNode));
  const below = isLog ? (node.arguments as SyntaxNode[]).filter((given) => !isText(given)) : childNodes(node);
  const ofNode = isText(node) && node.type !== 'ConditionalExpression' ? [literalText(node)] : [];
  const sentences = ofNode.filter((text) => /\p{L}{2,} \p{L}{2,} \p{L}{2,}/u.test(text) && !sqlWords.test(text));
  return [...sentences, ...below.flatMap(sentencesIn)];
}

/** A mistake of ours, the name of a piece of work in a log, and classes of a style sheet. */
function isForNobody(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'NewExpression':
      return nameOf(node.callee as SyntaxNode) !== 'CoreError' && nameOf(node.callee as SyntaxNode).endsWith('Error');
    case 'ClassDeclaration':
      return node.superClass !== null && nameOf(node.superClass as SyntaxNode) === 'Error';
    case 'Property':
      return nameOf(node.key as SyntaxNode) === 'what';
    case 'JSXAttribute':
      return (node.name as SyntaxNode).name === 'className';
    default:
      return false;
  }
}

/** What something is called: of `this.work.own`, `own`. */
function nameOf(node: SyntaxNode): string {
  return node.type === 'MemberExpression' ? nameOf(node.property as SyntaxNode) : String(node.name ?? '');
}

function isText(node: SyntaxNode): boolean {
  if (node.type === 'ConditionalExpression') {
    return isText(node.consequent as SyntaxNode) && isText(node.alternate as SyntaxNode);
  }
  return (node.type === 'Literal' && typeof node.value === 'string') || node.type === 'TemplateLiteral';
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
