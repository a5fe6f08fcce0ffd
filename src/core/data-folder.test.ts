import { describe, expect, it } from 'vitest';
import { defaultCacheFolder, defaultDataFolder } from './data-folder.ts';

describe('the default folders', () => {
  it('follow the XDG base directories on Linux', () => {
    const linux = { platform: 'linux', homeFolder: '/home/ada' } as const;
    expect(defaultDataFolder({ ...linux, env: {} })).toBe('/home/ada/.local/share/Palimpsest');
    expect(defaultDataFolder({ ...linux, env: { XDG_DATA_HOME: '/data' } })).toBe('/data/Palimpsest');
    expect(defaultCacheFolder({ ...linux, env: {} })).toBe('/home/ada/.cache/palimpsest');
  });

  it('ignore an XDG path that is not absolute', () => {
    const env = { XDG_DATA_HOME: 'data', XDG_CACHE_HOME: '' };
    const linux = { platform: 'linux', homeFolder: '/home/ada', env } as const;
    expect(defaultDataFolder(linux)).toBe('/home/ada/.local/share/Palimpsest');
    expect(defaultCacheFolder(linux)).toBe('/home/ada/.cache/palimpsest');
  });

  it('are the Library on macOS', () => {
    const mac = { platform: 'darwin', homeFolder: '/Users/ada', env: { XDG_DATA_HOME: '/data' } } as const;
    expect(defaultDataFolder(mac)).toBe('/Users/ada/Library/Application Support/Palimpsest');
    expect(defaultCacheFolder(mac)).toBe('/Users/ada/Library/Caches/Palimpsest');
  });

  it('are the application data folders on Windows', () => {
    const windows = { platform: 'win32', homeFolder: 'C:\\Users\\ada' } as const;
    expect(defaultDataFolder({ ...windows, env: {} })).toBe('C:\\Users\\ada\\AppData\\Roaming\\Palimpsest');
    expect(defaultDataFolder({ ...windows, env: { APPDATA: 'D:\\Roaming' } })).toBe('D:\\Roaming\\Palimpsest');
    expect(defaultCacheFolder({ ...windows, env: {} })).toBe('C:\\Users\\ada\\AppData\\Local\\Palimpsest\\Cache');
  });
});
