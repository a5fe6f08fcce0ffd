import type { Connection } from './connection.ts';

export type AppSettingsStore = ReturnType<typeof openAppSettingsStore>;

/** What the app remembers for itself, as text by key. */
export function openAppSettingsStore(connection: Connection) {
  const select = connection.prepare('SELECT value FROM app_settings WHERE key = ?').pluck();
  const upsert = connection.prepare(`
    INSERT INTO app_settings (key, value) VALUES (@key, @value)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
  const remove = connection.prepare('DELETE FROM app_settings WHERE key = ?');
  return {
    get(key: string): string | null {
      return (select.get(key) as string | undefined) ?? null;
    },
    /** Null forgets it. */
    set(key: string, value: string | null): void {
      if (value === null) remove.run(key);
      else upsert.run({ key, value });
    },
  };
}
