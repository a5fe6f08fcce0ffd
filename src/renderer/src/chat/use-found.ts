import { useEffect, useLayoutEffect, useState } from 'react';
import { usePage, usePageState } from '../state/page-context.ts';
import type { TurnBlocks } from '../state/turn-blocks.ts';
import { FindSession, type Found } from './find-session.ts';
import type { TextRange } from './text-marks.ts';
import { useTranscript } from './transcript-context.ts';

const noBlocks: TurnBlocks = [];
const nothing: Found = { at: 0, count: 0, isCounting: false, counts: null, hit: null, sight: null };

/** What is being written is looked through so often: faster than this nobody reads. */
const GROWING_MS = 250;

export interface Finding extends Found {
  /** Looks at another place, one on or back; round at both ends. */
  move(step: 1 | -1): void;
}

/** Where the words stand in the open chat, as it is now; those near to sight are marked, and one place is in sight. */
export function useFound(words: string): Finding {
  const transcript = useTranscript();
  const { live } = usePage();
  const chatId = usePageState((state) => state.openChatId);
  const blocks = usePageState((state) => state.chat?.blocks ?? noBlocks);
  const isGrowing = usePageState((state) => state.chat?.answering != null);
  const [found, setFound] = useState(nothing);
  const [marking] = useState(openLastOf);
  const [session] = useState(() => {
    const show = (hit: TextRange) => {
      // What goes wrong while the chat is being left concerns nobody.
      void transcript.show(hit.messageId, { part: hit, takesFocus: false });
    };
    const showing = openLastOf();
    return new FindSession({
      textOf: (message) => {
        const answer = live.answer();
        return answer?.messageId === message.id ? answer.text : message.text;
      },
      firstInSight: () => transcript.firstInSight(),
      onShow: (hit, why) => (why === 'moved' ? show(hit) : showing.afterFrame(() => show(hit))),
      onFound: (now) => setFound((before) => (isSame(before, now) ? before : now)),
      schedule: (work) => {
        const timer = setTimeout(work);
        return () => clearTimeout(timer);
      },
      nowMs: () => performance.now(),
    });
  });

  useLayoutEffect(() => {
    session.look(words, chatId, blocks);
    // Of a letter there are hundreds near to sight: the key is painted before they are, and one is led to the place before, where others are.
    marking.afterFrame(() => transcript.markNear('found', (message) => session.rangesIn(message)));
  }, [session, marking, transcript, words, chatId, blocks]);
  useLayoutEffect(() => transcript.mark('foundHere', found.hit ? [found.hit] : []), [transcript, found.hit]);
  useEffect(() => {
    if (!isGrowing || words === '') return;
    const timer = setInterval(() => {
      session.look(words, chatId, blocks);
      transcript.refreshMarks();
    }, GROWING_MS);
    return () => clearInterval(timer);
  }, [session, transcript, isGrowing, words, chatId, blocks]);
  useEffect(
    () => () => {
      session.end();
      marking.forget();
      transcript.markNear('found', null);
      transcript.mark('foundHere', []);
    },
    [session, marking, transcript],
  );
  return { ...found, move: (step) => session.move(step) };
}

function isSame(one: Found, other: Found): boolean {
  const isSameHit = one.hit?.messageId === other.hit?.messageId && one.hit?.start === other.hit?.start;
  return (
    isSameHit &&
    one.hit?.end === other.hit?.end &&
    one.at === other.at &&
    one.count === other.count &&
    one.isCounting === other.isCounting &&
    one.sight === other.sight &&
    isSameCounts(one.counts, other.counts)
  );
}

function isSameCounts(one: Found['counts'], other: Found['counts']): boolean {
  if (one === null || other === null) return one === other;
  return one.forgotten === other.forgotten && one.hidden === other.hidden && one.never === other.never;
}

/** Work for the time behind the next frame, so that a key is painted first; newer work takes the older one's place. */
function openLastOf(): { afterFrame(work: () => void): void; forget(): void } {
  let [frame, timer] = [0, 0];
  const forget = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  return {
    forget,
    afterFrame: (work) => {
      forget();
      frame = requestAnimationFrame(() => {
        timer = window.setTimeout(work);
      });
    },
  };
}
