/** The version of the format that is written, and the newest that is read; see docs/export-format.md. */
export const formatVersion = 1;

/** A line with its end. What would be longer is written as parts. */
export const mostLineBytes = 4_000_000;

/** The JSON of a record that came in parts, in UTF-16 units: with the longest draft in it, each unit of which takes six at worst. */
export const mostRecordUnits = 50_000_000;

/** In UTF-16 units: so short that a part stays below a line's limit, whatever its characters are. */
export const partUnits = 1_000_000;

/** Brackets inside each other, and in all, of a record. */
export const mostDepth = 12;
export const mostBrackets = 500_000;

/** In UTF-16 units: more than any message that is sent may have. */
export const mostTextUnits = 250_000;
/** In UTF-16 units: a name, a reason. */
export const mostShortUnits = 1_000;
/** Of a failure. */
export const mostDetails = 50;
export const mostIds = 1_000_000;

export const mostChats = 1_000_000;
export const mostMessagesOfChat = 1_000_000;
