/**
 * The environment to start the engine's process with. On Linux it asks glibc (2.35 or newer; others ignore it) to use huge
 * pages for large allocations: decoding reads all weights once a token, and with 4 KiB pages a core spends a quarter of that
 * time on looking up addresses (124M parameters on one core: 34 ms a token, with huge pages 25 ms). It must be there when
 * the process starts.
 */
export function engineEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): Record<string, string | undefined> {
  if (platform !== 'linux') return { ...environment };
  const hugePages = 'glibc.malloc.hugetlb=1';
  const tunables = environment.GLIBC_TUNABLES;
  // What a person has set stays, and comes last, so that it wins.
  return { ...environment, GLIBC_TUNABLES: tunables ? `${hugePages}:${tunables}` : hugePages };
}
