import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build, type Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './project.mjs';

/** Bundles an entry with everything of ours in it and gives what it reaches for outside. */
async function outsideImports(entry: string): Promise<string[]> {
  const built = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      ssr: join(projectRoot, entry),
      target: 'node16.17',
      rolldownOptions: { external: (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:/.test(id) },
    },
  })) as Rolldown.RolldownOutput;
  return built.output.flatMap((file) => (file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []));
}

describe('what each part may know', () => {
  it('keeps the core free of screens, shells and the engine', async () => {
    const imports = await outsideImports('src/core/open-core.ts');
    expect(imports).toContain('better-sqlite3');
    expect(imports.filter((name) => /^(electron|react|react-dom|ws|onnxruntime-node)(\/|$)/.test(name))).toEqual([]);
  });

  it('keeps the engine free of chats and screens', async () => {
    const imports = await outsideImports('src/engine/index.ts');
    expect(imports).toContain('onnxruntime-node');
    expect(imports.filter((name) => /^(electron|react|react-dom|ws|better-sqlite3)(\/|$)/.test(name))).toEqual([]);
  });

  it('keeps the preload to what a sandboxed one may have', async () => {
    expect(await outsideImports('src/preload/index.ts')).toEqual(['electron']);
  });

  it('lets the page use the headless library by its own parts only', () => {
    const pages = sourcesIn(join(projectRoot, 'src'));
    const users = pages.filter((file) => /(from|import\()\s*'@base-ui\//.test(readFileSync(file, 'utf8')));
    const folders = users.map((file) => relative(projectRoot, dirname(file)));
    expect(new Set(folders)).toEqual(new Set([join('src', 'renderer', 'src', 'ui')]));
  });

  it('writes no role of a part, and no title for a resting pointer only, outside the parts', () => {
    const parts = join(projectRoot, 'src', 'renderer', 'src', 'ui');
    const pages = sourcesIn(join(projectRoot, 'src', 'renderer')).filter((file) => dirname(file) !== parts);
    const byHand =
      /role="(menu|menuitem|dialog|alertdialog|tooltip|tab|tablist|tabpanel)"|<dialog|\stitle=\{|showModal/;
    const writers = pages.filter((file) => byHand.test(withoutOwnTitles(readFileSync(file, 'utf8'))));
    expect(writers.map((file) => relative(projectRoot, file))).toEqual([]);
  });

  it('lets nothing become the place where everything meets', () => {
    const imports = importsOfSources(join(projectRoot, 'src'));
    const crowded = [...imports].filter(([file, names]) => new Set(names).size > mostImports(file));
    expect(crowded.map(([file]) => relative(projectRoot, file))).toEqual([]);
  });

  it('hands the whole application to those alone that do something to all of it', () => {
    const whole = join(projectRoot, 'src', 'core', 'application.ts');
    const imports = importsOfSources(join(projectRoot, 'src'));
    const users = [...imports].filter(([file, names]) => names.includes(whole) && !file.includes('test-support'));
    const names = users.map(([file]) => basename(file)).sort();
    expect(names).toEqual(['data-handlers.ts', 'form-handlers.ts', 'handlers.ts', 'open-application.ts']);
  });

  it('lets no file import in a circle, of types neither', () => {
    const circle = findCircle(importsOfSources(join(projectRoot, 'src')));
    expect(circle.map((file) => relative(projectRoot, file))).toEqual([]);
  });

  it('would notice a circle, however a file is named in another', () => {
    const sources = [
      "import { a } from './a.ts';",
      "export type { B } from './b.ts';",
      "import './c.css';",
      "const later = () => import('./d.tsx');",
      "import(\n  './e.ts'\n)",
      "type F = import('./f.ts').F;",
    ];
    const named = sources.flatMap(namedIn);
    expect(named).toEqual(['./a.ts', './b.ts', './c.css', './d.tsx', './e.ts', './f.ts']);
    expect(namedIn("import { z } from 'zod'; const text = 'from ./here';")).toEqual([]);
    const imports = new Map([
      ['one', ['two']],
      ['two', ['three']],
      ['three', ['two']],
    ]);
    expect(findCircle(imports)).toEqual(['two', 'three']);
  });
});

/** How many files of ours a file may import: what needs more is two ideas. The catalogues are lists, and grow with what is shown. */
function mostImports(file: string): number {
  if (dirname(file) === join(projectRoot, 'src', 'shared', 'words')) return 34;
  return file.startsWith(join(projectRoot, 'src', 'core')) ? 24 : 28;
}

/** The source files below a folder, tests left aside. */
function sourcesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'));
  return sources.map((name) => join(folder, name));
}

/** `title` is an attribute of elements, whose names are small; our own components may be given one, and a frame's is its name. */
function withoutOwnTitles(source: string): string {
  return source.replaceAll(/<(?:[A-Z]\w*|iframe)[^<>]*\stitle=\{/g, '');
}

/** The files of ours that each source file names, tests left aside. */
function importsOfSources(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = new Set(sourcesIn(folder));
  const importsOf = (file: string) =>
    namedIn(readFileSync(file, 'utf8'))
      .map((name) => resolve(dirname(file), name))
      .filter((imported) => files.has(imported));
  return new Map([...files].map((file) => [file, importsOf(file)]));
}

/** The files beside it that a source names: imported, passed on, asked for later, or for a type alone. */
function namedIn(source: string): readonly string[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, name = '']) => name);
}

/** The files of one circle in order, or none. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): readonly string[] => {
    const start = path.indexOf(file);
    if (start >= 0) return path.slice(start);
    if (done.has(file)) return [];
    for (const imported of imports.get(file) ?? []) {
      const circle = follow(imported, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = follow(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
