/** What can be wrong with a form of one's own: the details beside `reason` of the error `badForm`. */
export const formProblems = {
  noUserPlace: {},
  noAnswerPlace: {},
  answerFirst: {},
  /** One of the two places stands there more than once. */
  twoPlaces: {},
  /** `tokens`: before a word is said; at most `mostTokens`, half of the window. */
  tooLong: { tokens: 'number', mostTokens: 'number', windowTokens: 'number' },
} as const;
