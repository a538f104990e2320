/**
 * What is kept and readable and not in its document: which changes, whose, why, and what they would
 * have written; and writing one of them again, as one's own edit to the document as it is now.
 */
import type { Env } from '../lib/env.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import { parentBytes } from '../ledger/content.ts';
import { refused, type Result } from '../lib/result.ts';
import type { DocumentEntry } from './counting/document-entry.ts';
import type { GovernRefusal, SetAsideView } from './governing.ts';
import type { Library } from './library.ts';
import type { Session } from './session.ts';

export interface SettingAsideOptions {
  readonly env: Env;
  readonly session: Session;
  readonly library: Library;
}

export class SettingAside {
  readonly #options: SettingAsideOptions;

  constructor(options: SettingAsideOptions) {
    this.#options = options;
  }

  follow(): void {
    void this.#options;
  }

  views(): readonly SetAsideView[] {
    const { engine } = this.#options.session;
    return engine.setAside.flatMap(({ entry, rule }) => (entry ? [this.#view(entry, rule)] : []));
  }

  async writeAgain(id: string): Promise<Result<void, GovernRefusal>> {
    const isKnown = this.views().some((view) => view.id === id);
    return refused({ type: isKnown ? 'cannot-be-written-again' : 'set-aside-unknown' });
  }

  #view({ node, document }: DocumentEntry, rule: string): SetAsideView {
    const link = node.chain.linkAt(node.place).subarray(0, parentBytes);
    return {
      id: hexFromBytes(link),
      document,
      isMine: node.chain.feed.device === this.#options.session.device,
      claimedAt: (node.content?.claimedSeconds ?? 0) * 1000,
      rule,
      lines: [],
    };
  }
}
