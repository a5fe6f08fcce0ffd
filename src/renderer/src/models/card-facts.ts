import type { ModelCard } from '../../../shared/models-view.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { Fact } from './ModelFacts.tsx';

export interface CardFactsAsked {
  readonly card: ModelCard;
  /** What it is computed on, or was when it was used last; null: neither is known. */
  readonly device: string | null;
  readonly precision: string | null;
  /** Known of the one that is loaded. */
  readonly threadCount: number | null;
}

/** What is said of a model on its card, without what cannot be known of it. */
export function cardFacts(asked: CardFactsAsked, words: Words): readonly Fact[] {
  const { card } = asked;
  const { cards } = words.models;
  const facts = [
    windowOf(card, words),
    sizeOf(card, words),
    speedOf(asked, words),
    precisionOf(asked, words),
    card.form && {
      name: cards.form,
      says: words.forms.names[card.form.name],
      more: words.forms.chosenBy[card.form.chosenBy],
    },
    { name: cards.languages, says: cards.languagesSays(card.languages) },
    { name: cards.licence, says: card.licence ?? cards.notKnown },
    originOf(card, words),
  ];
  return facts.filter((fact) => fact !== null);
}

function windowOf({ windowTokens }: ModelCard, { models: { cards } }: Words): Fact | null {
  if (windowTokens === 0) return null;
  return { name: cards.window, says: cards.windowSays(windowTokens), more: cards.windowMeans(windowTokens) };
}

function sizeOf({ fileBytes, diskBytes }: ModelCard, { models: { cards } }: Words): Fact | null {
  // Its files are gone; what was made of them may be here.
  if (fileBytes === 0) return diskBytes === 0 ? null : { name: cards.size, says: cards.sizeMeans(diskBytes) };
  return { name: cards.size, says: cards.sizeSays(fileBytes), more: cards.sizeMeans(diskBytes) };
}

function speedOf({ card, device, threadCount }: CardFactsAsked, { models: { cards } }: Words): Fact | null {
  // What was measured on another device says nothing of this one.
  const speed = card.speed?.device === device ? card.speed : null;
  if (speed === null && card.problem) return null;
  return {
    name: cards.speed,
    says: cards.speedSays(speed),
    ...(device !== null && { more: cards.deviceSays(device, threadCount) }),
  };
}

function precisionOf({ card, precision }: CardFactsAsked, words: Words): Fact | null {
  const { cards } = words.models;
  const { parameterCount, problem } = card;
  if (precision === null && problem) return null;
  return {
    name: cards.precision,
    says: precision === null ? cards.notYet : words.model.precisionSays(precision),
    ...(parameterCount !== null && { more: cards.parametersSay(parameterCount) }),
  };
}

function originOf({ origin }: ModelCard, { models: { cards } }: Words): Fact | null {
  if (origin.type === 'shipped') return null;
  return { name: cards.origin, says: cards.originSays(origin), isWide: origin.type === 'folder' };
}
