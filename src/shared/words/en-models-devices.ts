import { openFormats } from './formats.ts';
import type { ModelDevicesWords } from './models-devices-words.ts';

const { count, decimal, dayClock } = openFormats('en');

/** What answers are computed on, in English. */
export const enModelsDevices: ModelDevicesWords = {
  title: 'Computed on',
  lead: 'A device answers only after it has given the same numbers as the CPU, and it is tried in a process of its own.',
  wish: 'Use',
  wishes: { auto: 'The fastest that is proven', cpu: 'CPU', webgpu: 'GPU' },
  wishSays: {
    auto: 'Another device than the CPU must be at least 1.3 times as fast.',
    cpu: 'Always, also where a GPU is there.',
    webgpu: 'Once it is proven; the CPU answers until then.',
  },
  name: { cpu: 'CPU', webgpu: 'GPU (WebGPU)' },
  isUsed: 'in use',
  reference: 'what others are compared with',
  state: {
    notFound: 'not found here',
    untried: 'not tried yet',
    trying: 'being tried…',
    refused: 'refused',
    proven: 'proven',
  },
  proven: (largestDifference, atMs, nowMs) =>
    `The same numbers as the CPU to ${decimal(Math.max(largestDifference * 100, 0.01))}% of the largest, ${dayClock(atMs, nowMs)}.`,
  speed: (tokensPerSecond) => `${count(tokensPerSecond)} tokens a second`,
  because: {
    fastest: 'chosen: the fastest',
    tooSlow: 'not chosen: too slow to be worth it',
    onlyOne: 'chosen: the only one',
    notProven: 'not chosen: not proven',
  },
  measure: 'Measure',
  measureNamed: (device) => `Measure ${device === 'cpu' ? 'the CPU' : 'the GPU'}`,
  again: 'Measure again',
  againNamed: (device) => `Measure ${device === 'cpu' ? 'the CPU' : 'the GPU'} again`,
};
