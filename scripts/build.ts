import { buildApp } from './ensure-built.ts';

process.exitCode = (await buildApp()) ? 0 : 1;
