import { BadProxy } from '../../network/proxy.ts';
import { ProxyRefused } from '../../network/tunnel.ts';
import { AddressRefused } from '../../outbound.ts';
import { hubFailed } from './hub-failed.ts';

/** Of OpenSSL's checks of a certificate, and Node's of the name in it. */
const certificateCodes =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;

/** What a person can be told of a request that failed; what is none of the network's comes back as it is. */
export function explainNetworkError(error: unknown, host: string): unknown {
  if (error instanceof AddressRefused) return hubFailed({ reason: 'privateAddress', host });
  if (error instanceof BadProxy) return hubFailed({ reason: 'badProxy' });
  if (error instanceof ProxyRefused) return hubFailed({ reason: 'proxyRefused', status: error.status });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return error;
  if (certificateCodes.test(code)) return hubFailed({ reason: 'badCertificate', host, cause: code });
  // Not HTTP, or not encrypted, or not in order.
  if (/^(HPE_|EPROTO|ERR_SSL_)/.test(code)) return hubFailed({ reason: 'strangeAnswer', host });
  return hubFailed({ reason: 'cannotReach', host, cause: code });
}
