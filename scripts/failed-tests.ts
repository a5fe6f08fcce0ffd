import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { SerializedError, TestError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { projectRoot } from './project.mjs';

/** What is told of one error: its head, since a counterexample or a difference can have thousands of lines. */
const mostLines = 12;
const mostCharacters = 1_000;
const mostCauses = 3;

/** Names the file into which `npm test` and `npm run check` want them, for vitest's configuration. */
export const failedTestsVariable = 'PALIMPSEST_FAILED_TESTS';

interface Failure {
  readonly place: string;
  readonly errors: readonly (SerializedError | TestError)[];
}

/**
 * What failed in a run of the unit tests, in few lines that can be read without the rest of its log: file and name of each
 * test (or hook, or file that could not be read), and the head of its errors with their causes. fast-check's seed, path and
 * counterexample are the first lines of its message. Errors that no test waited for fail a run as well.
 */
export function failedTests(modules: readonly TestModule[], unhandled: readonly SerializedError[]): readonly string[] {
  const failures: readonly Failure[] = [
    ...modules.flatMap(failuresOf),
    ...unhandled.map((error) => ({ place: unhandledPlace(error), errors: [error] })),
  ];
  return failures.flatMap(({ place, errors }) => [place, ...errors.flatMap(headOf).map((line) => `    ${line}`)]);
}

function failuresOf(module: TestModule): readonly Failure[] {
  const file = module.relativeModuleId;
  const suites = [...module.children.allSuites()];
  const failed = [...module.children.allTests('failed')];
  return [
    ...[
      { place: file, errors: module.errors() },
      ...suites.map((suite) => failureOf(file, suite, suite.errors())),
    ].filter(({ errors }) => errors.length > 0),
    ...failed.map((test) => failureOf(file, test, test.result().errors ?? [])),
  ];
}

function failureOf(file: string, { fullName }: TestSuite | TestCase, errors: Failure['errors']): Failure {
  return { place: `${file} > ${fullName}`, errors };
}

function unhandledPlace(error: SerializedError): string {
  const { VITEST_TEST_PATH: path, VITEST_TEST_NAME: name } = error;
  const during = [typeof path === 'string' && relative(projectRoot, path), name].filter(Boolean).join(' > ');
  return `An error that no test waited for${during ? `, during ${during}` : ''}`;
}

function headOf(error: SerializedError | TestError): readonly string[] {
  const lines: string[] = [];
  let each: SerializedError | TestError | undefined = error;
  for (let causes = 0; each && causes <= mostCauses; causes++) {
    lines.push(...firstLines(`${causes > 0 ? 'Caused by ' : ''}${each.name ?? 'Error'}: ${each.message}`));
    if (typeof each.diff === 'string') lines.push(...firstLines(each.diff));
    const [frame] = each.stacks ?? [];
    if (frame) lines.push(`at ${relative(projectRoot, frame.file)}:${frame.line}:${frame.column}`);
    each = each.cause as SerializedError | undefined;
  }
  return lines;
}

function firstLines(text: string): readonly string[] {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const told = lines
    .slice(0, mostLines)
    .map((line) => (line.length > mostCharacters ? `${line.slice(0, mostCharacters)} …` : line));
  return lines.length > mostLines ? [...told, `… (${lines.length - mostLines} more lines)`] : told;
}

/** Writes them into a file when the run has ended. It comes before vitest's own, which write into the errors that they print. */
export function openFailedTestsReporter(path: string): Reporter {
  return {
    onTestRunEnd: (modules, unhandled) =>
      writeFileSync(
        path,
        failedTests(modules, unhandled)
          .map((line) => `${line}\n`)
          .join(''),
      ),
  };
}
