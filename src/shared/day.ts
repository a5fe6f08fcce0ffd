/** A day of a clock that is not put forward or back. */
export const DAY_MS = 86_400_000;
