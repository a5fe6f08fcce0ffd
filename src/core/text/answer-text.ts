import { StopMatcher } from './stopping.ts';
import { stopsAsWritten } from './stops-as-written.ts';
import type { TextStream } from './text-stream.ts';
import type { Tokenizer } from './tokenizer.ts';

/** An answer's words and the ids that stand for exactly these words. */
export interface AnswerSoFar {
  readonly text: string;
  readonly ids: readonly number[];
  /** So many of the ids, from the first, are the sampled ones; those behind stand for a part of one, encoded anew. */
  readonly sampledCount: number;
}

/** Where the text after an id ends, when it ends with a whole character. */
interface Boundary {
  readonly idCount: number;
  readonly textLength: number;
}

/**
 * An answer as it grows: ids go in, text that is safe to show comes out. Never breaks a character, ends before the first
 * stop text, and knows which ids to keep, so that the text stored is the text of the ids stored.
 */
export class AnswerText {
  readonly #tokenizer: Tokenizer;
  readonly #stream: TextStream;
  readonly #matcher: StopMatcher;
  readonly #ids: number[] = [];
  readonly #boundaries: Boundary[] = [{ idCount: 0, textLength: 0 }];
  #decodedLength = 0;
  #shown = '';

  /**
   * `stopTexts` may be empty, and count as the tokenizer writes them. `takenOver`: the ids that it begins with, of an earlier answer that it goes on with. They may end inside
   * a character, or with what may become a stop text; one that they hold already ends nothing.
   */
  constructor(tokenizer: Tokenizer, stopTexts: readonly string[], takenOver: readonly number[] = []) {
    this.#tokenizer = tokenizer;
    this.#stream = tokenizer.openTextStream();
    this.#matcher = new StopMatcher(stopsAsWritten(tokenizer, stopTexts));
    let text = '';
    for (const id of takenOver) text += this.#decode(id);
    this.#shown = this.#matcher.goOnFrom(text);
  }

  /** A stop text is complete: generating more is of no use. */
  get isStopped(): boolean {
    return this.#matcher.isStopped;
  }

  /** All that was given out so far and its ids: what a partial save stores. */
  get soFar(): AnswerSoFar {
    return { text: this.#shown, ...this.#idsOfShown() };
  }

  /** Takes ids as they are sampled and returns the text that can now be shown. Ids after a stop text are ignored. */
  append(ids: readonly number[]): string {
    let shown = '';
    for (const id of ids) {
      if (this.#matcher.isStopped) break;
      shown += this.#matcher.append(this.#decode(id)).text;
    }
    this.#shown += shown;
    return shown;
  }

  /** The characters that an id completes. */
  #decode(id: number): string {
    const text = this.#stream.append([id]);
    this.#ids.push(id);
    this.#decodedLength += text.length;
    if (!this.#stream.isInsideCharacter) {
      this.#boundaries.push({ idCount: this.#ids.length, textLength: this.#decodedLength });
    }
    return text;
  }

  /** Ends the answer. `rest` is the text that was held back and still belongs to it. */
  end(): AnswerSoFar & { readonly rest: string } {
    if (this.#matcher.isStopped) return { rest: '', ...this.soFar };
    const progress = this.#matcher.append(this.#stream.flush());
    const rest = progress.text + this.#matcher.flush();
    this.#shown += rest;
    if (progress.isStopped) return { rest, ...this.soFar };
    return { rest, text: this.#shown, ids: [...this.#ids], sampledCount: this.#ids.length };
  }

  /**
   * The ids whose text ends where the shown text ends. When that is inside a token, the part of it that was shown is
   * encoded anew: the model must not see, in the next turn, words that no one was shown.
   */
  #idsOfShown(): Pick<AnswerSoFar, 'ids' | 'sampledCount'> {
    const shownLength = this.#shown.length;
    let index = this.#boundaries.length - 1;
    while ((this.#boundaries[index] as Boundary).textLength > shownLength) index--;
    const { idCount, textLength } = this.#boundaries[index] as Boundary;
    const remainder = textLength === shownLength ? [] : this.#tokenizer.encode(this.#shown.slice(textLength));
    return { ids: [...this.#ids.slice(0, idCount), ...remainder], sampledCount: idCount };
  }
}
