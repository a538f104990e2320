/**
 * Web Awesome leaves the direction of its inner field to the page; text that is typed has its own.
 * Use as `${ref(typedDirection)}` on an input or textarea.
 */
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';

export function typedDirection(element: Element | undefined): void {
  if (element === undefined) return;
  const field = element as WaInput;
  void field.updateComplete.then(() => {
    field.input.dir = 'auto';
  });
}
