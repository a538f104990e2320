/**
 * Every refusal that can reach a screen, in one type. A language must have a sentence for each of
 * them, with its facts: a refusal that core learns and no language knows is a compile error here.
 * `needs` refusals of import join in `en/needs.ts`.
 */
import type { GovernRefusal, LockRefusal, SamphireRefusal } from '@samphire/core';
import type { KindRefusal } from '@samphire/core/kinds/contract';

export type AnyRefusal = SamphireRefusal | GovernRefusal | KindRefusal | LockRefusal;

/** Why no invite was read from a camera or a picture. Worded in `en/inviting.ts`. */
export type ScanRefusal =
  | { readonly type: 'camera-insecure' }
  | { readonly type: 'camera-refused' }
  | { readonly type: 'camera-absent' }
  | { readonly type: 'camera-busy' }
  | { readonly type: 'camera-lost' }
  | { readonly type: 'reader-unavailable' }
  | { readonly type: 'picture-too-large' }
  | { readonly type: 'picture-unreadable' }
  | { readonly type: 'picture-without-code' }
  | { readonly type: 'code-not-an-invite' };

/** One sentence for each type of refusal, given its facts. */
export type Sentences<Refusal extends { readonly type: string }> = {
  readonly [Type in Refusal['type']]: (
    refusal: Extract<Refusal, { readonly type: Type }>,
  ) => string;
};

export function sentenceFor<Refusal extends { readonly type: string }>(
  sentences: Sentences<Refusal>,
  refusal: Refusal,
): string {
  // TypeScript cannot tie the key to the argument's own variant; `Sentences` already has.
  const sentence = sentences[refusal.type as Refusal['type']] as (facts: Refusal) => string;
  return sentence(refusal);
}
