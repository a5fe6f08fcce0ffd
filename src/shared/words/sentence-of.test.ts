import { describe, expect, it } from 'vitest';
import { type DetailShape, isReasoned } from '../error-shapes.ts';
import { errorShapes, isKnownFailure } from '../errors.ts';
import { CoreError, fromWireError, toWireError } from '../wire.ts';
import { wordsFor } from './catalogues.ts';
import { en } from './en.ts';
import type { ErrorWords } from './error-words.ts';
import { sentenceOf } from './sentence-of.ts';

/** Details of every code, and of every reason of those that have some: with all that may be missing, and without it. */
function allKinds(): { readonly code: string; readonly details: Record<string, string | number> }[] {
  return Object.entries(errorShapes).flatMap(([code, shape]) => {
    if (!isReasoned(shape)) return [true, false].map((isWhole) => ({ code, details: fill(shape, isWhole) }));
    return Object.entries(shape.reasons).flatMap(([reason, ofReason]) =>
      [true, false].map((isWhole) => ({ code, details: { reason, ...fill(ofReason, isWhole) } })),
    );
  });
}

function fill(shape: DetailShape, isWhole: boolean): Record<string, string | number> {
  const details: Record<string, string | number> = {};
  for (const [name, kind] of Object.entries(shape)) {
    const isOptional = typeof kind === 'string' ? kind.endsWith('?') : 'maybe' in kind;
    if (isOptional && !isWhole) continue;
    if (typeof kind !== 'string') details[name] = ('maybe' in kind ? kind.maybe : kind)[0] as string;
    else details[name] = kind.startsWith('number') ? 12_345 : `the ${name}`;
  }
  return details;
}

describe('an error', () => {
  it.each(allKinds())('has a sentence with nothing missing in it: $code $details', ({ code, details }) => {
    expect(isKnownFailure(code, details)).toBe(true);
    const sentence = sentenceOf(en, { code, details });
    expect(sentence).toMatch(/\p{L}{2}/u);
    expect(sentence).not.toMatch(/undefined|NaN|null|\[object/);
    const disguised = sentenceOf(wordsFor('en-XA', []), { code, details });
    const given = Object.values(details).map(String);
    expect(given.reduce((rest, text) => rest.replaceAll(text, ''), disguised)).not.toMatch(/[A-Za-z]{2}/);
  });

  it('is told by its code where that, its reason or its details are unknown', () => {
    const unknown = [
      { code: 'cosmicRay' },
      { code: 'toString' },
      { code: 'badModel', details: { reason: 'it is missing.' } },
      { code: 'badModel', details: { reason: 'constructor' } },
      { code: 'replyTooLong' },
      { code: 'replyTooLong', details: { mostTokens: 'many' } },
      { code: 'notEnoughMemory', details: { purpose: 'fun' } },
    ];
    for (const told of unknown) expect(sentenceOf(en, told)).toContain(`(${told.code})`);
  });

  it('travels as code and details, and is the same on the other side of a line', () => {
    const thrown = new CoreError('diskFull', { file: 'a.sqlite', cause: undefined });
    const told = JSON.parse(JSON.stringify(toWireError(thrown)));
    expect(told).toEqual({ code: 'diskFull', details: { file: 'a.sqlite' } });
    expect(fromWireError(told)).toEqual(thrown);
    expect(thrown.message).toBe('diskFull {"file":"a.sqlite"}');
    expect(toWireError(new TypeError('x is not a function'))).toEqual({
      code: 'internal',
      details: { reason: 'x is not a function' },
    });
  });

  it('cannot be made with a code or with details that have no words', () => {
    // @ts-expect-error: no such code
    expect(new CoreError('cosmicRay')).toBeInstanceOf(CoreError);
    // @ts-expect-error: details that it does not take
    expect(new CoreError('busy', { file: 'a' })).toBeInstanceOf(CoreError);
    // @ts-expect-error: a sentence in their place
    expect(new CoreError('diskFull', 'The disk is full.')).toBeInstanceOf(CoreError);
    // @ts-expect-error: details are missing
    expect(new CoreError('replyTooLong')).toBeInstanceOf(CoreError);
    const { busy, ...others } = en.errors;
    // @ts-expect-error: a catalogue without a sentence for one of them
    const lacking: ErrorWords = others;
    expect(lacking).not.toHaveProperty('busy');
    // @ts-expect-error: a reason without its details
    expect(new CoreError('badModel', { reason: 'noFolder' })).toBeInstanceOf(CoreError);
  });
});
