import { describe, expect, it } from 'vitest';
import { createUpdates } from './updates.ts';

/** As much of the browser's service worker container as the app uses. */
const containerWith = (facts: {
  readonly controller: object | null;
  readonly waiting: object | null;
}) => {
  const listeners = new Map<string, Set<() => void>>();
  const registration = {
    waiting: facts.waiting,
    installing: null,
    addEventListener: () => {},
  };
  const container = {
    controller: facts.controller,
    ready: Promise.resolve({ active: null }),
    register: async () => registration,
    addEventListener: (type: string, listener: () => void) => {
      const heard = listeners.get(type) ?? new Set();
      listeners.set(type, heard.add(listener));
    },
  };
  return {
    container: container as unknown as ServiceWorkerContainer,
    takeOver: () => {
      for (const listener of listeners.get('controllerchange') ?? []) listener();
    },
  };
};
const never = (): void => {
  throw new Error('reloaded without being asked');
};

describe('new versions', () => {
  it('are used only when the user says so, and then the page begins anew', async () => {
    const said: unknown[] = [];
    const waiting = { postMessage: (text: unknown) => said.push(text) };
    const { container, takeOver } = containerWith({ controller: {}, waiting });
    const updates = createUpdates(container, () => said.push('reload'));
    await updates.begin();
    expect([updates.isReady, said]).toEqual([true, []]);
    updates.use();
    expect(said).toEqual(['use-now']);
    takeOver();
    expect(said).toEqual(['use-now', 'reload']);
  });

  it('are no news when the first worker of a device takes over', async () => {
    const { container, takeOver } = containerWith({ controller: null, waiting: null });
    const updates = createUpdates(container, never);
    await updates.begin();
    takeOver();
    expect(updates.isReady).toBe(false);
  });

  it('that another tab has put to use are told here, and change nothing until they are asked for', async () => {
    const { container, takeOver } = containerWith({ controller: {}, waiting: null });
    let reloads = 0;
    const updates = createUpdates(container, () => (reloads += 1));
    await updates.begin();
    takeOver();
    expect([updates.isReady, reloads]).toEqual([true, 0]);
    updates.use();
    expect(reloads).toBe(1);
  });

  it('do not come where the browser has no workers or refuses them, and the app says so', async () => {
    const absent = createUpdates(undefined, never);
    await absent.begin();
    const { container } = containerWith({ controller: null, waiting: null });
    container.register = () => Promise.reject(new TypeError('refused'));
    const refusing = createUpdates(container, never);
    await refusing.begin();
    expect([absent.isUnkept, refusing.isUnkept, refusing.isReady]).toEqual([true, true, false]);
  });
});
