/**
 * The layers as a table: for each place what it may import of ours, and which third-party packages
 * have their place there. `rules.ts` enforces it; ARCHITECTURE.md says the same in words. It knows
 * paths and names only, nothing of what is in the files.
 */
interface Additions {
  readonly imports?: readonly string[];
  readonly packages?: readonly string[];
}

export interface Place {
  /** A folder or a file, from the root of the repository. The longest that fits a file counts. */
  readonly path: string;
  /** Folders or files of ours that it may import, besides itself. */
  readonly imports: readonly string[];
  /** Third-party packages; a name that ends in `/` or `:` is a whole scope. */
  readonly packages: readonly string[];
  /** What the tests of this place may import in addition. */
  readonly tests?: Additions;
}

const core = (...folders: readonly string[]): readonly string[] =>
  folders.map((folder) => `packages/core/src/${folder}`);

/** What a test of core may use besides what its layer may: test tools, cast, vectors, fixtures. */
const testTools = {
  imports: [...core('testing'), 'packages/core/test', 'tests/fixtures'],
  packages: ['vitest', 'fast-check', 'node:'],
};

const coreTests = (...packages: readonly string[]): Additions => ({
  imports: testTools.imports,
  packages: [...testTools.packages, ...packages],
});

/** Packages of the harness that drives real browsers and real relays. */
const harness = ['vitest', 'fast-check', 'node:', 'playwright-core', 'axe-core'];
/** The libraries under ours, for peers that speak without us. */
const bare = ['@noble/', 'yjs', 'y-webrtc', 'y-protocols', 'lib0', 'ws'];

export const places: readonly Place[] = [
  // Core, from left to right: a folder imports only from those to its left.
  // Its tests compare canonical bytes with those that Yjs writes.
  { path: 'packages/core/src/lib', imports: [], packages: ['lib0'], tests: coreTests('yjs') },
  {
    path: 'packages/core/src/crypto',
    imports: core('lib'),
    packages: ['@noble/', 'hash-wasm', 'libsodium-wrappers'],
    tests: coreTests(),
  },
  {
    path: 'packages/core/src/identity',
    imports: core('lib', 'crypto'),
    packages: ['@scure/bip39'],
    tests: coreTests(),
  },
  {
    path: 'packages/core/src/roster',
    imports: core('lib', 'crypto', 'identity'),
    packages: [],
    tests: coreTests(),
  },
  {
    path: 'packages/core/src/ledger',
    imports: core('lib', 'crypto', 'identity', 'roster'),
    packages: ['yjs'],
    tests: coreTests(),
  },
  {
    path: 'packages/core/src/group',
    // The directory of a group's documents is a document itself: the group opens it by the
    // contract that every kind meets, and knows no other kind.
    imports: [
      ...core('lib', 'crypto', 'identity', 'roster', 'ledger'),
      ...core('kinds/contract.ts', 'kinds/directory.ts'),
    ],
    packages: ['yjs'],
    tests: {
      ...coreTests(),
      // Its tests open a group of needs lists and keep it in memory.
      imports: [...testTools.imports, ...core('kinds', 'stores/memory.ts')],
    },
  },
  {
    // Kinds are pure functions over a Y.Doc: no keys, no ledgers, no roster, no links.
    path: 'packages/core/src/kinds',
    imports: core('lib'),
    packages: ['yjs', 'papaparse'],
    tests: coreTests(),
  },

  // Beside the group: they implement its ports over sealed bytes, and touch the platform.
  {
    path: 'packages/core/src/links',
    // The hash binds proofs to connections and names channels; keys are not theirs to know.
    imports: core('lib', 'crypto/hash.ts', 'group/ports.ts', 'ledger/ledger.ts'),
    packages: ['yjs'],
    tests: coreTests(),
  },
  {
    path: 'packages/core/src/links/mesh',
    imports: core('lib', 'links', 'crypto/hash.ts', 'group/ports.ts', 'ledger/ledger.ts'),
    packages: ['yjs', 'y-webrtc', 'y-protocols', 'lib0'],
    tests: coreTests('ws'),
  },
  {
    path: 'packages/core/src/stores',
    imports: core('lib', 'group/ports.ts', 'ledger/ledger.ts'),
    packages: ['yjs'],
    tests: coreTests('fake-indexeddb'),
  },
  {
    path: 'packages/core/src/stores/indexeddb',
    imports: core('lib', 'stores', 'group/ports.ts', 'ledger/ledger.ts'),
    packages: ['yjs', 'y-indexeddb'],
    tests: coreTests('fake-indexeddb'),
  },
  {
    path: 'packages/core/src/testing',
    imports: ['packages/core/src'],
    packages: ['yjs', 'vitest', 'fast-check'],
    tests: coreTests(),
  },
  { path: 'packages/core/src/index.ts', imports: ['packages/core/src'], packages: [] },
  {
    path: 'packages/core/test',
    imports: ['packages/core/src'],
    packages: ['yjs', 'vitest', 'fast-check', 'node:'],
  },

  // A relay knows no keys, no documents, no members. It may share `lib`, which knows nothing of
  // the domain, and nothing else of core.
  {
    path: 'packages/relay/src',
    imports: [],
    packages: ['ws', 'node:', '@samphire/core/lib/'],
    tests: { packages: ['vitest', 'fast-check'] },
  },

  // The app speaks to core by its exports: no ciphers, no protocols, no Yjs.
  {
    path: 'packages/web/src',
    imports: ['packages/web/src/parts/qr-drawing.ts', 'packages/web/src/parts/qr-pixels.ts'],
    packages: ['lit', '@awesome.me/webawesome', '@samphire/core'],
    // Its tests make the documents that core would hand to a screen.
    tests: { packages: ['vitest', 'fast-check', 'node:', 'yjs'] },
  },
  {
    // One file draws codes, one reads them; the rest of the app knows text and pixels.
    path: 'packages/web/src/parts/qr-drawing.ts',
    imports: ['packages/web/src'],
    packages: ['qr'],
  },
  {
    path: 'packages/web/src/parts/qr-pixels.ts',
    imports: ['packages/web/src'],
    packages: ['qr'],
  },
  {
    // How the app is built.
    path: 'packages/web/build',
    imports: [],
    packages: ['vite', 'node:'],
    tests: { packages: ['vitest', 'fast-check'] },
  },
  {
    path: 'packages/web/vite.config.ts',
    imports: ['packages/web/build', 'packages/web/package.json'],
    packages: ['vite', 'node:'],
  },

  // What crosses packages, and the house itself.
  {
    path: 'tests',
    imports: [
      ...['tests', '.ci', 'packages/core/src', 'packages/core/test', 'packages/relay/src'],
      // Codes that no screen of ours would show are drawn as the app draws its own.
      'packages/web/src/parts/qr-drawing.ts',
    ],
    packages: [...harness, '@samphire/', 'yjs', 'ws', 'vite'],
  },
  {
    // Hostile peers speak the bare protocols.
    path: 'tests/hostile',
    imports: ['tests', 'packages/core/src', 'packages/core/test', 'packages/relay/src'],
    packages: [...harness, ...bare, '@samphire/'],
  },
  {
    // The benchmarks measure ours beside the bare libraries.
    path: 'tests/bench',
    imports: ['tests', 'packages/core/src', 'packages/relay/src'],
    packages: [
      ...harness,
      ...bare,
      '@samphire/',
      'vite',
      'y-indexeddb',
      'fake-indexeddb',
      'hash-wasm',
    ],
  },
  {
    path: 'tests/e2e/mesh',
    imports: ['tests', 'packages/core/src', 'packages/relay/src'],
    packages: [...harness, '@samphire/', 'yjs', 'y-webrtc', 'ws', 'vite'],
  },
  {
    path: 'tests/e2e/stores',
    imports: ['tests', 'packages/core/src', 'packages/core/test'],
    packages: [...harness, '@samphire/', 'yjs', 'y-indexeddb', 'vite'],
  },
  { path: '.ci', imports: ['.ci'], packages: ['node:'] },
  { path: 'oxlint.config.ts', imports: ['.ci'], packages: ['oxlint'] },
  { path: 'vitest.config.ts', imports: [], packages: ['vitest', 'node:'] },
];
