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

/** What one peer says that it holds of one feed, or what its own entries rest on, and has not sent. */
interface Lack {
  /** How much of it was held here when this was last looked at. */
  held: number;
  /** Looks since anything came of all that the peer has to send. */
  silentLooks: number;
  /** Looks since anything came of this feed. */
  looks: number;
}

interface Missing {
  /** A feed's ledger client id, or an entry's link. */
  readonly key: number | string;
  readonly held: number;
  readonly claimed: number;
}

const looksUntilWithheld = 4;
const lookMs = withheldAfterMs / looksUntilWithheld;
const looksAtLast = withheldAtLastMs / lookMs;

export class Withholding {
  readonly #options: WithholdingOptions;
  /** By device, then by what is missing. */
  readonly #lacks = new Map<string, Map<Missing['key'], Lack>>();
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
        .filter(({ key }) => isWithheld(lacks?.get(key)))
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
      const lacks = missing.map(({ key, held }): [Missing['key'], Lack] => [
        key,
        before?.get(key) ?? { held, silentLooks: 0, looks: 0 },
      ]);
      // Something that was missing is here: it is sending.
      const keys = new Set(missing.map(({ key }) => key));
      const hasCome = [...(before?.keys() ?? [])].some((key) => !keys.has(key));
      if (hasCome) for (const [, lack] of lacks) lack.silentLooks = 0;
      if (lacks.length === 0) this.#lacks.delete(device);
      else this.#lacks.set(device, new Map(lacks));
    }
  }

  #look(): void {
    const before = this.views().length;
    for (const [device, lacks] of this.#lacks) {
      const missing = this.#missingFrom(device);
      const hasGrown = missing.some(({ key, held }) => held > (lacks.get(key)?.held ?? held));
      for (const { key, held } of missing) {
        const lack = lacks.get(key);
        if (!lack) continue;
        lack.silentLooks = hasGrown ? 0 : lack.silentLooks + 1;
        lack.looks = held > lack.held ? 0 : lack.looks + 1;
        lack.held = held;
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

  #missingFrom(device: string): readonly Missing[] {
    return [...this.#claimedBy(device), ...this.#restedOnBy(device)];
  }

  /** Only of feeds that are known here: what nobody has admitted yet cannot be judged. */
  #claimedBy(device: string): readonly Missing[] {
    const { standing, engine } = this.#options.session;
    return [...standing.claimsOf(device)].flatMap(([client, claimed]) => {
      const held = engine.ledger.chainOf(client)?.height ?? 0;
      const isMissing = claimed > held && engine.register.byClient.has(client);
      return isMissing ? [{ key: client, held, claimed }] : [];
    });
  }

  /**
   * Whoever names an entry as parent has held it. Not where a feed has forked: then it may be on the
   * branch that does not stand, and nobody sends that.
   */
  #restedOnBy(device: string): readonly Missing[] {
    const { engine } = this.#options.session;
    if (engine.hasForks) return [];
    return engine.graph
      .missingParents()
      .filter(({ feeds }) => feeds.some(({ feed }) => feed.device === device))
      .map(({ link }) => ({ key: link, held: 0, claimed: 1 }));
  }
}

/** Longer than the limit: a look may have come right after it was noticed. */
const isWithheld = (lack: Lack | undefined): boolean =>
  lack !== undefined && (lack.silentLooks > looksUntilWithheld || lack.looks > looksAtLast);
