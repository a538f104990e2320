/**
 * Remembers what had the focus before a dialog opened, through shadow roots, and gives it back.
 * Knows nothing of the dialog; the one who opens it calls `rememberFocus` first.
 */

/** Returns a function that gives the focus back, or to `otherwise` if the element has gone. */
export function rememberFocus(otherwise?: () => HTMLElement | null | undefined): () => void {
  const before = deepActiveElement();
  return () => {
    if (before?.isConnected) before.focus();
    if (before?.isConnected && deepActiveElement() === before) return;
    otherwise?.()?.focus();
  };
}

function deepActiveElement(): HTMLElement | undefined {
  let active: Element | null = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement && active !== document.body ? active : undefined;
}
