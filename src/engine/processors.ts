import type { DeviceName } from '../shared/device-view.ts';
import { cpu } from './cpu-provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { webgpu } from './webgpu-provider.ts';

/** What can be asked for, by the names that others know it by. */
export type Processors = Readonly<Record<DeviceName, ProviderKind>>;

export const allProcessors: Processors = { cpu, webgpu };
