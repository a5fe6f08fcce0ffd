import { expect, it } from 'vitest';
import { type ExportFormatName, type ExportSelection, optionsFor } from '../../../shared/export-view.ts';
import { canBeCopied } from './can-be-copied.ts';

const one: ExportSelection = { type: 'chats', chatIds: [1] };
const all: ExportSelection = { type: 'all', withDeleted: false };
const request = (format: ExportFormatName, selection: ExportSelection) => ({
  ...{ format, selection, language: 'en' },
  options: optionsFor(format, { otherBranches: false, receipts: true, forgetting: true }),
});

it('a replay can be copied of one chat, which must have been counted, and not of several or of what was chosen before', () => {
  expect(canBeCopied(request('replay', one), { selection: one, chats: 1 })).toBe(true);
  expect(canBeCopied(request('replay', one), null)).toBe(false);
  expect(canBeCopied(request('replay', all), { selection: all, chats: 2 })).toBe(false);
  expect(canBeCopied(request('replay', all), { selection: one, chats: 1 })).toBe(false);
  expect(canBeCopied(request('markdown', all), null)).toBe(true);
});
