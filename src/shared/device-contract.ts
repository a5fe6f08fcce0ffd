import * as z from 'zod/mini';
import { type DevicesView, deviceNames, deviceWishes } from './device-view.ts';
import { call, stream } from './wire.ts';

/** What a page can ask of the devices that models are computed on. */
export const deviceContract = {
  'devices.watch': stream<DevicesView, void>()(z.object({})),
  /** From now on, between answers, and at later starts. A device that is not proven on the model is tried first. */
  'devices.wish': call<void>()(z.object({ wish: z.enum(deviceWishes) })),
  /** Finds out again what was found out, also of a device that was refused. Answers when that is known: `devices.watch` tells what. */
  'devices.measure': call<void>()(z.object({ device: z.enum(deviceNames) })),
};
