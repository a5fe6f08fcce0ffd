import type { AppSettings } from '../../../shared/settings.ts';
import type { CoreLink } from './core-link.ts';
import type { Observable } from './observable.ts';

/** The settings of the app as a page shows them: as the core told them last, with what was asked for here and is not stored yet. */
export interface AppSettingsOnPage {
  /** As the core has them; gives what is shown for that. */
  tell(told: AppSettings): AppSettings;
  /** Shows them at once; what cannot be stored is not shown any more, and rejects. */
  configure(settings: Partial<AppSettings>): Promise<void>;
}

export function openAppSettings(
  state: Pick<Observable<{ readonly settings: AppSettings }>, 'get' | 'patch'>,
  core: Pick<CoreLink, 'call'>,
): AppSettingsOnPage {
  let stored = state.get().settings;
  /** In the order in which it was asked for. */
  const asked = new Set<Partial<AppSettings>>();
  const shown = (): AppSettings => Object.assign({}, stored, ...asked);
  return {
    tell: (told) => {
      stored = told;
      return shown();
    },
    configure: async (settings) => {
      // One of its own, though the same may be asked for twice.
      const change = { ...settings };
      asked.add(change);
      state.patch({ settings: shown() });
      try {
        stored = await core.call('app.configure', { settings: change });
      } finally {
        asked.delete(change);
        state.patch({ settings: shown() });
      }
    },
  };
}
