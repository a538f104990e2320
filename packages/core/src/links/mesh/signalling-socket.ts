/**
 * One address of a signalling server, reached again and again: backoff with jitter, signs of life,
 * a bounded queue for what is said while it is not reached. Knows no rooms and no notes.
 */
import type { Env } from '../../lib/env.ts';
import { pingText } from './signalling-message.ts';

export interface SignallingSocket {
  readonly address: string;
  isReached(): boolean;
  send(text: string): void;
  /** Tries at once instead of at its time; where it is reached, asks for a sign of life. */
  hurry(): void;
  close(): void;
}

export interface SocketEvents {
  reached(): void;
  lost(): void;
  frame(frame: unknown): void;
  /** The address itself is of no use. */
  refused(): void;
}

const backoffMsMin = 500;
const backoffMsMax = 30_000;
const openMs = 10_000;
/** Servers and the boxes in between forget connections that are silent for a minute. */
const pingMs = 20_000;
const silentMs = 45_000;
/** After coming back to the network, a connection that is dead is to be known as dead soon. */
const hurriedPongMs = 5_000;
/** What is said while the server is not reached waits for so long, and no more than so much. */
const queuedMs = 30_000;
const queuedCharsMax = 8_388_608;

export const createSignallingSocket = (
  env: Env,
  address: string,
  events: SocketEvents,
): SignallingSocket => {
  const queue: { readonly text: string; readonly untilMs: number }[] = [];
  let queuedChars = 0;
  let socket: WebSocket | undefined;
  let isReached = false;
  let isClosed = false;
  let heardMs = 0;
  let failures = 0;
  let cancelTimer: (() => void) | undefined;

  const setTimer = (ms: number, action: () => void): void => {
    cancelTimer?.();
    cancelTimer = env.after(ms, action);
  };

  const open = (): void => {
    if (isClosed || socket !== undefined) return;
    let opening: WebSocket;
    try {
      opening = new WebSocket(address);
    } catch {
      // Mixed content and the like: nothing that another try today would change.
      events.refused();
      retry();
      return;
    }
    socket = opening;
    setTimer(openMs, () => lose(opening));
    opening.addEventListener('open', () => {
      if (socket !== opening) return;
      isReached = true;
      failures = 0;
      heardMs = env.now();
      beat(opening);
      events.reached();
      flush(opening);
    });
    opening.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (socket !== opening) return;
      heardMs = env.now();
      events.frame(event.data);
    });
    opening.addEventListener('close', () => lose(opening));
    opening.addEventListener('error', () => lose(opening));
  };

  const lose = (lost: WebSocket): void => {
    if (socket !== lost) return;
    socket = undefined;
    lost.close();
    const wasReached = isReached;
    isReached = false;
    failures += 1;
    if (wasReached) events.lost();
    retry();
  };

  const retry = (): void => {
    if (isClosed) return;
    const ceilingMs = Math.min(backoffMsMax, backoffMsMin * 2 ** Math.min(failures, 10));
    const fraction = (env.random(1)[0] ?? 0) / 255;
    setTimer(ceilingMs * (0.5 + 0.5 * fraction), open);
  };

  const beat = (reached: WebSocket): void => {
    setTimer(pingMs, () => {
      if (socket !== reached) return;
      if (env.now() - heardMs > silentMs) {
        lose(reached);
        return;
      }
      reached.send(pingText);
      beat(reached);
    });
  };

  const flush = (reached: WebSocket): void => {
    for (const { text, untilMs } of queue.splice(0)) {
      if (untilMs >= env.now()) reached.send(text);
    }
    queuedChars = 0;
  };

  open();
  return {
    address,
    isReached: () => isReached,
    send: (text) => {
      if (socket !== undefined && isReached) {
        socket.send(text);
        return;
      }
      while (queuedChars + text.length > queuedCharsMax || isStale(queue[0], env.now())) {
        const dropped = queue.shift();
        if (dropped === undefined) return;
        queuedChars -= dropped.text.length;
      }
      queue.push({ text, untilMs: env.now() + queuedMs });
      queuedChars += text.length;
    },
    hurry: () => {
      const current = socket;
      if (current === undefined) {
        failures = 0;
        cancelTimer?.();
        open();
      } else if (isReached) {
        const askedMs = env.now();
        current.send(pingText);
        env.after(hurriedPongMs, () => {
          if (heardMs < askedMs) lose(current);
        });
      }
    },
    close: () => {
      isClosed = true;
      cancelTimer?.();
      const current = socket;
      socket = undefined;
      isReached = false;
      current?.close();
    },
  };
};

const isStale = (item: { readonly untilMs: number } | undefined, nowMs: number): boolean =>
  item !== undefined && item.untilMs < nowMs;
