import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import * as z from 'zod/mini';
import { type DeviceName, deviceNames } from '../../shared/device-view.ts';
import { isKnownFailure } from '../../shared/errors.ts';
import type { WireError } from '../../shared/wire.ts';

const failure = z
  .object({ code: z.string(), details: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))) })
  .check(z.refine(({ code, details }) => isKnownFailure(code, details)));

const recordSchema = z.object({
  checkpointHash: z.string(),
  device: z.enum(deviceNames),
  /** What it was found out with: versions of the application and the runtime, drivers. */
  circumstances: z.string(),
  atMs: z.number(),
  outcome: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('proven'),
      largestDifference: z.number(),
      decodeTokensPerSecond: z.number(),
      cpuTokensPerSecond: z.number(),
    }),
    z.object({ type: z.literal('refused'), failure }),
    z.object({ type: z.literal('notFound'), failure }),
  ]),
});

export type DeviceOutcome =
  | {
      readonly type: 'proven';
      readonly largestDifference: number;
      readonly decodeTokensPerSecond: number;
      readonly cpuTokensPerSecond: number;
    }
  | { readonly type: 'refused' | 'notFound'; readonly failure: WireError };

/** What was found out about a device with one checkpoint. */
export interface DeviceRecord {
  readonly checkpointHash: string;
  readonly device: DeviceName;
  readonly circumstances: string;
  readonly atMs: number;
  readonly outcome: DeviceOutcome;
}

/** Models come and go: what was found out longest ago is forgotten. */
const mostRecords = 200;

/** Keeps what was found out about devices in a file, over starts. Where nothing can be written it is found out again. */
export class DeviceRecords {
  private readonly file: string;
  private readonly circumstances: string;
  private records: readonly DeviceRecord[];
  private writing: Promise<void> = Promise.resolve();

  /** What was found out in other circumstances does not count. */
  constructor(file: string, circumstances: string) {
    this.file = file;
    this.circumstances = circumstances;
    this.records = read(file).filter((record) => record.circumstances === circumstances);
  }

  of(checkpointHash: string, device: DeviceRecord['device']): DeviceRecord | undefined {
    return this.records.find((record) => record.checkpointHash === checkpointHash && record.device === device);
  }

  /** The last one stands last. */
  all(): readonly DeviceRecord[] {
    return this.records;
  }

  note(record: Omit<DeviceRecord, 'circumstances'>): void {
    const others = this.without(record);
    this.records = [...others, { ...record, circumstances: this.circumstances }].slice(-mostRecords);
    this.write();
  }

  forget(record: Pick<DeviceRecord, 'checkpointHash' | 'device'>): void {
    this.records = this.without(record);
    this.write();
  }

  /** Settles when all is on the disk, or cannot be. */
  settled(): Promise<void> {
    return this.writing;
  }

  private without({ checkpointHash, device }: Pick<DeviceRecord, 'checkpointHash' | 'device'>) {
    return this.records.filter((record) => record.checkpointHash !== checkpointHash || record.device !== device);
  }

  private write(): void {
    this.writing = this.writing.then(async () => {
      try {
        const file = await open(`${this.file}.tmp`, 'w', 0o600);
        try {
          await file.writeFile(JSON.stringify(this.records, null, 1));
          // What is kept of a trial that takes the machine along must be there at the next start.
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(`${this.file}.tmp`, this.file);
      } catch {
        // As the class says.
      }
    });
  }
}

function read(file: string): readonly DeviceRecord[] {
  try {
    const list = z.array(z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
    return list.flatMap((each) => {
      const parsed = recordSchema.safeParse(each);
      return parsed.success ? [parsed.data as DeviceRecord] : [];
    });
  } catch {
    return [];
  }
}
