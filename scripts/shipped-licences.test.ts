import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from './project.mjs';
import { licencesDocument, shippedParts } from './shipped-licences.ts';

const parts = shippedParts(projectRoot);

it('names everything that is shipped, with its terms', () => {
  const names = parts.map((part) => part.name);
  expect(names).toEqual(
    expect.arrayContaining(['onnxruntime-node', 'better-sqlite3', 'react', 'scheduler', 'ws', 'zod']),
  );
  expect(names).toContain('palimpsest-mini (the model)');
  for (const part of parts) {
    expect(part.licence, part.name).toMatch(/^(MIT|OFL-1\.1|Apache-2\.0|BSD-3-Clause)$/);
    expect(part.text.length, part.name).toBeGreaterThan(500);
  }
});

it('is written down as it is (otherwise: npm run licences)', () => {
  const written = readFileSync(join(projectRoot, 'THIRD-PARTY-LICENSES.md'), 'utf8');
  expect(written.replaceAll('\r\n', '\n')).toBe(licencesDocument(parts));
});
