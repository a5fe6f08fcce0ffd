import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { DeviceTrial, DeviceView } from '../../../shared/device-view.ts';
import type { ModelsPlace } from '../state/models-place.ts';
import { DeviceRow } from './ModelDevices.tsx';
import { ModelsContext } from './models-context.ts';

const failure = { code: 'deviceNotFound', details: { device: 'webgpu', cause: 'No supported adapters.' } } as const;

/** The row as it is drawn for a person. */
function rowOf(trial: DeviceTrial, others: Partial<DeviceView> = {}): string {
  const view: DeviceView = { device: 'webgpu', trial, isUsed: false, because: null, ...others };
  return renderToStaticMarkup(
    <ModelsContext value={{ devices: {} } as unknown as ModelsPlace}>
      <DeviceRow view={view} />
    </ModelsContext>,
  );
}

describe('the row of a device', () => {
  it.each([
    [{ type: 'notFound', failure }, 'Measure again'],
    [{ type: 'refused', failure: { code: 'deviceHung', details: { device: 'webgpu' } } }, 'Measure again'],
    [{ type: 'proven', largestDifference: 1e-6, decodeTokensPerSecond: 40, atMs: 0 }, 'Measure again'],
    [{ type: 'untried' }, 'Measure'],
  ] as const)('%j can be measured: "%s"', (trial, label) => {
    const button = rowOf(trial).match(/<button[^>]*>[^<]*<\/button>/)?.[0];
    expect(button).toMatch(new RegExp(`>${label}</button>$`));
    expect(button).toContain('aria-disabled="false"');
  });

  it('cannot be measured twice at once', () => {
    expect(rowOf({ type: 'trying' })).toMatch(/<button[^>]* aria-disabled="true"/);
  });

  it('says why a device cannot be had', () => {
    expect(rowOf({ type: 'notFound', failure })).toContain('No supported adapters');
  });
});
