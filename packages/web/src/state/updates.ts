/**
 * The service worker from the page's side: registers it, knows whether a new build waits, and lets
 * it take over when the user says so. Nothing is updated by itself.
 */
import { trustedWorkerAddress } from '../parts/trusted.ts';

export interface Updates {
  readonly isReady: boolean;
  /** This browser cannot keep the app itself: it opens only with a network. */
  readonly isUnkept: boolean;
  /** Hash of the build that this device keeps, once known. */
  readonly build: string | undefined;
  begin(): Promise<void>;
  /** Lets the waiting build take over and reloads this page. */
  use(): void;
  subscribe(listener: () => void): () => void;
}

/** `reload` loads the page again, with whatever build is in use then. */
export function createUpdates(
  container: ServiceWorkerContainer | undefined,
  reload: () => void,
): Updates {
  const listeners = new Set<() => void>();
  let waiting: ServiceWorker | undefined;
  /** Another tab has put a new build to use; this page still runs the old one. */
  let isOvertaken = false;
  let isUnkept = false;
  let build: string | undefined;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const ask = (worker: ServiceWorker): void => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') build = event.data;
      channel.port1.close();
      tell();
    };
    worker.postMessage('which-build', [channel.port2]);
  };
  /** Absent in insecure contexts, refused in some private windows. */
  const register = async (): Promise<ServiceWorkerRegistration | undefined> => {
    if (container === undefined) return undefined;
    const address = trustedWorkerAddress();
    try {
      return await container.register(address, { updateViaCache: 'none' });
    } catch (error) {
      // What a browser rejects with: by policy, by its settings, or because the script did not come.
      if (error instanceof DOMException || error instanceof TypeError) return undefined;
      throw error;
    }
  };
  const watch = (registration: ServiceWorkerRegistration): void => {
    const look = (): void => {
      if (registration.waiting === null || container?.controller === null) return;
      waiting = registration.waiting;
      tell();
    };
    look();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
  };

  return {
    get isReady() {
      return waiting !== undefined || isOvertaken;
    },
    get isUnkept() {
      return isUnkept;
    },
    get build() {
      return build;
    },
    begin: async () => {
      const registration = await register();
      if (container === undefined || registration === undefined) {
        isUnkept = true;
        return tell();
      }
      watch(registration);
      // The first worker of a device takes over a page that had none: that is no news.
      let hadController = container.controller !== null;
      container.addEventListener('controllerchange', () => {
        if (hadController) {
          isOvertaken = true;
          tell();
        }
        hadController = true;
      });
      const ready = await container.ready;
      if (ready.active !== null) ask(ready.active);
    },
    use: () => {
      if (isOvertaken || waiting === undefined) return reload();
      container?.addEventListener('controllerchange', reload, { once: true });
      waiting.postMessage('use-now');
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
