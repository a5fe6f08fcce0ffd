import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GenerationDefaults, readGenerationDefaults } from './generation-config.ts';

const vocabularySize = 4_096;

function read(text: string | null, config: object = {}, windowTokens = 512): GenerationDefaults {
  const dir = mkdtempSync(join(tmpdir(), 'palimpsest-generation-'));
  const file = join(dir, 'generation_config.json');
  if (text !== null) writeFileSync(file, text);
  const configFile = join(dir, 'config.json');
  return readGenerationDefaults(file, { config: { ...config }, configFile, windowTokens, vocabularySize });
}

const usual = read('{}').settings;

describe('generation_config.json', () => {
  it.each([
    ['{"do_sample": true, "top_p": 0}', { isGreedy: false, topP: 0.01, topK: 1 }],
    ['{"do_sample": true, "top_p": 1}', { topP: 1, topK: 50 }],
    ['{"do_sample": true, "temperature": 0}', { isGreedy: true }],
    ['{"top_k": 0}', { topK: 0 }],
    ['{"top_k": null}', { topK: 0 }],
    ['\ufeff{"max_new_tokens": 7}', { maxReplyTokens: 7 }],
    ['{"max_new_tokens": 7,}', { maxReplyTokens: 7 }],
    ['{"max_length": 40}', { maxReplyTokens: 40 }],
    ['{"max_length": 20}', { maxReplyTokens: 128 }],
    ['{"max_length": 1000}', { maxReplyTokens: 128 }],
  ])('says %s', (text, settings) => {
    const { settings: found, notes } = read(text);
    expect(found).toMatchObject(settings);
    expect(notes).toEqual([]);
  });

  it.each([
    ['"top_k": -1', '"top_k" is left out: -1 is not a whole number from 0.'],
    ['"top_k": 2.5', '2.5 is not a whole number'],
    ['"temperature": NaN', '"NaN" is not a number from 0'],
    ['"temperature": -0.5', '-0.5 is not'],
    ['"temperature": 1e999', 'is not a number from 0'],
    ['"repetition_penalty": 0', '0 is not a number above 0'],
    ['"repetition_penalty": Infinity', '"Infinity" is not'],
    ['"max_new_tokens": 0', '0 is not a whole number from 1'],
    ['"max_new_tokens": "many"', '"many" is not'],
    ['"max_length": -3', '-3 is not'],
    ['"do_sample": "true"', '"true" is not true or false'],
    ['"do_sample": 1', '1 is not true or false'],
    ['"top_p": 1.5', '1.5 is not a number from 0 to 1'],
    ['"top_p": -1', '-1 is not'],
    ['"top_p": [0.5]', '[0.5] is not'],
    ['"eos_token_id": "4095"', '"4095" is not a token of its vocabulary of 4,096'],
    ['"eos_token_id": -1', '-1 is not a token'],
    ['"eos_token_id": 4096', '4096 is not a token'],
    ['"eos_token_id": []', '[] is not a token'],
    ['"eos_token_id": 4.5', '4.5 is not a token'],
  ])('costs a field that cannot be used, and a line: %s', (field, line) => {
    const { settings, endTokenIds, notes } = read(`{${field}, "unknown_field": [NaN]}`);
    expect(settings).toEqual(usual);
    expect(endTokenIds).toBeNull();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(line);
    expect(notes[0]).toMatch(/^generation_config\.json: /);
  });

  it('keeps what is right beside what is not', () => {
    const text = '{"do_sample": true, "temperature": 0.7, "top_k": -1, "top_p": "x", "eos_token_id": [4095, 9999, 13]}';
    const { settings, endTokenIds, notes } = read(text);
    expect(settings).toMatchObject({ isGreedy: false, temperature: 0.7, topK: 50, topP: 1 });
    expect(endTokenIds).toEqual([4_095, 13]);
    expect(notes).toHaveLength(3);
  });

  it.each([
    ['', 'it is empty.'],
    ['{"do_sample": tr', 'it is not valid JSON'],
    ['[1]', 'it is no list of settings.'],
    ['null', 'it is no list of settings.'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n', 'it is only a Git LFS pointer'],
  ])('that cannot be read costs itself and a line, and config.json is asked: %j', (text, line) => {
    const { settings, notes } = read(text, { do_sample: true, top_k: 3 });
    expect(settings).toMatchObject({ isGreedy: false, topK: 3 });
    expect(notes).toEqual([expect.stringContaining(`generation_config.json is left out: ${line}`)]);
  });

  it('that is a folder costs a line', () => {
    const dir = mkdtempSync(join(tmpdir(), 'palimpsest-generation-'));
    const file = join(dir, 'generation_config.json');
    mkdirSync(file);
    const configFile = join(dir, 'config.json');
    const { settings, notes } = readGenerationDefaults(file, {
      config: {},
      configFile,
      windowTokens: 512,
      vocabularySize,
    });
    expect(settings).toEqual(usual);
    expect(notes).toEqual(['generation_config.json is left out: it is a folder, not a file.']);
  });

  it('that is missing leaves the word to config.json, as it was before there was one', () => {
    const old = { do_sample: true, temperature: 0.6, top_k: 10, top_p: 0.9, repetition_penalty: 1.3, max_length: 50 };
    const { settings, endTokenIds, notes } = read(null, { ...old, eos_token_id: 4_095 });
    expect(settings).toMatchObject({ isGreedy: false, temperature: 0.6, topK: 10, topP: 0.9, repetitionPenalty: 1.3 });
    expect(settings.maxReplyTokens).toBe(50);
    expect(endTokenIds).toEqual([4_095]);
    expect(notes).toEqual([]);
  });

  it('is asked alone where it is there, but for the end token that it does not name', () => {
    const { settings, endTokenIds } = read('{"eos_token_id": -1}', { do_sample: true, eos_token_id: 13 });
    expect(settings.isGreedy).toBe(true);
    expect(endTokenIds).toEqual([13]);
  });

  it('never keeps a model from being used, whatever it holds', () => {
    const names = ['do_sample', 'temperature', 'top_k', 'top_p', 'repetition_penalty', 'max_new_tokens', 'max_length'];
    const content = fc.dictionary(fc.constantFrom(...names, 'eos_token_id', '__proto__'), fc.anything());
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 4_096 }), (fields, windowTokens) => {
        const { settings, endTokenIds } = read(null, fields, windowTokens);
        expect(settings.temperature).toBeGreaterThanOrEqual(0.01);
        expect(settings.topP).toBeGreaterThan(0);
        expect(settings.topP).toBeLessThanOrEqual(1);
        expect(settings.topK).toBeGreaterThanOrEqual(0);
        expect(settings.repetitionPenalty).toBeGreaterThanOrEqual(0.1);
        expect(settings.maxReplyTokens).toBeGreaterThanOrEqual(1);
        for (const id of endTokenIds ?? []) expect(id).toBeLessThan(vocabularySize);
      }),
    );
  });
});
