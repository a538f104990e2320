/**
 * A person with a browser of their own: a profile on disk that survives closing, pages whose network
 * can really be cut, and a record of everything that the browser asked for. It knows no screen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { openProfile } from '../chromium.ts';
import { openGate } from './gate.ts';

export interface Person {
  readonly profile: string;
  readonly context: BrowserContext;
  /** The first page. */
  readonly page: Page;
  /** Another tab of the same browser. */
  openTab(): Promise<Page>;
  /** Every address that was asked for: requests, sockets, ICE servers. */
  asked(): readonly string[];
  /** Errors that pages did not catch, and policies that they broke. */
  faults(): readonly string[];
  /**
   * The network goes: sockets to the relay end, every packet between browsers is dropped, and the
   * browser says that it is offline.
   */
  cutNetwork(): Promise<void>;
  restoreNetwork(): Promise<void>;
  /** Closes the browser; the profile stays. */
  close(): Promise<void>;
}

interface Conditions {
  readonly offline: boolean;
  readonly packetLoss: number;
}

const connected: Conditions = { offline: false, packetLoss: 0 };
const cut: Conditions = { offline: true, packetLoss: 100 };

/** Longer than anything that a person would wait for, on a slow machine that others use as well. */
const patienceMs = 45_000;

/** More than two pages on one machine ever use; Chromium only counts packets once it has a rate. */
const bytesPerSecond = 1_000_000_000;
const queuedPacketsMax = 100_000;

const setConditions = async (session: CDPSession, conditions: Conditions): Promise<void> => {
  await session.send('Network.emulateNetworkConditions', {
    ...conditions,
    latency: 0,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
    packetQueueLength: queuedPacketsMax,
  });
};

/** Records the ICE servers that a page names: STUN and TURN are no requests, nobody else sees them. */
const recordIceServers = (): void => {
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      for (const server of configuration?.iceServers ?? []) {
        for (const url of [server.urls].flat()) console.debug(`ice-server ${url}`);
      }
    }
  };
};

export const newProfile = (): string => mkdtempSync(join(tmpdir(), 'samphire-profile-'));
export const removeProfile = (profile: string): void =>
  rmSync(profile, { recursive: true, force: true });

/**
 * Opens a browser on `profile`, whose one way into the network is a gate to the relay at `origin`:
 * any other name leads nowhere. `args` are further switches. No page has been anywhere yet.
 */
export const openBrowser = async (
  profile: string,
  origin: string,
  options: BrowserContextOptions = {},
  args: readonly string[] = [],
): Promise<Person> => {
  const { host, port } = new URL(origin);
  const gate = await openGate(Number(port));
  const resolver = `MAP ${host} 127.0.0.1:${gate.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;
  const asked: string[] = [];
  const faults: string[] = [];
  // One session for each page: conditions that another session set would go on beside ours.
  const sessions = new Map<Page, CDPSession>();
  let conditions = connected;

  const context = await openProfile(profile, options, [
    `--host-resolver-rules=${resolver}`,
    ...args,
  ]);
  context.setDefaultTimeout(patienceMs);
  await context.addInitScript(recordIceServers);
  context.on('request', (request) => asked.push(request.url()));

  const attend = async (page: Page): Promise<Page> => {
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    sessions.set(page, session);
    page.on('close', () => sessions.delete(page));
    page.on('websocket', (socket) => asked.push(socket.url()));
    page.on('pageerror', (error) => faults.push(error.stack ?? String(error)));
    page.on('console', (message) => {
      const text = message.text();
      if (text.startsWith('ice-server ')) asked.push(text.slice('ice-server '.length));
      else if (/Content Security Policy|TrustedHTML|unhandled/i.test(text)) faults.push(text);
    });
    // Before the page connects: Chromium can only drop packets of connections made after this.
    await setConditions(session, conditions);
    return page;
  };
  const setAll = async (next: Conditions): Promise<void> => {
    conditions = next;
    await Promise.all([...sessions.values()].map((session) => setConditions(session, next)));
  };

  const first = await attend(context.pages()[0] ?? (await context.newPage()));
  return {
    profile,
    context,
    page: first,
    openTab: async () => attend(await context.newPage()),
    asked: () => asked,
    faults: () => faults,
    cutNetwork: async () => {
      gate.shut();
      await setAll(cut);
    },
    restoreNetwork: async () => {
      gate.open();
      await setAll(connected);
    },
    close: async () => {
      await context.close();
      await gate.close();
    },
  };
};
