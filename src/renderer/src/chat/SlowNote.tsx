import { useEffect, useState } from 'react';
import { usePage, useWords } from '../state/page-context.ts';

/** Nothing came for so long: a person begins to wonder. */
const SLOW_AFTER_MS = 3_000;

/** Says so when nothing comes of the answer under way for some seconds, until something does. */
export function SlowNote() {
  const { messages: words } = useWords();
  const { live } = usePage();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waitAnew = () => {
      clearTimeout(timer);
      setSlow(false);
      timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    };
    waitAnew();
    // Told of each token, and of each part of the prompt that was read.
    const stopListening = live.subscribeNumbers(waitAnew);
    return () => {
      clearTimeout(timer);
      stopListening();
    };
  }, [live]);
  return <span role="status">{isSlow ? words.slow : ''}</span>;
}
