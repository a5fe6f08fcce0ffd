import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { exportStyleSources } from '../../shared/export-style-sources.ts';
import { htmlStyle } from './html-style.ts';

it('is the style that the policies name', () => {
  const hash = createHash('sha256').update(htmlStyle).digest('base64');
  expect(exportStyleSources.page).toBe(`'sha256-${hash}'`);
});
