/** What the panel beside (on a phone: over) the list is open for. */
import type { NextStep } from './next-steps.ts';

export type PanelTask =
  | { readonly name: 'add' }
  | { readonly name: 'line'; readonly line: string }
  | { readonly name: 'edit'; readonly line: string }
  /** `isDirect`: begun in the list, so that it ends in the list. */
  | { readonly name: 'pledge'; readonly line: string; readonly isDirect?: boolean }
  | { readonly name: 'receive'; readonly line: string; readonly pledge?: string }
  | {
      readonly name: 'step';
      readonly line: string;
      readonly pledge: string;
      readonly move: NextStep;
    };
