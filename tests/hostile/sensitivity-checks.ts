/**
 * The checks of guard, document guard, counting and what stands beside them, each with the lines
 * that carry it and what core would be without it. `sensitivity.ts` takes them out one by one.
 */
export interface Check {
  readonly name: string;
  /** In `packages/core/src`. */
  readonly file: string;
  /** Exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Files of tests that ought to notice. */
  readonly tests: readonly string[];
}

const documents = ['member-documents'];
const entries = ['member-entries'];
const forks = ['forks'];
const peers = ['peer.test'];
const roster = ['member-roster'];

const ledgerUpdate = (name: string, find: string, replace: string): Check => ({
  name: `guard, decodes: ${name}`,
  file: 'ledger/update.ts',
  find,
  replace,
  tests: peers,
});
const guard = (name: string, find: string, replace: string, tests: readonly string[]): Check => ({
  name: `guard: ${name}`,
  file: 'ledger/guard.ts',
  find,
  replace,
  tests,
});
const documentUpdate = (name: string, find: string, replace = ''): Check => ({
  name: `document guard, decodes: ${name}`,
  file: 'ledger/document-update.ts',
  find,
  replace,
  tests: documents,
});
const documentGuard = (name: string, find: string, replace: string): Check => ({
  name: `document guard: ${name}`,
  file: 'ledger/document-guard.ts',
  find,
  replace,
  tests: documents,
});
const counting = (
  name: string,
  find: string,
  replace: string,
  tests: readonly string[],
): Check => ({
  name: `counting: ${name}`,
  file: 'group/counting/counting.ts',
  find,
  replace,
  tests,
});

export const checks: readonly Check[] = [
  ledgerUpdate(
    'no deletion',
    "reader.demand(reader.varUint() === 0, 'a deletion');",
    'reader.rest();',
  ),
  ledgerUpdate('order of feeds', "reader.demand(run.clientId < before, 'order of feeds');", ''),
  ledgerUpdate(
    'number of feeds',
    "reader.demand(count <= updateFeedsMax, 'number of feeds');",
    'if (count > updateFeedsMax) return [];',
  ),
  ledgerUpdate('kind of the first item', 'reader.uint(1) === firstItem', 'reader.uint(1) >= 0'),
  ledgerUpdate('kind of the next items', 'reader.uint(1) === nextItem', 'reader.uint(1) >= 0'),
  ledgerUpdate(
    'origin',
    "reader.demand(reader.varUint() === clientId && reader.varUint() === place - 1, 'origin');",
    'reader.varUint(); reader.varUint();',
  ),
  guard(
    'root-is-the-feeds',
    'candidate.run.start > 0 || candidate.run.rootName === candidate.feed.name',
    'candidate.run.start >= 0',
    peers,
  ),
  guard('no-gap', 'candidate.start <= heightOf(candidate)', 'candidate.start >= 0', peers),
  guard('same-as-held', 'if (same < held) return nothingOf(candidate);', '', peers),
  guard(
    'well-formed-entry',
    'prefixLength(candidate.entries, isWellFormedEntry)',
    'candidate.entries.length',
    entries,
  ),
  guard(
    'within-the-feeds-limits',
    'return index < places && bytes <= feedBytesMax;',
    'return index < places;',
    ['member-entries.test'],
  ),
  guard(
    'signed-chain blames the forger',
    'isForgery: ({ run, start }) => start === 0 || run.start < start',
    'isForgery: () => false',
    peers,
  ),
  guard(
    'signed-chain blames nobody honest',
    'isForgery: ({ run, start }) => start === 0 || run.start < start',
    'isForgery: () => true',
    [...forks, ...peers],
  ),
  {
    name: 'guard: signed-chain, the newest signature',
    file: 'ledger/chain.ts',
    find: '    end -= 1;\n',
    replace: '    break;\n',
    tests: [...entries, ...peers],
  },
  {
    name: 'guard: signed-chain, every 64th signature',
    file: 'ledger/chain.ts',
    find: '      end = index;\n      break;\n',
    replace: '',
    tests: entries,
  },
  documentUpdate('kind of content', "reader.demand(kind === contentType, 'kind of content');"),
  documentUpdate(
    'kind of type',
    "reader.demand(reader.varUint() <= typeNumberMax, 'kind of type');",
    'reader.varUint();',
  ),
  documentUpdate('empty text', "reader.demand(length > 0, 'empty text');"),
  documentUpdate(
    'number of values',
    "reader.demand(count > 0 && count <= reader.left, 'number of values');",
  ),
  documentUpdate('depth of value', "reader.demand(depth <= valueDepthMax, 'depth of value');"),
  documentUpdate(
    '__proto__',
    "reader.varText(reader.left) !== '__proto__'",
    "reader.varText(reader.left) !== '__none__'",
  ),
  documentUpdate('kind of value', "reader.demand(false, 'kind of value');"),
  documentUpdate(
    'unsafe integer',
    "reader.demand(value <= Number.MAX_SAFE_INTEGER, 'unsafe integer');",
  ),
  documentUpdate('length of deletion', 'reader.demand(length > 0 && ', 'reader.demand('),
  documentGuard(
    'own-client',
    "if (update.client !== undefined && update.client !== client) return 'own-client';",
    '',
  ),
  documentGuard(
    'next-clock',
    "if (start !== undefined && start !== this.clockOf(client)) return 'next-clock';",
    '',
  ),
  documentGuard(
    'within-own-past, references',
    "if (references.some((id) => id && !isReached(id, clock))) return 'within-own-past';",
    'void references;',
  ),
  documentGuard(
    'within-own-past, deletions',
    "return deletesAhead ? 'within-own-past' : undefined;",
    'void deletesAhead; return undefined;',
  ),
  documentGuard(
    'within-own-past, the past of the entry',
    'before : clockInPast(id.client)',
    'before : (clockInPast(id.client), id.client === 12345 ? 0 : 99)',
  ),
  documentGuard('parent-is-a-type', '!places.isType(struct.parent.id)', '!places'),
  documentGuard(
    'neighbours-agree',
    'places.of(origin) !== places.of(rightOrigin)',
    'places.of(origin) === undefined',
  ),
  documentGuard('neighbours-in-order', 'places.hasOrderedNeighbours(index)', '!!places'),
  counting(
    'who may write documents',
    "else if (this.#may(node, state, 'write-documents'))",
    "else if (this.#may(node, state, 'write-documents') || entry)",
    roster,
  ),
  {
    name: 'counting: a right lies in the past',
    file: 'group/counting/epoch-roster.ts',
    find: 'heightInPast(node, chain) > place;',
    replace: 'heightInPast(node, chain) >= 0 || place < 0;',
    tests: roster,
  },
  counting(
    'what cannot be read is set aside',
    "if (!content) return void this.#setAside(node, 'unreadable');",
    'if (!content) return;',
    entries,
  ),
  counting(
    'a proof that cannot be read',
    "if (!proof) this.#setAside(node, 'fork-malformed');",
    'if (!proof) return;',
    forks,
  ),
  counting(
    'a roster entry without the right',
    'if (rule) this.#setAside(node, rule);',
    'void rule;',
    roster,
  ),
  {
    name: 'roster: who may admit and invite',
    file: 'roster/refusing.ts',
    find: '!mayDo(role, deedOf(change), roster.policy)',
    replace: '!mayDo(role, deedOf(change), { ...roster.policy, whoAdmits: "members" })',
    tests: roster,
  },
  {
    name: 'roster: keys must be sound',
    file: 'roster/refusing.ts',
    find: 'if (!isSoundDevice(device)) return',
    replace: 'if (!isSoundDevice(device) && device.salt.length === 0) return',
    tests: roster,
  },
  {
    name: 'content: canonical padding and parents',
    file: 'ledger/content.ts',
    find: "reader.demand(isAscending(parents), 'order of parents');",
    replace: 'void isAscending;',
    tests: entries,
  },
  {
    name: 'forks: a proof must prove',
    file: 'group/intake.ts',
    find: 'if (feed && isForkProof(feed, proof))',
    replace: 'void isForkProof; if (feed)',
    tests: forks,
  },
  {
    name: 'forks: proofs rest on no losing branch',
    file: 'group/intake.ts',
    find: 'if (this.#forks.note(proof)) news.push({ proof, run });',
    replace: 'if (this.#forks.note(proof)) this.#options.events.proven(proof); void run;',
    tests: forks,
  },
  {
    name: 'waiting room: weight of entries',
    file: 'group/waiting-room.ts',
    find: 'const heldEntryBytes = 256;',
    replace: 'const heldEntryBytes = 0;',
    tests: peers,
  },
  {
    name: 'peers: patience',
    file: 'links/peers/asking.ts',
    find: 'if (isPatient || !isOtherAhead(peer)) watch();',
    replace: 'void isOtherAhead; void isPatient; watch();',
    tests: peers,
  },
  {
    name: 'presence: nothing old',
    file: 'group/presence.ts',
    find: 'counter <= (this.#seen.get(id)?.counter ?? -1)',
    replace: 'counter < 0',
    tests: roster,
  },
];
