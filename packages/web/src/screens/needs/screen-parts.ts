/** The still parts of the screen: whose list it is, who is here, and what could not be read. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { DocumentId, OpenGroup } from '@samphire/core/group/types';
import type { NeedsView } from '@samphire/core/kinds/needs/types';
import type { Messages } from '../../i18n/en.ts';
import { message } from '../../parts/message.ts';

export function listHead(
  group: OpenGroup,
  document: DocumentId | undefined,
  t: Messages,
): TemplateResult {
  const title = group.documents().find(({ id }) => id === document)?.title ?? '';
  return html`<header>
    <h1 tabindex="-1"><bdi>${title === '' ? t.needs.list.untitled : title}</bdi></h1>
    ${group.status().obstacle?.type === 'removed' ? nothing : presence(group, document, t)}
  </header>`;
}

/** Who else has it on the screen: nothing that one could know who is cut off. */
function presence(group: OpenGroup, document: DocumentId | undefined, t: Messages): TemplateResult {
  const present = group
    .members()
    .filter(({ isMe, isPresent, openDocument }) => !isMe && isPresent && openDocument === document);
  return html`<p class="quiet small present">
    ${
      present.length === 0
        ? t.needs.list.onlyMe
        : html`<span>${t.needs.list.presentNow}</span>
            ${present.map(({ handle }) => html`<bdi class="person">${handle}</bdi>`)}`
    }
  </p>`;
}

/** What is kept but cannot be shown: contributions whose line is missing, fields of a newer version. */
export function troubles(view: NeedsView, t: Messages): unknown {
  const { pledges, deliveries, steps } = view.unattached;
  const unattached = pledges.length + deliveries.length + steps.length;
  return [
    unattached === 0 ? nothing : message('note', t.needs.list.unattached(unattached)),
    view.problems.length === 0
      ? nothing
      : message('warning', t.needs.list.problems(view.problems.length)),
  ];
}
