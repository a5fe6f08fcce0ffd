/** A number of the receipt, and what it means. */
export interface ReceiptTerm {
  readonly words: (tokens: number) => string;
  readonly says: string;
}
