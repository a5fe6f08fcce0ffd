import type { ArchivedMessage } from '../store/archive.ts';
import type { MergedMessage } from '../store/archive-merger.ts';
import { areRenewed } from '../store/imported-ids.ts';
import { doIdsFit } from '../text/ids-fit.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/**
 * A message of a file with ids that can be used: the file's where they fit its words or cannot be checked, which is noted, since their
 * tokenizer is not here; else ids that are made of the words, without logits, which are of those that the file gave.
 */
export function withCheckedIds(message: ArchivedMessage, tokenizer: Tokenizer | null): MergedMessage {
  if (message.tokenizerHash !== tokenizer?.hash) {
    return { ...message, idsState: areRenewed(message.idsState ?? 'fit') ? 'renewedUnchecked' : 'unchecked' };
  }
  if (doIdsFit(message, tokenizer)) return message;
  const { tokenIds: givenIds, text } = message;
  return { ...message, givenIds, tokenIds: tokenizer.encode(text), idsState: 'renewed', logits: null };
}
