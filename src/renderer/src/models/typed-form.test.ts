import { describe, expect, it } from 'vitest';
import { type OwnForm, readTyped, typedOf } from './typed-form.ts';

const form: OwnForm = {
  name: 'own',
  template: { opening: '', turn: '{user}\n{answer}\n', stopTexts: ['\nUser:', 'C:\\new'] },
  sampling: { temperature: 0.8, topP: 0.95, repetitionPenalty: 1.1 },
};
const typed = typedOf(form);

describe('a form in its fields', () => {
  it('is read as what it was filled with', () => {
    expect(typed.stopTexts).toBe('\\nUser:\nC:\\\\new');
    expect(readTyped(typed, form)).toEqual({ choice: form, problems: {} });
  });

  it('is read while a line break of a stop text is typed, sign by sign', () => {
    const read = (stopTexts: string) => readTyped({ ...typed, stopTexts }, form).choice.template.stopTexts;
    expect(['\\', '\\n', '\\nM', '\\nMe:\n', '\\nMe:\n\\\\n', '\n'].map(read)).toEqual([
      ['\\'],
      ['\n'],
      ['\nM'],
      ['\nMe:'],
      ['\nMe:', '\\n'],
      [],
    ]);
  });

  it('says which numbers there may be, and keeps the one before meanwhile', () => {
    const read = (temperature: string, topP: string) => readTyped({ ...typed, temperature, topP }, form);
    expect(read('1,25', '0.333')).toMatchObject({
      choice: { sampling: { temperature: 1.25, topP: 0.333 } },
      problems: {},
    });
    for (const [temperature, topP] of [
      ['', '1.2'],
      ['0', '0'],
      ['hot', '-1'],
    ] as const) {
      expect(read(temperature, topP)).toMatchObject({
        choice: { sampling: form.sampling },
        problems: { temperature: { least: 0.01, most: 10 }, topP: { least: 0.01, most: 1 } },
      });
    }
    const greedy = readTyped({ ...typed, samples: false, topP: '7' }, form);
    expect(greedy).toEqual({ choice: { ...form, sampling: null }, problems: {} });
  });

  it('says how many stop texts there may be, and how long', () => {
    const problemOf = (stopTexts: string) => readTyped({ ...typed, stopTexts }, form).problems.stopTexts;
    expect(problemOf('a\n'.repeat(8))).toBeUndefined();
    expect(problemOf('a\n'.repeat(9))).toEqual({ type: 'stopCount', most: 8 });
    expect(problemOf('a'.repeat(200))).toBeUndefined();
    expect(problemOf('a'.repeat(201))).toEqual({ type: 'stopLength', most: 200 });
  });

  it('says how long the text around the words may be, and keeps the one before meanwhile', () => {
    for (const name of ['opening', 'turn'] as const) {
      const read = (length: number) => readTyped({ ...typed, [name]: 'a'.repeat(length) }, form);
      expect(read(100_000)).toMatchObject({ choice: { template: { [name]: 'a'.repeat(100_000) } }, problems: {} });
      expect(read(100_001)).toEqual({ choice: form, problems: { [name]: { type: 'textLength', most: 100_000 } } });
    }
  });
});
