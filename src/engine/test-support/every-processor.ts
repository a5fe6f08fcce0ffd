import { describe } from 'vitest';
import { cpu } from '../cpu-provider.ts';
import { fp32 } from '../precision.ts';
import type { ProviderKind } from '../provider-kind.ts';
import { WebgpuMemory } from '../webgpu-memory.ts';
import { webgpu } from '../webgpu-provider.ts';
import { isSoftwareAdapterExpected } from './software-adapter.ts';

export interface TestProcessor {
  readonly kind: ProviderKind;
  readonly isThere: boolean;
  /** How far logits may be apart: a software adapter adds as exactly as the CPU does. */
  readonly tolerance: number;
  /** Of so many tries that a property is worth on the CPU, those that it is worth here. */
  tries(count: number): number;
}

/** A software adapter compiles shaders and computes on whatever processors there are, and others may be busy there. */
export const patience = { timeout: 240_000 };

/** Whether there is an adapter. Rejects with the reason where one is expected and cannot be opened: that is no test to be skipped. */
export async function findsAdapter(open: () => Promise<Pick<WebgpuMemory, 'close'>>): Promise<boolean> {
  try {
    await (await open()).close();
    return true;
  } catch (error) {
    if (isSoftwareAdapterExpected()) throw error;
    return false;
  }
}

/** Asked once a test file. `open` makes no more than two small sessions. */
export const hasWebgpu = await findsAdapter(WebgpuMemory.open);

const processors: readonly TestProcessor[] = [
  { kind: cpu, isThere: true, tolerance: fp32.equalTolerance, tries: (count) => count },
  { kind: webgpu, isThere: hasWebgpu, tolerance: fp32.equalTolerance, tries: (count) => Math.ceil(count / 20) },
];

/** The same tests on each processor that this machine has; of one that it has not they are told as skipped. */
export function onEveryProcessor(tests: (processor: TestProcessor) => void): void {
  for (const processor of processors) {
    describe.skipIf(!processor.isThere)(`on ${processor.kind.name}`, patience, () => tests(processor));
  }
}

/** Tests of WebGPU alone, told as skipped where there is none. */
export function describeWebgpu(name: string, tests: () => void): void {
  describe.skipIf(!hasWebgpu)(name, patience, tests);
}
