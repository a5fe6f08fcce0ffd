import type { Client } from '../../../shared/client.ts';
import type { AppContract } from '../../../shared/contract.ts';
import type { CoreLink, Watch } from './core-link.ts';

/** Begins a watch, and begins it again with each new line to the core, until the given end of it. Errors are told, each once. */
export function watchThroughLines(
  core: CoreLink,
  begin: (client: Client<AppContract>) => Watch,
  onError: (error: unknown) => void,
): () => void {
  let watch: Watch | undefined;
  const beginAnew = () => {
    watch?.cancel();
    const client = core.client();
    watch = client && begin(client);
    watch?.result.catch(onError);
  };
  beginAnew();
  const end = core.subscribe(beginAnew);
  return () => {
    end();
    watch?.cancel();
  };
}
