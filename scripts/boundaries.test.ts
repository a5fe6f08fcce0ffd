import { join } from 'node:path';
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
});
