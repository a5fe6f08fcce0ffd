/**
 * How much a person's own form may hold, in UTF-16 units. A text is far above what fits into a window: what is too long for that is
 * told with the window's own sentence.
 */
export const formLimits = { textLength: 100_000, stopTexts: 8, stopTextLength: 200 } as const;
