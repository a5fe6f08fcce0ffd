import { describe, expect, it } from 'vitest';
import { type AppSettings, initialSettings } from '../../../shared/settings.ts';
import { CoreError } from '../../../shared/wire.ts';
import { openAppSettings } from './app-settings.ts';
import type { CoreLink } from './core-link.ts';
import { createObservable } from './observable.ts';

const initial = { ...initialSettings('app'), tellsWhyUnknown: true, chatOrder: 'used' } as const satisfies AppSettings;

/** A page whose core answers when it is told to, and everything that was shown in between. */
function openTestSettings() {
  const state = createObservable<{ readonly settings: AppSettings }>({ settings: initial });
  const shown: AppSettings[] = [];
  state.subscribe(() => shown.push(state.get().settings));
  const waiting: { readonly answer: (settings: AppSettings) => void; readonly refuse: () => void }[] = [];
  const call = () =>
    new Promise((answer, reject) => waiting.push({ answer, refuse: () => reject(new CoreError('diskFull')) }));
  const settings = openAppSettings(state, { call } as unknown as CoreLink);
  return { settings, waiting, shown, now: () => state.get().settings };
}

describe('settings of the app, as a page shows them', () => {
  it('are shown at once, and do not go back while several are stored one behind the other', async () => {
    const { settings, waiting, shown } = openTestSettings();
    const first = settings.configure({ tellsWhyUnknown: false });
    const second = settings.configure({ chatOrder: 'title' });
    const [one, other] = waiting;
    one?.answer({ ...initial, tellsWhyUnknown: false });
    await first;
    other?.answer({ ...initial, tellsWhyUnknown: false, chatOrder: 'title' });
    await second;
    expect(shown.map(({ tellsWhyUnknown, chatOrder }) => `${tellsWhyUnknown} ${chatOrder}`)).toEqual([
      'false used',
      ...['false title', 'false title', 'false title'],
    ]);
  });

  it('keep what was asked for while others are told by the core, and what others changed when it cannot be stored', async () => {
    const { settings, waiting, now } = openTestSettings();
    const asked = settings.configure({ chatOrder: 'title' });
    expect(settings.tell({ ...initial, tellsWhyUnknown: false })).toMatchObject({
      ...{ tellsWhyUnknown: false, chatOrder: 'title' },
    });
    waiting[0]?.refuse();
    await expect(asked).rejects.toMatchObject({ code: 'diskFull' });
    expect(now()).toEqual({ ...initial, tellsWhyUnknown: false });
  });
});
