import manifest from '../../package.json' with { type: 'json' };

/** The application's own version, from its manifest. */
export const version: string = manifest.version;

/** That of the runtime that computes: it is pinned. */
export const runtimeVersion: string = manifest.dependencies['onnxruntime-node'];
