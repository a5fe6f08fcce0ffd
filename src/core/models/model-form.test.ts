import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { bundledModelDir, readModelFolder } from './catalog.ts';
import { chosenForm, formWithoutChoice } from './model-form.ts';
import { ModelHandle } from './model-handle.ts';

const modelsDir = join(import.meta.dirname, '../../../models');
let copyDir: string;

beforeEach(() => {
  copyDir = mkdtempSync(join(tmpdir(), 'palimpsest-forms-'));
  cpSync(modelsDir, copyDir, { recursive: true });
});
afterEach(() => rmSync(copyDir, { recursive: true, force: true }));

function handleOf(dir: string, windowTokens?: number): ModelHandle {
  const folder = readModelFolder(dir);
  return new ModelHandle({
    ...{ ...folder, modelId: dir, endTokenId: folder.endTokenIds[0] as number },
    ...(windowTokens && { windowTokens }),
  });
}

/** A model that the manifest beside it names with this form. */
function manifested(form: string): string {
  const file = join(copyDir, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...manifest, models: [{ ...manifest.models[0], form }] }));
  return bundledModelDir(copyDir);
}

const talking = { isGreedy: false, temperature: 0.8, topP: 0.95, repetitionPenalty: 1.1 };

describe('the form of a model', () => {
  it('is turns by the end token where nobody chose one, and changes nothing of how answers are chosen', () => {
    const model = handleOf(bundledModelDir(modelsDir));
    expect(model.form).toMatchObject({ name: 'endOfText', chosenBy: 'nobody', openingTokens: 0, questionTokens: 1 });
    expect(model.defaults).toEqual(readModelFolder(bundledModelDir(modelsDir)).defaults);
  });

  it('leaves a folder without generation_config.json steady', () => {
    const dir = manifested('endOfText');
    const folder = join(copyDir, 'brought');
    cpSync(dir, folder, { recursive: true });
    rmSync(join(folder, 'generation_config.json'));
    const model = handleOf(folder);
    expect([model.form.name, model.form.chosenBy, model.defaults.isGreedy]).toEqual(['endOfText', 'nobody', true]);
  });

  it('is the manifest’s where it names one, with what that brings', () => {
    const model = handleOf(manifested('userAssistant'));
    expect(model.form).toMatchObject({ name: 'userAssistant', chosenBy: 'manifest' });
    expect(model.defaults).toMatchObject({ ...talking, topK: 20, maxReplyTokens: 96 });
    expect(() => handleOf(manifested('haiku'))).toThrow();
  });

  it('is the person’s before the manifest’s; without it, the manifest’s again', () => {
    const model = handleOf(manifested('userAssistant'));
    const plain = model.withForm(chosenForm({ name: 'endOfText' }, model));
    expect(plain.form).toMatchObject({ name: 'endOfText', chosenBy: 'person' });
    expect(plain.defaults).toMatchObject({ temperature: 0.4, topP: 1 });
    const back = plain.withForm(formWithoutChoice(plain.namedForm, plain));
    expect(back.form.name).toBe('userAssistant');
    expect(back.readsLike(model)).toBe(true);
    expect([plain.readsLike(model), model.readsLike(plain)]).toEqual([false, false]);
    expect(plain.readingSpeed).toBe(model.readingSpeed);
  });

  it('is refused where it leaves no room for words', () => {
    expect(() => handleOf(manifested('userAssistant'), 200)).toThrow(saying('This form takes 129 tokens'));
  });
});
