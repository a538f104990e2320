import { describe, expect, it } from 'vitest';
import { whenLeft } from './leaving.ts';

const scene = () => {
  const window = new EventTarget();
  const visible: { visibilityState: DocumentVisibilityState } = { visibilityState: 'visible' };
  const document = Object.assign(new EventTarget(), visible);
  let writes = 0;
  whenLeft({ window, document }, () => (writes += 1));
  return { window, document, writes: () => writes };
};

describe('a page that is left', () => {
  it('writes when it goes away', () => {
    const { window, writes } = scene();
    window.dispatchEvent(new Event('pagehide'));
    expect(writes()).toBe(1);
  });

  it('writes when it is hidden, and not when it is shown again', () => {
    const { document, writes } = scene();
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(writes()).toBe(1);
  });
});
