import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { useWords } from '../state/page-context.ts';
import type { AskedPrice } from './use-model-price.ts';

/** More names than these would be a list. */
const MOST_NAMES = 3;

/** What it takes that the chat goes on with a model: its window, what it reads, and what it would not see any more. */
export function ModelPriceWords({ asked }: { readonly asked: AskedPrice }) {
  const all = useWords();
  const words = all.chatModel;
  if (!asked) return null;
  if ('mishap' in asked) return <span className="model-price">{sentenceOf(all, asked.mishap)}</span>;
  const { price } = asked;
  const { name, isPossible, forgets, promptTokens, readTokens, windowTokens, loadBytes } = price;
  if (!isPossible) return <span className="model-price">{words.notPossible(name)}</span>;
  const names = forgets.slice(0, MOST_NAMES).map((turn) => turn.name);
  return (
    <span
      className="model-price"
      data-testid="model-price"
      data-prompt={promptTokens}
      data-read={readTokens}
      data-window={windowTokens}
      data-forgets={forgets.length}
    >
      {words.price(price)}
      {forgets.length > 0 && ` ${words.forgets(names, forgets.length - names.length)}`}
      {loadBytes > 0 && ` ${words.loads(loadBytes)}`}
    </span>
  );
}
