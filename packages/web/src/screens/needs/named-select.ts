/**
 * Web Awesome names the field inside a select by its label alone, and a name that is found only
 * while the label is in sight is none to some checkers and readers. This says it once more.
 * Use as `${ref(namedSelect)}`, with the label in the slot.
 */
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';

export function namedSelect(element: Element | undefined): void {
  if (element === undefined) return;
  const select = element as WaSelect;
  void select.updateComplete.then(() => {
    const name = select.querySelector('[slot=label]')?.textContent?.trim() ?? '';
    select.shadowRoot?.querySelector('[role=combobox]')?.setAttribute('aria-label', name);
  });
}
