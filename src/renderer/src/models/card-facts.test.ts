import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../../shared/models-view.ts';
import { en } from '../../../shared/words/en.ts';
import { type CardFactsAsked, cardFacts } from './card-facts.ts';

const card: ModelCard = {
  ...{ modelId: 'mine', name: 'mine', isCurrent: true, canBeRemoved: true },
  origin: { type: 'folder', path: '/models/mine' },
  ...{ languages: ['en', 'de'], licence: 'MIT', windowTokens: 1024, parameterCount: 124_439_808 },
  ...{ fileBytes: 548_000_000, diskBytes: 1_050_000_000, precision: 'fp32' },
  form: { name: 'userAssistant', chosenBy: 'person' },
  speed: { device: 'cpu', decodeTokensPerSecond: 31.4 },
  problem: null,
  isChanged: false,
};
const loaded = { device: 'cpu', precision: 'fp32', threadCount: 4 };

function said(changed: Partial<ModelCard> = {}, known: Partial<CardFactsAsked> = {}) {
  const facts = cardFacts({ card: { ...card, ...changed }, ...loaded, ...known }, en);
  return Object.fromEntries(
    facts.map(({ name, says, more }) => [name, more === undefined ? says : `${says}; ${more}`]),
  );
}

describe('a model’s card', () => {
  it('says its window, size, speed, precision, form, languages, licence and where it came from', () => {
    expect(said()).toEqual({
      Window: '1,024 tokens; about 790 words, 3 pages',
      Size: '548 MB; 1.05 GB on the disk',
      'Speed here': '31 tokens a second; on the CPU, 4 threads',
      Precision: 'full precision (fp32); 124,439,808 parameters',
      'Chat form': 'User and Assistant; chosen by you',
      Languages: 'English and German',
      Licence: 'MIT',
      From: '/models/mine',
    });
  });

  it('says what is not known yet, and nothing of a speed on another device', () => {
    const words = said({ languages: null, licence: null }, { device: 'webgpu', precision: null, threadCount: null });
    expect(words).toMatchObject({
      'Speed here': 'not measured yet; on the GPU',
      Precision: 'told once it is loaded; 124,439,808 parameters',
      Languages: 'not known',
      Licence: 'not known',
    });
  });

  it('promises nothing of a model whose files are gone', () => {
    const gone = { ...{ windowTokens: 0, fileBytes: 0, diskBytes: 2_000_000, speed: null, form: null } };
    const words = said(
      { ...gone, problem: { code: 'badModel', details: { reason: 'noFolder', path: '/models/mine' } } },
      { device: null, precision: null, threadCount: null },
    );
    expect(Object.keys(words)).toEqual(['Size', 'Languages', 'Licence', 'From']);
    expect(words.Size).toBe('2 MB on the disk');
  });

  it('does not say where the shipped one came from', () => {
    expect(said({ origin: { type: 'shipped' } })).not.toHaveProperty('From');
    expect(said({ origin: { type: 'unknown' } })).toMatchObject({ From: 'not known' });
  });
});
