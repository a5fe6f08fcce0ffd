import { useEffect, useState } from 'react';

const REFRESH_MS = 30_000;

/** The time, for words such as "now" that grow old; renewed twice a minute. */
export function useNowMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
