import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyFiles } from './copy-files.ts';

let folder: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-copied-'));
  target = join(folder, 'target');
  mkdirSync(target);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const copy = (name: string) => {
  const files = [{ path: join(folder, name), name, bytes: 4 }];
  return copyFiles(files, target, { signal: new AbortController().signal, onDone: () => {} });
};

describe('files that are copied', () => {
  it('are there', async () => {
    writeFileSync(join(folder, 'a'), 'text');
    await copy('a');
    expect(readdirSync(target)).toEqual(['a']);
  });

  it('are named where they cannot be read, as what is wrong with the model', async () => {
    await expect(copy('gone')).rejects.toMatchObject({
      code: 'badModel',
      details: { reason: 'missing', file: 'gone' },
    });
    mkdirSync(join(folder, 'a folder'));
    await expect(copy('a folder')).rejects.toMatchObject({ code: 'badModel', details: { reason: 'isFolder' } });
    expect(readdirSync(target)).not.toContain('gone');
  });
});
