/**
 * A link and a doorbell whose code is loaded when they are first needed, so that the app starts
 * without it. Until then the link says that it is searching; if the code cannot be loaded, for
 * instance without a network before the second visit, it tries again. Knows nothing of WebRTC.
 */
import type { Doorbell, Env, Link, LinkStatus } from './core.ts';

/** How long to wait before the code is asked for again. */
const loadAgainAfterMs = 5_000;

const searching: LinkStatus = { state: 'searching', peers: [], addresses: [] };
const stopped: LinkStatus = { state: 'stopped', peers: [], addresses: [] };

/** Calls `use` once with what `load` brings; the returned function gives up. */
function whenLoaded<Value>(
  env: Pick<Env, 'after'>,
  load: () => Promise<Value>,
  use: (value: Value) => void,
): () => void {
  let hasEnded = false;
  let cancelTimer: (() => void) | undefined;
  const attempt = (): void => {
    load().then(
      (value) => {
        if (!hasEnded) use(value);
      },
      () => {
        if (!hasEnded) cancelTimer = env.after(loadAgainAfterMs, attempt);
      },
    );
  };
  attempt();
  return () => {
    hasEnded = true;
    cancelTimer?.();
  };
}

export function createLazyLink(
  env: Pick<Env, 'after'>,
  name: Link['name'],
  load: () => Promise<Link>,
): Link {
  const listeners = new Set<() => void>();
  let giveUp: (() => void) | undefined;
  let stopListening: (() => void) | undefined;
  let link: Link | undefined;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    name,
    start: (replica) => {
      giveUp ??= whenLoaded(env, load, (loaded) => {
        link = loaded;
        stopListening = link.onStatus(tell);
        link.start(replica);
        tell();
      });
      tell();
    },
    stop: async () => {
      giveUp?.();
      giveUp = undefined;
      stopListening?.();
      const ending = link?.stop();
      link = undefined;
      await ending;
      tell();
    },
    status: () => {
      const status = link?.status() ?? (giveUp === undefined ? stopped : searching);
      return { ...status, name };
    },
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function createLazyDoorbell(
  env: Pick<Env, 'after'>,
  load: () => Promise<Doorbell>,
): Doorbell {
  /** What was asked before the code was there; kept in order. */
  const waiting: ((doorbell: Doorbell) => void)[] = [];
  let doorbell: Doorbell | undefined;
  let giveUp: (() => void) | undefined;
  let hasStopped = false;

  const ask = (action: (doorbell: Doorbell) => void): void => {
    if (hasStopped) return;
    if (doorbell !== undefined) return action(doorbell);
    waiting.push(action);
    giveUp ??= whenLoaded(env, load, (loaded) => {
      doorbell = loaded;
      for (const each of waiting.splice(0)) each(loaded);
    });
  };

  return {
    post: (topic, note) => ask((loaded) => loaded.post(topic, note)),
    listen: (topic, hear) => {
      let stopHearing: (() => void) | undefined;
      let hasLeft = false;
      ask((loaded) => {
        if (!hasLeft) stopHearing = loaded.listen(topic, hear);
      });
      return () => {
        hasLeft = true;
        stopHearing?.();
      };
    },
    stop: () => {
      hasStopped = true;
      giveUp?.();
      waiting.length = 0;
      doorbell?.stop();
    },
  };
}
