/**
 * English. The shape of this object is the type that every other language has to fill: keys and
 * arguments are checked wherever a sentence is used. User text never goes into a sentence here:
 * screens put it beside, in an element with `dir="auto"`.
 */
import { deviceMessages } from './en/device.ts';
import { invitingMessages } from './en/inviting.ts';
import { membersMessages } from './en/members.ts';
import { needsMessages } from './en/needs.ts';
import { refusalSentences } from './en/refusals.ts';
import { shellMessages } from './en/shell.ts';
import { formatsOf } from './formats.ts';

// Days before months and hours to 24: nobody at a border mistakes them.
const formats = formatsOf('en-GB');

export const en = {
  formats,
  ...shellMessages(formats),
  ...invitingMessages(formats),
  device: deviceMessages(formats),
  members: membersMessages(formats),
  needs: needsMessages(formats),
  refusals: refusalSentences(formats),
};

/** What a language must say. Literal texts widen to `string` by inference; functions keep their arguments. */
export type Messages = typeof en;
