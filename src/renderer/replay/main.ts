import type { Replay } from '../../shared/replay-view.ts';
import { ControlsView } from './controls-view.ts';
import { element } from './element.ts';
import { GaugeView } from './gauge-view.ts';
import { listenToKeys } from './keys.ts';
import { MapView } from './map-view.ts';
import { Playing, type Position } from './playing.ts';
import { ReceiptView } from './receipt-view.ts';
import { TranscriptView } from './transcript-view.ts';
import './player.css';

const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Builds the page of a replay, and plays it. */
function open(replay: Replay): void {
  const { steps, gauges, maps, turns } = replay;
  const transcript = new TranscriptView(replay);
  const gauge = new GaugeView(replay);
  const map = new MapView(replay);
  const receipt = new ReceiptView(replay);
  const caption = element('p', { class: 'caption', 'aria-live': 'polite', 'data-testid': 'caption' });
  let shownStep = -1;

  const show = (position: Position) => {
    const { step, fraction } = position;
    const at = steps[step];
    if (!at) return;
    transcript.show(step, fraction);
    const places = maps[at.map];
    if (places) map.show(places, at.kind, fraction);
    receipt.show(at, fraction >= 1);
    controls.show(position);
    if (step === shownStep) {
      gauge.grow(fraction);
      return;
    }
    const forgot = at.kind === 'forgot' && step === shownStep + 1 ? (turns[at.turn]?.forgot?.turns ?? []) : [];
    const bar = gauges[at.gauge];
    if (bar) gauge.show(bar, forgot, !stillness.matches);
    gauge.grow(fraction);
    caption.textContent = at.says;
    caption.dataset.kind = at.kind;
    shownStep = step;
  };

  const playing = new Playing({
    ...{ steps, speeds: replay.speeds, firstSpeed: replay.firstSpeed, onChange: show },
    frames: { request: (then) => requestAnimationFrame(then), cancel: (request) => cancelAnimationFrame(request) },
    isStill: () => stillness.matches,
  });
  const controls = new ControlsView(replay, playing);
  const heading = element('header', {}, element('h1', { dir: 'auto' }, replay.title), element('p', {}, replay.about));
  const panel = element('aside', { class: 'panel' }, map.element, receipt.element);
  const dock = element('footer', { class: 'dock' }, caption, gauge.element, controls.element);
  document.body.append(element('main', {}, heading, transcript.element, panel, dock));
  listenToKeys(playing, steps.length - 1);
  printsWhole(playing, steps.length - 1);
  playing.goTo(0);
}

/** On paper the chat stands as it ended. */
function printsWhole(playing: Playing, lastStep: number): void {
  let stoodAt = 0;
  window.addEventListener('beforeprint', () => {
    stoodAt = playing.position.step;
    playing.goTo(lastStep);
  });
  window.addEventListener('afterprint', () => playing.goTo(stoodAt));
}

open(JSON.parse(document.getElementById('replay')?.textContent ?? 'null'));
