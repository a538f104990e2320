/**
 * What is kept and readable and not in its document: which changes, whose, why, and what they would
 * have written; and writing one of them again, as one's own edit to the document as it is now. What
 * this device wrote on a branch of its own feed that does not stand it writes again by itself.
 */
import * as Y from 'yjs';
import { directoryId } from '../kinds/directory.ts';
import { refused, type Result } from '../lib/result.ts';
import type { GovernRefusal, SetAsideView } from './governing.ts';
import type { Library } from './library.ts';
import type { Session } from './session.ts';
import { asideUpdates, replayOf, type AsideUpdate } from './setting-aside/aside-updates.ts';
import { linesOfUpdate } from './setting-aside/lines.ts';
import type { Again } from './setting-aside/places.ts';
import { replay } from './setting-aside/replay.ts';
import { rewrite } from './setting-aside/rewriting.ts';

export interface SettingAsideOptions {
  readonly session: Session;
  readonly library: Library;
}

/** More than anybody reads: a flood must not fill a screen. */
const viewsMax = 500;

export class SettingAside {
  readonly #options: SettingAsideOptions;
  /** In this session; the entry's id. */
  readonly #writtenAgain = new Set<string>();
  readonly #againByDocument = new Map<string, Again>();
  #linesById = new Map<string, readonly string[]>();
  #isSalvaging = false;

  constructor(options: SettingAsideOptions) {
    this.#options = options;
  }

  /** A branch may have been dropped, or it may be possible now to write what was on one. */
  follow(): void {
    const { session } = this.#options;
    if (session.dropped.untried.length === 0 || session.refusalOfWriting()) return;
    if (!this.#isSalvaging) void this.#salvage();
  }

  /** The newest last. */
  views(): readonly SetAsideView[] {
    const shown = this.#shown().slice(-viewsMax);
    this.#linesById = new Map(shown.map((each) => [each.id, this.#linesOf(each)]));
    return shown.map((each) => this.#view(each));
  }

  async writeAgain(id: string): Promise<Result<void, GovernRefusal>> {
    const { session, library } = this.#options;
    await session.engine.whenSettled();
    const refusal = session.refusalOfWriting();
    if (refusal) return refused(refusal);
    const target = this.#shown().find((each) => each.id === id);
    if (!target) return refused({ type: 'set-aside-unknown' });
    const { document } = target;
    const isListed = library.documents().some((each) => each.id === document);
    // Nobody would see what is written into a document that is in no list.
    if (!isListed && document !== directoryId) return refused({ type: 'document-unknown' });
    if (!this.#write([target])) return refused({ type: 'cannot-be-written-again' });
    return session.flush();
  }

  /** Each branch once, whole; what cannot be written again stays to be seen. */
  async #salvage(): Promise<void> {
    const { session } = this.#options;
    this.#isSalvaging = true;
    await session.engine.whenSettled();
    this.#isSalvaging = false;
    if (session.refusalOfWriting()) return;
    for (const branch of session.dropped.untried) {
      session.dropped.noteTried(branch);
      const updates = asideUpdates(session).filter((each) => each.branch === branch);
      for (const document of new Set(updates.map((each) => each.document))) {
        this.#write(updates.filter((each) => each.document === document));
      }
    }
    session.shelf.flush();
    session.tellChanged();
  }

  #write(targets: readonly AsideUpdate[]): boolean {
    const { session } = this.#options;
    const document = targets[0]?.document;
    if (document === undefined) return false;
    const doc = session.shelf.open(document);
    const replayed = replay(replayOf(session, targets, asideUpdates(session)));
    const again = this.#againByDocument.get(document) ?? new Map<string, Y.ID>();
    this.#againByDocument.set(document, again);
    if (!replayed || !rewrite(doc, replayed, again)) return false;
    for (const { id } of targets) this.#writtenAgain.add(id);
    return true;
  }

  /** Branches of others are theirs to write again. */
  #shown(): readonly AsideUpdate[] {
    const { session } = this.#options;
    return asideUpdates(session)
      .filter(({ id, branch, feed }) => {
        const isOthers = branch !== undefined && feed.device !== session.device;
        return !isOthers && !this.#writtenAgain.has(id);
      })
      .toSorted((left, right) => left.claimedSeconds - right.claimedSeconds);
  }

  #view({ id, document, rule, feed, claimedSeconds }: AsideUpdate): SetAsideView {
    const { session } = this.#options;
    const roster = session.engine.rosterOf(feed.epoch.id);
    const member = roster?.deviceById.get(feed.device)?.member;
    const handle = member === undefined ? undefined : roster?.memberById.get(member)?.handle;
    return {
      id,
      document,
      ...(member === undefined ? {} : { by: { member, handle: handle ?? '' } }),
      isMine: member === session.member,
      claimedAt: claimedSeconds * 1000,
      rule,
      lines: this.#linesById.get(id) ?? [],
    };
  }

  #linesOf({ id, document, update }: AsideUpdate): readonly string[] {
    const known = this.#linesById.get(id);
    if (known) return known;
    const doc = this.#options.session.shelf.open(document);
    return linesOfUpdate(update, ({ client, clock }) => {
      if (clock >= Y.getState(doc.store, client)) return undefined;
      const item = Y.getItem(doc.store, Y.createID(client, clock));
      return item instanceof Y.Item ? item : undefined;
    });
  }
}
