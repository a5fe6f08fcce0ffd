import manifest from '../../package.json' with { type: 'json' };

/** The application's own version, from its manifest. */
export const version: string = manifest.version;
