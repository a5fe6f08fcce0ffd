import type { Client } from '../shared/client.ts';
import type { EngineContract } from '../shared/engine-contract.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { CoreError } from '../shared/wire.ts';

const codes: readonly ErrorCode[] = ['deviceFailed', 'deviceNotFound'];

/** The same client, which tells when a request says that the device failed, or is gone: before whoever asked hears of it. */
export function hearingFailures(
  client: Client<EngineContract>,
  onDeviceFailed: (error: CoreError) => void,
): Client<EngineContract> {
  const hear = <Result>(result: Promise<Result>): Promise<Result> =>
    result.catch((error: unknown) => {
      if (error instanceof CoreError && codes.includes(error.code)) onDeviceFailed(error);
      throw error;
    });
  return {
    ...client,
    call: (method, input) => hear(client.call(method, input)),
    stream: (method, input, onEvent) => {
      const { result, cancel } = client.stream(method, input, onEvent);
      return { result: hear(result), cancel };
    },
  };
}
