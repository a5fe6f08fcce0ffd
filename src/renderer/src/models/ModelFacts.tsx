export interface Fact {
  readonly name: string;
  readonly says: string;
  /** More of it, smaller. */
  readonly more?: string;
  /** It is longer than a few words: a row of its own. */
  readonly isWide?: boolean;
}

/** Names and what is said of each, in as many columns as there is room for. */
export function ModelFacts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="model-facts">
      {facts.map(({ name, says, more, isWide }) => (
        <div key={name} className={isWide ? 'wide' : undefined}>
          <dt>{name}</dt>
          <dd>
            {says}
            {more !== undefined && <small>{more}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
