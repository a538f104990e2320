/**
 * What an operation that may be refused returns. Expected refusals are plain objects with a `type`
 * and the facts that a translated sentence needs; wording belongs to the interface, never to core.
 * A programmer's mistake throws instead.
 */
export type Result<Value, Refusal extends { readonly type: string }> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export const accepted = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({
  ok: true,
  value,
});

export const refused = <const Refusal extends { readonly type: string }>(
  refusal: Refusal,
): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });
