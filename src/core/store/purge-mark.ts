/** In place of the time at which a start found a chat's time to be over: it was deleted while none were kept. */
export const MARKED_BY_DELETION = 0;
