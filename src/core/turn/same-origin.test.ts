import { expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const origin = { modelHash: 'a', modelName: 'A', precision: 'float32', device: 'cpu' };

it('An origin is the same by model, precision and device, whatever the model is called.', () => {
  expect(isSameOrigin(origin, { ...origin, modelName: 'B' })).toBe(true);
  expect(isSameOrigin(null, null)).toBe(true);
  expect(isSameOrigin(undefined, origin)).toBe(false);
  for (const change of [{ modelHash: 'b' }, { precision: 'float16' }, { device: 'webgpu' }])
    expect(isSameOrigin(origin, { ...origin, ...change })).toBe(false);
});
