import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that reaches a person's machine as part of the app, and the terms it comes under. */
export interface ShippedPart {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Needed by installers only, never by the app that runs. */
const installersOnly = ['adm-zip', 'global-agent'];

/** What belongs to a package, but is not told in the licence file it brings. */
const additions: Readonly<Record<string, string>> = {
  'better-sqlite3':
    'Contains SQLite, which its authors have put into the public domain (https://sqlite.org/copyright.html).',
  'onnxruntime-node':
    'Contains third-party software, listed with its terms in https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt',
};

/** Packages that name their licence, but bring no copy of it. */
const holdersWithoutFile: Readonly<Record<string, string>> = {
  'onnxruntime-node': 'Microsoft Corporation',
  'onnxruntime-common': 'Microsoft Corporation',
};

/** Everything that is shipped: the dependencies with theirs, and the model. */
export function shippedParts(root: string): ShippedPart[] {
  const manifest = readManifest(root);
  const names = new Set<string>();
  const take = (name: string) => {
    if (names.has(name) || installersOnly.includes(name)) return;
    names.add(name);
    Object.keys(readManifest(join(root, 'node_modules', name)).dependencies ?? {}).forEach(take);
  };
  Object.keys(manifest.dependencies ?? {}).forEach(take);
  return [...[...names].sort().map((name) => readPackage(join(root, 'node_modules', name))), bundledModel(root)];
}

/** The document that goes with the app. */
export function licencesDocument(parts: readonly ShippedPart[]): string {
  const rows = parts.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  const sections = parts.map(({ name, text }) => `## ${name}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
  return [
    '# Licences of what is shipped with Palimpsest\n',
    'Written by `npm run licences`; a unit test tells when it is out of date. Electron, which the app may run in, is not',
    'part of this: it is fetched from its makers and brings its licences with it.\n',
    '| part | version | licence |\n|---|---|---|',
    `${rows.join('\n')}\n`,
    ...sections,
  ].join('\n');
}

function readPackage(folder: string): ShippedPart {
  const { name, version, license } = readManifest(folder);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  const holder = holdersWithoutFile[name];
  const text = file ? readFileSync(join(folder, file), 'utf8') : holder && mitLicence(`Copyright (c) ${holder}`);
  if (!text) throw new Error(`${name} brings no licence, and none is known for it.`);
  return { name, version, licence: license, text: withAddition(text, additions[name]) };
}

function bundledModel(root: string): ShippedPart {
  const readme = readFileSync(join(root, 'models', 'palimpsest-mini', 'README.md'), 'utf8');
  const version = /^# palimpsest-mini (\S+)/m.exec(readme)?.[1] ?? 'unknown';
  const licence = /^\| licence \| (.+) \|$/m.exec(readme)?.[1] ?? 'unknown';
  const copyright = /^Copyright .*$/m.exec(readFileSync(join(root, 'LICENSE'), 'utf8'))?.[0] ?? '';
  return { name: 'palimpsest-mini (the model)', version, licence, text: mitLicence(copyright) };
}

function withAddition(text: string, addition: string | undefined): string {
  const lines = text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.trimEnd());
  return [lines.join('\n').trim(), ...(addition ? [addition] : [])].join('\n\n');
}

function mitLicence(copyright: string): string {
  return `MIT License

${copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}

function readManifest(folder: string): Manifest {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw new Error(`${folder} is not installed.`);
  return JSON.parse(readFileSync(path, 'utf8'));
}
