import type { Replay } from '../../shared/replay-view.ts';
import { drawing, element, set } from './element.ts';
import type { Playing, Position } from './playing.ts';

const icons = {
  back: 'M4 3v10M12.5 3.5v9L6 8z',
  step: 'M12 3v10M3.5 3.5v9L10 8z',
  play: 'M4.5 2.8v10.4L13 8z',
  pause: 'M5 3v10M11 3v10',
} as const;

/** Back, play, step, where it stands, and how fast it goes. */
export class ControlsView {
  readonly element: HTMLElement;
  private readonly replay: Replay;
  private readonly back: HTMLButtonElement;
  private readonly play: HTMLButtonElement;
  private readonly step: HTMLButtonElement;
  private readonly slider: HTMLInputElement;
  private readonly speed: HTMLSelectElement;
  private readonly place = element('span', { class: 'place-of', 'data-testid': 'place' });
  private readonly pace = element('p', { class: 'pace', 'data-testid': 'pace' });
  private readonly playIcon = icon('play');

  constructor(replay: Replay, playing: Playing) {
    this.replay = replay;
    const { words, steps, speeds } = replay;
    this.back = button(words.back, icon('back'), () => playing.back());
    this.play = button(words.play, this.playIcon, () => playing.toggle());
    this.play.classList.add('main');
    this.step = button(words.step, icon('step'), () => playing.next());
    this.slider = element('input', { type: 'range', min: 0, max: steps.length - 1, 'aria-label': words.position });
    this.slider.addEventListener('input', () => playing.goTo(this.slider.valueAsNumber));
    const choices = speeds.map(({ label }, index) => element('option', { value: index }, label));
    this.speed = element('select', { 'aria-label': words.speed }, ...choices);
    this.speed.addEventListener('change', () => playing.setSpeed(this.speed.selectedIndex));
    const buttons = element('div', { class: 'buttons' }, this.back, this.play, this.step);
    const row = element('div', { class: 'controls-row' }, buttons, this.slider, this.place, this.speed);
    const below = element('div', { class: 'controls-below' }, this.pace, element('p', { class: 'keys' }, words.keys));
    this.element = element('div', { class: 'controls', role: 'group', 'aria-label': words.controls }, row, below);
  }

  show({ step, isPlaying, speed }: Position): void {
    const { steps, speeds, words } = this.replay;
    const label = isPlaying ? words.pause : words.play;
    set(this.play, { 'aria-label': label, title: label });
    set(this.playIcon.firstElementChild as Element, { d: icons[isPlaying ? 'pause' : 'play'] });
    this.play.classList.toggle('playing', isPlaying);
    this.back.disabled = step === 0;
    this.step.disabled = step === steps.length - 1;
    this.slider.value = String(step);
    set(this.slider, { 'aria-valuetext': steps[step]?.says });
    this.slider.style.setProperty('--share', `${(100 * step) / Math.max(1, steps.length - 1)}%`);
    this.speed.selectedIndex = speed;
    this.place.textContent = `${step + 1} / ${steps.length}`;
    this.pace.textContent = speeds[speed]?.says ?? '';
  }
}

function icon(name: keyof typeof icons): SVGSVGElement {
  return drawing(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    drawing('path', { d: icons[name] }),
  );
}

function button(name: string, drawn: SVGSVGElement, onPress: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', 'aria-label': name, title: name }, drawn);
  made.addEventListener('click', onPress);
  return made;
}
