import type { LostBecause } from '../../../shared/receipt-view.ts';
import type { ReceiptTerm } from '../../../shared/words/receipt-term.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';

export interface ReceiptTermsProps {
  readonly reusedTokens: number;
  /** Null where it was not counted, as of earlier answers. */
  readonly preparedTokens: number | null;
  readonly sharedTokens: number | null;
  readonly readTokens: number;
}

/** What was held already, and what is read. What another chat had read is told apart: it is none of this chat's words. */
export function ReceiptTerms(props: ReceiptTermsProps) {
  const { receipt: words } = useWords();
  const { reusedTokens, readTokens } = props;
  const preparedTokens = props.preparedTokens ?? 0;
  const sharedTokens = props.sharedTokens ?? 0;
  const ownTokens = reusedTokens - sharedTokens;
  const prepared = preparedTokens > 0 ? words.preparedSays(preparedTokens) : '';
  return (
    <>
      {(ownTokens > 0 || sharedTokens === 0) && (
        <span className="ink-reused" {...tip(words.reused.says + prepared)}>
          {words.reused.words(ownTokens)}
        </span>
      )}
      {sharedTokens > 0 && <Term className="ink-reused" term={words.shared} tokens={sharedTokens} />}
      <Term className="ink-prefilled" term={words.read} tokens={readTokens} />
    </>
  );
}

export interface TermProps {
  readonly className?: string;
  readonly term: ReceiptTerm;
  readonly tokens: number;
}

/** One number, its word, and what it means. */
export function Term({ className, term, tokens }: TermProps) {
  return (
    <span className={className} {...tip(term.says)}>
      {term.words(tokens)}
    </span>
  );
}

/** What had been held before and was read once more: bookkeeping, and nothing that a reader has lost. */
export function ReadAgain({
  tokens,
  because,
}: {
  readonly tokens: number | null;
  readonly because: LostBecause | null;
}) {
  const { receipt: words } = useWords();
  if (tokens === null || tokens === 0) return null;
  return <span {...tip(words.readAgainSays)}>{words.readAgain(tokens, because)}</span>;
}
