import type { HubEntry, HubModel } from '../hub-view.ts';

/** Fetching a model from a hub. */
export interface ModelFetchWords {
  readonly title: string;
  readonly lead: string;
  readonly entries: string;
  readonly entryFacts: (entry: HubEntry) => string;
  readonly isHere: string;
  readonly any: string;
  readonly name: string;
  readonly namePlaceholder: string;
  /** Of one that is known: asks nothing. */
  readonly show: string;
  readonly showNamed: (name: string) => string;
  readonly lookUp: string;
  /** What a look at one sends, and where. */
  readonly sends: (address: string) => string;
  readonly lookingUp: (name: string) => string;
  readonly address: string;
  readonly addressHint: string;
  readonly changeAddress: string;
  readonly keepAddress: string;
  readonly usualAddress: string;
  readonly badAddress: string;
  readonly commit: string;
  readonly files: string;
  readonly fileName: string;
  readonly fileBytes: string;
  readonly fileHash: string;
  readonly hash: (type: 'sha256' | 'gitBlob') => string;
  readonly hashesFrom: Readonly<Record<HubModel['hashesFrom'], string>>;
  readonly goesOn: (doneBytes: number) => string;
  readonly download: (bytes: number) => string;
  readonly goOn: (bytes: number) => string;
  readonly cancel: string;
  /** Removes what has come of it. */
  readonly drop: (bytes: number) => string;
  readonly refused: (name: string) => string;
  readonly close: string;
}
