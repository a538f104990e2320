/** How much a field lets one type. Core's own limits, in bytes, decide. */

/** A handle: core allows 64 bytes, which is 16 to 64 characters. */
export const handleCharsMax = 64;
/** A name of a group or title of a document that still fits on two lines of a phone. */
export const groupNameCharsMax = 80;
export const titleCharsMax = 120;
