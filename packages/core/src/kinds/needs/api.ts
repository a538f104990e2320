/**
 * The signatures of everything that a screen may call on a needs list. The functions themselves
 * stand in the files named; this file holds types only, so that a test can check that they agree.
 */
import type * as Y from 'yjs';
import type { Result } from '../../lib/result.ts';
import type { Authors, Editor } from '../contract.ts';
import type {
  DeliveryDraft,
  ImportChoice,
  LineChange,
  LineDraft,
  LineFilter,
  LineView,
  NeedsImport,
  NeedsRefusal,
  NeedsView,
  PledgeDraft,
  Quantity,
  ReceiptDraft,
  StepDraft,
  TierGroup,
} from './types.ts';

type Edited<Value> = Result<Value, NeedsRefusal>;

export interface NeedsApi {
  // lines.ts
  /** Adds at the end of the list; the new line's id. */
  addLine(doc: Y.Doc, editor: Editor, draft: LineDraft): Edited<string>;
  changeLine(doc: Y.Doc, line: string, change: LineChange): Edited<void>;
  /** Puts a line just before another, or at the end. */
  moveLine(doc: Y.Doc, line: string, before: string | undefined): Edited<void>;
  // contributions.ts
  /** The pledge's id. */
  addPledge(doc: Y.Doc, editor: Editor, draft: PledgeDraft): Edited<string>;
  /** The step's id. */
  stepPledge(doc: Y.Doc, editor: Editor, authors: Authors, draft: StepDraft): Edited<string>;
  /** A delivery and, when it is the last, the step `received` or `short`. The delivery's id. */
  receivePledge(
    doc: Y.Doc,
    editor: Editor,
    authors: Authors,
    draft: ReceiptDraft,
  ): Edited<{ readonly delivery?: string; readonly step?: string }>;
  /** The delivery's id. */
  addDelivery(doc: Y.Doc, editor: Editor, draft: DeliveryDraft): Edited<string>;
  withdrawDelivery(
    doc: Y.Doc,
    editor: Editor,
    authors: Authors,
    delivery: string,
    reason?: string,
  ): Edited<string>;
  // filter.ts
  filterGroups(view: NeedsView, filter: LineFilter): readonly TierGroup[];
  /** Categories in use, in the order of `categories`, then own words by name. */
  categoriesOf(view: NeedsView): readonly string[];
  matchesLine(line: LineView, filter: LineFilter): boolean;
  // quantity.ts
  /** Reads "2,5" or "1 000.25"; undefined when it is no quantity. In thousandths. */
  parseAmount(text: string): number | undefined;
  /** "2.5": no grouping, a point, no trailing zeros. */
  formatAmount(amountThousandths: number): string;
  isQuantity(value: unknown): value is Quantity;
  // import.ts, csv-write.ts
  readNeedsCsv(input: string | Uint8Array, existing?: NeedsView): NeedsImport;
  /** Ids of the lines that were added. */
  applyNeedsImport(
    doc: Y.Doc,
    editor: Editor,
    found: NeedsImport,
    choice?: ImportChoice,
  ): Edited<readonly string[]>;
  writeNeedsCsv(view: NeedsView): string;
}
