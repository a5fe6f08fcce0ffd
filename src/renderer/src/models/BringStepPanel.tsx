import { useEffect, useRef } from 'react';
import type { MemoryNeed, ModelOffer } from '../../../shared/models-view.ts';
import type { ModelBringWords } from '../../../shared/words/models-bring-words.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { BringStep } from '../state/bring-step.ts';
import { useWords } from '../state/page-context.ts';
import { type Fact, ModelFacts } from './ModelFacts.tsx';
import { useModelsPlace, useNameOf } from './models-context.ts';

export interface BringStepPanelProps {
  readonly step: Exclude<BringStep, { readonly type: 'coming' }>;
  readonly isComing: boolean;
}

/** Where the bringing of a model stands, until it is copied: what was found, what it takes, or why it cannot be used. */
export function BringStepPanel({ step, isComing }: BringStepPanelProps) {
  const words = useWords();
  const { bring: says } = words.models;
  const { bring } = useModelsPlace();
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step takes the place of what was pressed
  useEffect(() => title.current?.focus(), [step.type]);
  return (
    <div className="model-card bring-step" data-testid="bring" data-step={step.type}>
      <h3 ref={title} tabIndex={-1} className="bring-title">
        {titleOf(step, says)}
      </h3>
      {step.type === 'offered' && <Offer offer={step.offer} isSent={step.isSent} />}
      {step.type === 'short' && <Short memory={step.memory} />}
      {step.type === 'refused' && (
        <p role="alert" className="bring-why">
          {sentenceOf(words, step.failure)}
        </p>
      )}
      <div className="model-actions">
        {step.type === 'looking' && <LaterButton />}
        {step.type === 'offered' && <ImportButton offer={step.offer} isComing={isComing} />}
        {step.type === 'short' && <SendButton isComing={isComing} />}
        <button type="button" className="button quiet small" data-testid="bring-close" onClick={() => bring.leave()}>
          {step.type === 'refused' ? says.close : says.cancel}
        </button>
        {isComing && <span className="models-note">{says.wait}</span>}
      </div>
    </div>
  );
}

function titleOf(step: BringStepPanelProps['step'], words: ModelBringWords): string {
  switch (step.type) {
    case 'looking':
      return words.looking(step.name);
    case 'offered':
      return words.found(step.offer.name);
    case 'short':
      return words.found(step.name);
    case 'refused':
      return words.refused(step.name);
    default:
      return step satisfies never;
  }
}

function Offer({ offer, isSent }: { readonly offer: ModelOffer; readonly isSent: boolean }) {
  const words = useWords();
  const { formats } = words;
  const { bring, cards } = words.models;
  const same = useNameOf(offer.sameAs);
  const facts: readonly Fact[] = [
    { name: cards.window, says: cards.windowSays(offer.windowTokens), more: cards.windowMeans(offer.windowTokens) },
    ...(offer.parameterCount === null ? [] : [{ name: cards.parameters, says: formats.count(offer.parameterCount) }]),
    {
      name: bring.disk,
      says: formats.bytes(offer.neededDiskBytes),
      ...(offer.freeDiskBytes !== null && { more: bring.free(offer.freeDiskBytes) }),
    },
    memoryFact(words, offer.memory),
    { name: bring.licence, says: offer.licence ?? bring.noLicence },
  ];
  return (
    <>
      <p className="model-does">{isSent ? bring.sent(offer.fileBytes) : bring.copies(offer.fileBytes)}</p>
      <ModelFacts facts={facts} />
      {same !== null && <p className="note bring-note">{bring.here(same)}</p>}
      {missingDiskBytes(offer) > 0 && <p className="note bring-note">{bring.diskShort(missingDiskBytes(offer))}</p>}
      {isMemoryShort(offer) && <p className="note bring-note">{bring.memoryShort}</p>}
    </>
  );
}

/** What is told before the weights are sent. */
function Short({ memory }: { readonly memory: MemoryNeed }) {
  const words = useWords();
  return (
    <>
      <ModelFacts facts={[memoryFact(words, memory)]} />
      <p className="note bring-note">{words.models.bring.memoryShort}</p>
    </>
  );
}

function memoryFact({ models: { bring }, formats }: Words, { neededBytes, availableBytes }: MemoryNeed): Fact {
  return { name: bring.memory, says: formats.bytes(neededBytes), more: bring.free(availableBytes) };
}

function SendButton({ isComing }: { readonly isComing: boolean }) {
  const { bring: words } = useWords().models;
  const { bring } = useModelsPlace();
  return (
    <button
      type="button"
      className="button small"
      data-testid="bring-import"
      disabled={isComing}
      onClick={() => bring.take({ anyway: true })}
    >
      {words.sendAnyway}
    </button>
  );
}

/** In the place of the one that comes: what is pressed to cancel must not be that one. */
function LaterButton() {
  const { bring: words } = useWords().models;
  return (
    <button type="button" className="button small" disabled>
      {words.import}
    </button>
  );
}

function ImportButton({ offer, isComing }: { readonly offer: ModelOffer; readonly isComing: boolean }) {
  const { bring: words } = useWords().models;
  const { bring } = useModelsPlace();
  const cannot = isComing || offer.sameAs !== null || missingDiskBytes(offer) > 0;
  return (
    <button
      type="button"
      className="button small"
      data-testid="bring-import"
      disabled={cannot}
      onClick={() => bring.take({ anyway: isMemoryShort(offer) })}
    >
      {isMemoryShort(offer) ? words.anyway : words.import}
    </button>
  );
}

function missingDiskBytes({ neededDiskBytes, freeDiskBytes }: ModelOffer): number {
  return freeDiskBytes === null ? 0 : neededDiskBytes - freeDiskBytes;
}

function isMemoryShort({ memory }: ModelOffer): boolean {
  return memory.neededBytes > memory.availableBytes;
}
