/** Long enough to be found by the eye after a scroll. */
const GLOW_MS = 1800;
/** More turns are not seen at once. */
const MOST_TURNS = 24;

/** Gives turns a ground that fades; where movement is not wanted, one that goes at once. It leaves nothing behind in the document. */
export function glowOnce(content: HTMLElement, turnIds: readonly number[]): void {
  const color = getComputedStyle(content).getPropertyValue('--glow').trim();
  const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  for (const turnId of turnIds.slice(-MOST_TURNS)) {
    const body = content.querySelector(`[data-turn="${turnId}"] .turn-body`);
    const fading = isStill ? { backgroundColor: color } : { backgroundColor: 'transparent' };
    body?.animate([{ backgroundColor: color }, { backgroundColor: color, offset: 0.35 }, fading], {
      duration: GLOW_MS,
      easing: 'ease-out',
    });
  }
}
