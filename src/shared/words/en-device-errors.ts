import type { ErrorWords } from './error-words.ts';

type DeviceErrors = Pick<
  ErrorWords,
  'deviceNotFound' | 'deviceDiffers' | 'deviceFailed' | 'deviceEnded' | 'deviceNotFinished' | 'deviceHung'
>;

const names: Readonly<Record<string, string>> = { webgpu: 'GPU', cpu: 'CPU' };
const the = (device: string) => `the ${names[device] ?? device}`;
const The = (device: string) => `The ${names[device] ?? device}`;
const because = (cause: string | undefined) => (cause === undefined ? '' : ` (${cause.replace(/\.$/, '')})`);
const percent = (share: number) => `${(100 * share).toPrecision(2)} %`;

/** What goes wrong with a device, in English. */
export const enDeviceErrors: DeviceErrors = {
  deviceNotFound: ({ device, cause }) =>
    `There is no ${names[device] ?? device} here that can be used${because(cause)}.`,
  deviceDiffers: ({ device, difference, allowed }) =>
    `${The(device)} computes other numbers than the CPU: they are ${percent(difference)} apart, and ${percent(allowed)} is allowed. It is not used.`,
  deviceFailed: ({ device, cause }) =>
    `${The(device)} stopped working${because(cause)}. Nothing is lost: the CPU goes on.`,
  deviceEnded: ({ device, how }) =>
    `The model stopped${how === undefined ? '' : ` (${how})`} while it was computed on ${the(device)}. The CPU goes on.`,
  deviceNotFinished: ({ device }) =>
    `Measuring ${the(device)} was not finished last time: Palimpsest or the machine ended meanwhile, which the driver may have caused. The CPU goes on; measure again to find out.`,
  deviceHung: ({ device }) => `The model stopped answering while it was computed on ${the(device)}. The CPU goes on.`,
};
