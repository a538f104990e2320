/**
 * The table of document kinds that the app can show. To add a kind: one row here, its screen in
 * `screens/<kind>/`, its sentences in `i18n/en/<kind>.ts`. The screen's module is loaded when it is
 * first shown; its `<samphire-…>` element gets the open group and the document's id as properties
 * and closes what it opened when it is disconnected.
 */
import { html, type TemplateResult } from 'lit';
import type { DocumentId, OpenGroup } from '@samphire/core';
import type { Messages } from '../i18n/en.ts';
import type { IconName } from '../parts/icon-names.ts';

export interface DocumentScreen {
  readonly kind: string;
  readonly icon: IconName;
  /** What several documents of this kind are called. */
  readonly title: (t: Messages) => string;
  load(): Promise<unknown>;
  render(group: OpenGroup, document: DocumentId): TemplateResult;
}

export const documentScreens: readonly DocumentScreen[] = [
  {
    kind: 'needs',
    icon: 'list-check',
    title: (t) => t.needs.kindMany,
    load: () => import('../screens/needs/needs-screen.ts'),
    render: (group, document) =>
      html`<samphire-needs-screen .group=${group} .documentId=${document}></samphire-needs-screen>`,
  },
];

export const documentScreenOf = (kind: string): DocumentScreen | undefined =>
  documentScreens.find((screen) => screen.kind === kind);
