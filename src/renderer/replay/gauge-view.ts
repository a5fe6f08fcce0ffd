import type { Replay, ReplayGauge } from '../../shared/replay-view.ts';
import { type Slide, slideOf } from '../src/gauge/slide.ts';
import { element, set } from './element.ts';
import { type GaugeFrame, gaugeFrame, type ReplayPart } from './gauge-frame.ts';

const slideMs = 600;
const easing = 'cubic-bezier(0.4, 0, 0.2, 1)';

/** The model's window as a bar: what fills it, and what leaves it. */
export class GaugeView {
  readonly element = element('section', { class: 'gauge', 'data-testid': 'gauge' });
  private readonly bar = element('div', { class: 'gauge-bar', role: 'img' });
  private readonly limit = element('i', { class: 'gauge-limit' });
  private readonly counts = element('span', { class: 'says-counts', 'data-testid': 'counts' });
  private readonly sentence = element('span', { class: 'says-sentence' });
  private readonly replay: Replay;
  private shown: GaugeFrame | null = null;

  constructor(replay: Replay) {
    this.replay = replay;
    const place = element('div', { class: 'gauge-bar-place' }, this.bar, this.limit);
    this.element.append(place, element('div', { class: 'says' }, this.counts, this.sentence));
  }

  /** `forgot`: the turns that leave the bar with this step slide out of it, where things may move. */
  show(gauge: ReplayGauge, forgot: readonly number[], moves: boolean): void {
    const frame = gaugeFrame(gauge);
    const before = this.shown;
    this.shown = frame;
    this.draw(frame, gauge);
    if (!before || !moves || forgot.length === 0) return;
    const slide = slideOf(before.parts.map(namedPart), frame.parts.map(namedPart), new Set(forgot));
    if (slide) play(this.bar, slide);
  }

  /** So much of the answer is written. */
  grow(fraction: number): void {
    const answer = this.bar.querySelector<HTMLElement>('.segment-answer');
    if (answer) answer.style.transform = fraction < 1 ? `scaleX(${fraction})` : '';
  }

  private draw({ parts, totalTokens, limit }: GaugeFrame, gauge: ReplayGauge): void {
    this.bar.replaceChildren(
      ...parts.map((part) => {
        const piece = element('i', { class: classOf(part), 'data-part': part.key, 'data-tokens': part.tokens });
        piece.style.width = `${(100 * part.width) / totalTokens}%`;
        return piece;
      }),
    );
    const { words } = this.replay;
    const said = [words.gauge, gauge.counts, gauge.sentence].filter((text) => text !== '').join(': ');
    set(this.bar, { 'aria-label': said });
    this.limit.hidden = limit === null;
    this.limit.style.left = `${100 * (limit ?? 0)}%`;
    this.counts.textContent = gauge.counts;
    this.sentence.textContent = gauge.sentence;
    this.sentence.className = `says-sentence ${gauge.tone}`;
    const { usedTokens, draftTokens, limitTokens, windowTokens } = gauge;
    set(this.element, {
      'data-used': usedTokens,
      'data-draft': draftTokens,
      'data-limit': limitTokens,
      'data-window': windowTokens,
    });
  }
}

function classOf({ kind, isLoss }: ReplayPart): string {
  return `segment segment-${kind}${isLoss ? ' segment-loss' : ''}`;
}

/** As `slideOf` asks for it. */
function namedPart({ key, tokens, width, turnId }: ReplayPart) {
  return { key, tokens, width, turnId, kind: 'turn' as const, name: '', isForgottenNext: false, isTooLong: false };
}

function play(bar: HTMLElement, { leaving, outBy, movedBy }: Slide): void {
  const width = bar.clientWidth;
  const timing = { duration: slideMs, easing };
  for (const piece of bar.querySelectorAll<HTMLElement>('[data-part]')) {
    const by = movedBy.get(piece.dataset.part ?? '');
    if (by !== undefined) piece.animate([{ transform: `translateX(${by * width}px)` }, { transform: 'none' }], timing);
  }
  for (const { left, width: share } of leaving) {
    const ghost = element('i', { class: 'segment-leaving' });
    ghost.style.left = `${left * 100}%`;
    ghost.style.width = `${share * 100}%`;
    bar.prepend(ghost);
    const out = ghost.animate([{ transform: 'none' }, { transform: `translateX(${-outBy * width}px)` }], timing);
    out.onfinish = () => ghost.remove();
    out.oncancel = () => ghost.remove();
  }
}
