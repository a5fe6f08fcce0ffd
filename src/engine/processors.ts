import type { DeviceName } from '../shared/device-view.ts';
import { cpu } from './cpu-provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { webgpu } from './webgpu-provider.ts';

/** The processors that can be asked for. */
export const processors: Readonly<Record<DeviceName, ProviderKind>> = { cpu, webgpu };
