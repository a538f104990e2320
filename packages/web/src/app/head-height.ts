/**
 * Tells the whole page how high the shell's head is, as `--samphire-sticky-top`: the page begins
 * below it, what sticks stands below it, and what is scrolled to is not hidden behind it. Its height
 * changes with the words in it, the width and the size of letters.
 */

export function tellHeight(head: HTMLElement, page: HTMLElement): { stop(): void } {
  const observer = new ResizeObserver(() => {
    page.style.setProperty('--samphire-sticky-top', `${head.getBoundingClientRect().height}px`);
  });
  observer.observe(head);
  return { stop: () => observer.disconnect() };
}
