import { join } from 'node:path';
import { DeviceChoice, type DeviceChoiceOptions } from './device-choice.ts';
import { deviceCircumstances } from './device-circumstances.ts';
import { DeviceRecords } from './device-records.ts';

export interface OpenDeviceChoiceOptions extends Omit<DeviceChoiceOptions, 'records' | 'nowMs'> {
  readonly dataDir: string;
}

/** What was found out about devices here, as it is kept in the data folder, and what is to be made of it. */
export function openDeviceChoice({ dataDir, ...options }: OpenDeviceChoiceOptions): {
  readonly choice: DeviceChoice;
  readonly records: DeviceRecords;
} {
  const records = new DeviceRecords(join(dataDir, 'devices.json'), deviceCircumstances());
  return { choice: new DeviceChoice({ ...options, records, nowMs: Date.now }), records };
}
