import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoreError } from '../../../shared/wire.ts';
import type { HubAnswer, HubConnection } from './hub-connection.ts';
import { lookUpModel } from './look-up.ts';
import { isRepositoryName, readRepositoryName } from './repository-name.ts';

const file = (rfilename: string, size: number) => ({ rfilename, size, blobId: 'a'.repeat(40) });

const honest = {
  ...{ id: 'someone/small', sha: 'b'.repeat(40), private: false, gated: false },
  cardData: { license: 'mit', language: ['en'] },
  config: { model_type: 'gpt2' },
  siblings: [
    ...[file('config.json', 600), file('tokenizer.json', 90_000), file('README.md', 7)],
    { ...file('model.safetensors', 9_000_000), lfs: { sha256: 'c'.repeat(64), size: 9_000_000, pointerSize: 134 } },
  ],
};

/** A hub that gives this answer. */
function saying(body: string): HubConnection {
  const answer: HubAnswer = {
    ...{ host: 'hub.test', status: 200, headers: {}, close: () => {} },
    body: async function* () {
      yield Buffer.from(body);
    },
  };
  return { ask: async () => answer };
}

const ask = (body: string) =>
  lookUpModel(
    saying(body),
    { repository: 'someone/small', revision: 'main' },
    { signal: new AbortController().signal, wholeMs: 1_000 },
  );

/** Every place in a value, by the names that lead to it. */
function placesIn(value: unknown, way: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...way, name]))];
}

function withOther(value: unknown, [name, ...rest]: readonly string[], other: unknown): unknown {
  if (name === undefined) return other;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  copy[name] = withOther(copy[name], rest, other);
  return copy;
}

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('../../x', 'CON', '\u202e', 'a'.repeat(10_000), -1, 1e300, 2 ** 53, 0.5, 'constructor', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

describe('whatever a hub answers', () => {
  it('is an error that can be told, or names only files that are known, with a size and a hash', async () => {
    const places = placesIn(honest);
    const changes = fc.array(fc.tuple(fc.nat(places.length - 1), hostile), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        let told: unknown = honest;
        for (const [at, other] of all) {
          const way = places[at] as readonly string[];
          // What a change before has taken away has no places any more.
          if (placesIn(told).some((place) => place.join('/') === way.join('/'))) told = withOther(told, way, other);
        }
        const found = await ask(JSON.stringify(told)).catch((error: unknown) => error);
        if (found instanceof CoreError) return;
        if (found instanceof Error) throw found;
        const { repository, commit, files } = found as Awaited<ReturnType<typeof ask>>;
        expect(isRepositoryName(repository)).toBe(true);
        expect(commit).toMatch(/^[0-9a-f]{40}$/);
        for (const { name, bytes, hash } of files) {
          expect(name).toMatch(/^[A-Za-z_]+(\.[a-z]+)?$/);
          expect(Number.isSafeInteger(bytes) && bytes >= 0).toBe(true);
          expect(hash.value).toMatch(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is an error that can be told, also where it is no JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (body) => {
        await expect(ask(body)).rejects.toBeInstanceOf(CoreError);
      }),
    );
  });
});

describe('whatever is typed as a name', () => {
  it('is refused, or one that can stand in an address and in a folder’s name', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^(https:\/\/hub\.test\/a\/b\/tree\/)?[\w.%/-]{1,60}$/),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(typed, (text) => {
        try {
          const { repository, revision } = readRepositoryName(text, undefined);
          expect(repository).toMatch(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/);
          expect(`${repository}/${revision}`).not.toContain('..');
          expect(new URL(repository, 'https://hub.test/a/').pathname).toBe(`/a/${repository}`);
        } catch (error) {
          if (!(error instanceof CoreError)) throw error;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
