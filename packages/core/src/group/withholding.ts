/**
 * Notices a device that says that it holds what it does not send. It counts time by its own timer
 * and not by a clock, so that a phone that slept, or whose clock was set, accuses nobody; and
 * entries that keep arriving excuse whoever is only slow. Knows no links: who is connected, and what
 * each says that it holds, is told.
 */
import type { Env } from '../lib/env.ts';
import { withheldAfterMs, withheldAtLastMs } from '../lib/limits.ts';
import type { WithheldView } from './governing.ts';
import type { PeerIdentity } from './ports.ts';
import type { Session } from './session.ts';

export interface WithholdingOptions {
  readonly env: Env;
  readonly session: Session;
  readonly peers: () => readonly PeerIdentity[];
}

/** What one peer says that it holds of one feed, and has not sent. */
interface Lack {
  /** Entries of the feed held here when this was last looked at. */
  height: number;
  /** Looks since anything came of all that the peer has to send. */
  silentLooks: number;
  /** Looks since anything came of this feed. */
  looks: number;
}

interface Missing {
  readonly client: number;
  readonly held: number;
  readonly claimed: number;
}

const looksUntilWithheld = 4;
const lookMs = withheldAfterMs / looksUntilWithheld;
const looksAtLast = withheldAtLastMs / lookMs;

export class Withholding {
  readonly #options: WithholdingOptions;
  /** By device, then by the feed's ledger client id. */
  readonly #lacks = new Map<string, Map<number, Lack>>();
  readonly #ignore: () => void;
  #cancelLook: (() => void) | undefined;
  #isStopped = false;

  constructor(options: WithholdingOptions) {
    this.#options = options;
    this.#ignore = options.session.standing.onVector(() => this.follow());
  }

  /** Who is connected, or what somebody says to hold, may have changed. */
  follow(): void {
    if (this.#isStopped) return;
    this.#note();
    if (this.#lacks.size === 0 || this.#cancelLook) return;
    this.#cancelLook = this.#options.env.after(lookMs, () => {
      this.#cancelLook = undefined;
      this.#look();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#ignore();
    this.#cancelLook?.();
    this.#lacks.clear();
  }

  views(): readonly WithheldView[] {
    return this.#others().flatMap(({ device, member }) => {
      const lacks = this.#lacks.get(device);
      const entries = this.#missingFrom(device)
        .filter(({ client }) => isWithheld(lacks?.get(client)))
        .reduce((sum, { held, claimed }) => sum + claimed - held, 0);
      return entries > 0 ? [{ member, device, entries }] : [];
    });
  }

  /** Begins to watch what is missing, and forgets what came and who went. */
  #note(): void {
    const others = this.#others();
    const present = new Set(others.map(({ device }) => device));
    for (const device of this.#lacks.keys()) if (!present.has(device)) this.#lacks.delete(device);
    for (const { device } of others) {
      const before = this.#lacks.get(device);
      const missing = this.#missingFrom(device);
      const lacks = missing.map(({ client, held }): [number, Lack] => [
        client,
        before?.get(client) ?? { height: held, silentLooks: 0, looks: 0 },
      ]);
      // Something that was missing is here: it is sending.
      const hasCome = [...(before?.keys() ?? [])].some((client) =>
        missing.every((each) => each.client !== client),
      );
      if (hasCome) for (const [, lack] of lacks) lack.silentLooks = 0;
      if (lacks.length === 0) this.#lacks.delete(device);
      else this.#lacks.set(device, new Map(lacks));
    }
  }

  #look(): void {
    const before = this.views().length;
    for (const [device, lacks] of this.#lacks) {
      const missing = this.#missingFrom(device);
      const grown = missing.filter(
        ({ client, held }) => held > (lacks.get(client)?.height ?? held),
      );
      for (const { client, held } of missing) {
        const lack = lacks.get(client);
        if (!lack) continue;
        lack.silentLooks = grown.length > 0 ? 0 : lack.silentLooks + 1;
        lack.looks = held > lack.height ? 0 : lack.looks + 1;
        lack.height = held;
      }
    }
    this.follow();
    if (this.views().length !== before) this.#options.session.tellChanged();
  }

  /** Own tabs are not others. */
  #others(): readonly PeerIdentity[] {
    const { peers, session } = this.#options;
    const byDevice = new Map(peers().map((peer) => [peer.device, peer]));
    byDevice.delete(session.device);
    return [...byDevice.values()];
  }

  /** Only of feeds that are known here: what nobody has admitted yet cannot be judged. */
  #missingFrom(device: string): readonly Missing[] {
    const { standing, engine } = this.#options.session;
    return [...standing.claimsOf(device)].flatMap(([client, claimed]) => {
      const held = engine.ledger.chainOf(client)?.height ?? 0;
      const isMissing = claimed > held && engine.register.byClient.has(client);
      return isMissing ? [{ client, held, claimed }] : [];
    });
  }
}

/** Longer than the limit: a look may have come right after it was noticed. */
const isWithheld = (lack: Lack | undefined): boolean =>
  lack !== undefined && (lack.silentLooks > looksUntilWithheld || lack.looks > looksAtLast);
