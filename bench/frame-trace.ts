/** Reads a Chromium trace: what the main thread did in each frame. */
import type { Browser, Page } from '@playwright/test';

export interface FrameWork {
  /** Script, style and layout, with what observers of intersections and sizes cost, in ms of processor time. */
  readonly scriptStyleLayoutMs: number;
  /** Everything the main thread did, painting and its preparation included. */
  readonly allMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** In microseconds, as are the durations; `tdur` leaves out the time in which others had the processor. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const categories = [
  ...['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink', 'toplevel'],
  ...['devtools.timeline.frame', 'disabled-by-default-devtools.timeline.frame'],
];

const counted = new Set([
  ...['EventDispatch', 'FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'TimerFire', 'RunMicrotasks'],
  ...['MinorGC', 'MajorGC', 'HandlePostMessage', 'WebSocketReceive', 'PageAnimator::serviceScriptedAnimations'],
  ...['UpdateLayoutTree', 'Layout', 'LocalFrameView::UpdateStyleAndLayout'],
  ...['LocalFrameView::RunStyleAndLayoutLifecyclePhases', 'IntersectionObserverController::computeIntersections'],
]);
const tasks = new Set(['RunTask', 'ThreadControllerImpl::RunTask']);

/** What the main thread does in each frame while `work` goes on. */
export async function traceFrames(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<FrameWork[]> {
  await browser.startTracing(page, { categories });
  await work();
  const trace: { readonly traceEvents: readonly TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  return framesOf(trace.traceEvents);
}

function framesOf(events: readonly TraceEvent[]): FrameWork[] {
  const beginnings = events.filter(({ name }) => name === 'BeginMainThreadFrame');
  const main = mostOf(beginnings);
  const own = events.filter((event) => event.pid === main.pid && event.tid === main.tid);
  const edges = own.filter(({ name }) => name === 'BeginMainThreadFrame').map(({ ts }) => ts);
  edges.sort((one, other) => one - other);
  const work = outermost(own, counted);
  const all = outermost(own, tasks);
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] ?? from;
    return { scriptStyleLayoutMs: sumMs(work, from, to), allMs: sumMs(all, from, to) };
  });
}

/** The thread with most frames is the page's own main thread. */
function mostOf(beginnings: readonly TraceEvent[]): Pick<TraceEvent, 'pid' | 'tid'> {
  const counts = new Map<string, { readonly pid: number; readonly tid: number; count: number }>();
  for (const { pid, tid } of beginnings) {
    const known = counts.get(`${pid} ${tid}`) ?? { pid, tid, count: 0 };
    known.count += 1;
    counts.set(`${pid} ${tid}`, known);
  }
  const [most] = [...counts.values()].sort((one, other) => other.count - one.count);
  if (!most) throw new Error('The trace holds no frame.');
  return most;
}

/** Those that stand in no other of their kind, so that nothing is counted twice. */
function outermost(events: readonly TraceEvent[], names: ReadonlySet<string>): TraceEvent[] {
  const found: TraceEvent[] = [];
  let end = Number.NEGATIVE_INFINITY;
  const complete = events.filter((event) => event.ph === 'X' && names.has(event.name));
  for (const event of complete.sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))) {
    if (event.ts < end) continue;
    found.push(event);
    end = event.ts + (event.dur ?? 0);
  }
  return found;
}

function sumMs(events: readonly TraceEvent[], from: number, to: number): number {
  const inFrame = events.filter(({ ts }) => ts >= from && ts < to);
  return inFrame.reduce((sum, { tdur, dur }) => sum + (tdur ?? dur ?? 0), 0) / 1_000;
}
