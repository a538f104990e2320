/** What others may use of the relay: starting one, in their own process if they like. */
import type { RelayOptions } from './options.ts';
import { sentenceFor } from './sentences.ts';
import { openRelay } from './start.ts';
import type { Relay } from './start.ts';

export { openRelay };
export { trustedTypesPolicies } from './headers.ts';
export type { Relay, StartRefusal } from './start.ts';
export type { RelayOptions };

/** Starts a relay, or throws with the sentence that says why not. */
export const startRelay = async (options: Partial<RelayOptions> = {}): Promise<Relay> => {
  const relay = await openRelay(options);
  if (!relay.ok) throw new Error(sentenceFor(relay.refusal));
  return relay.value;
};
