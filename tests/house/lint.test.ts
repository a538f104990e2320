/**
 * Proves that the linter refuses what the architecture forbids: each case is a small offending file,
 * linted by the project's own configuration in a folder of the same shape.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Case {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  /** The rule that must speak, or nothing when the file is as it should be. */
  readonly rule?: string;
}

const core = 'packages/core/src';
const imports = (specifier: string): string =>
  `import { something } from '${specifier}';\nexport const used = something;\n`;

const fileName = (specifier: string): string =>
  `imports-${specifier.replaceAll(/[^a-z0-9]+/g, '-').replace(/^-/, '')}.ts`;

const layer = (place: string, specifier: string): Case => ({
  title: `${place} may not import ${specifier}`,
  file: `${place}/${fileName(specifier)}`,
  text: imports(specifier),
  rule: 'samphire(layers)',
});

const welcome = (place: string, specifier: string): Case => ({
  title: `${place} may import ${specifier}`,
  file: `${place}/${fileName(specifier)}`,
  text: imports(specifier),
});

const cases: readonly Case[] = [
  // Each folder of core, and the nearest that is not to its left.
  layer(`${core}/lib`, '../crypto/hash.ts'),
  layer(`${core}/crypto`, '../identity/keys.ts'),
  layer(`${core}/identity`, '../roster/charter.ts'),
  layer(`${core}/roster`, '../ledger/entry.ts'),
  layer(`${core}/ledger`, '../group/ports.ts'),
  layer(`${core}/group`, '../kinds/needs/index.ts'),
  layer(`${core}/group`, '../links/mesh/index.ts'),
  layer(`${core}/group`, '../stores/memory.ts'),
  layer(`${core}/kinds`, '../crypto/hash.ts'),
  layer(`${core}/kinds`, '../ledger/entry.ts'),
  layer(`${core}/kinds`, '../group/ports.ts'),
  layer(`${core}/links`, '../crypto/seal.ts'),
  layer(`${core}/links`, '../kinds/contract.ts'),
  layer(`${core}/links/mesh`, '../../group/group.ts'),
  layer(`${core}/stores`, '../crypto/hash.ts'),
  layer(`${core}/stores/indexeddb`, '../../kinds/contract.ts'),
  layer(`${core}/lib`, '../index.ts'),
  welcome(`${core}/crypto`, '../lib/bytes.ts'),
  welcome(`${core}/ledger`, '../roster/charter.ts'),
  welcome(`${core}/group`, '../kinds/directory.ts'),
  welcome(`${core}/links/mesh`, '../../group/ports.ts'),

  // Each third-party package has one place.
  layer(`${core}/ledger`, '@noble/hashes/sha2.js'),
  layer(`${core}/identity`, '@noble/ed25519'),
  layer(`${core}/roster`, 'yjs'),
  layer(`${core}/ledger`, 'y-webrtc'),
  layer(`${core}/group`, 'y-indexeddb'),
  layer(`${core}/stores`, 'y-indexeddb'),
  layer(`${core}/group`, 'papaparse'),
  layer(`${core}/crypto`, 'node:crypto'),
  welcome(`${core}/crypto`, '@noble/hashes/sha2.js'),
  welcome(`${core}/links/mesh`, 'y-webrtc'),
  welcome(`${core}/stores/indexeddb`, 'y-indexeddb'),
  layer('packages/relay/src', '@samphire/core'),
  layer('packages/relay/src', 'yjs'),
  layer('packages/relay/src', '../../core/src/crypto/hash.ts'),
  layer('packages/web/src/screens', 'yjs'),
  layer('packages/web/src/screens', '@noble/hashes/sha2.js'),
  layer('packages/web/src/screens', '../../../core/src/ledger/entry.ts'),
  welcome('packages/web/src/screens', 'lit'),
  {
    title: 'an import on demand is judged like any other',
    file: `${core}/lib/on-demand.ts`,
    text: "export const load = () => import('../crypto/hash.ts');\n",
    rule: 'samphire(layers)',
  },
  {
    title: 'passing on what another module exports is an import',
    file: `${core}/lib/passing-on.ts`,
    text: "export * from '../crypto/hash.ts';\n",
    rule: 'samphire(layers)',
  },
  {
    title: 'a type is no way around a layer',
    file: `${core}/lib/type-only.ts`,
    text: "import type { Hash } from '../crypto/hash.ts';\nexport type Same = Hash;\n",
    rule: 'samphire(layers)',
  },
  {
    title: 'a folder that the table does not know is refused',
    file: `${core}/utils/anything.ts`,
    text: imports('../lib/bytes.ts'),
    rule: 'samphire(layers)',
  },

  // Clock, chance, timers and the terminal.
  ...[
    ['Date.now()', 'eslint(no-restricted-properties)'],
    ['Math.random()', 'eslint(no-restricted-properties)'],
    ['new Date()', 'samphire(no-ambient-date)'],
    ['crypto.randomUUID()', 'eslint(no-restricted-globals)'],
    ['globalThis.crypto.randomUUID()', 'eslint(no-restricted-globals)'],
    ['setTimeout(() => undefined, 1)', 'eslint(no-restricted-globals)'],
    ['process.env', 'eslint(no-restricted-globals)'],
    ['console.log(1)', 'eslint(no-restricted-globals)'],
  ].flatMap(([expression = '', rule = ''], place) => [
    {
      title: `the ledger may not ask for ${expression}`,
      file: `${core}/ledger/platform-${place}.ts`,
      text: `export const value = ${expression};\n`,
      rule,
    },
  ]),
  {
    title: 'a store may ask the clock',
    file: `${core}/stores/clock.ts`,
    text: 'export const value = Date.now();\n',
  },

  // Language.
  {
    title: 'any is refused',
    file: `${core}/lib/any.ts`,
    text: 'export const value: any = 1;\n',
    rule: 'typescript(no-explicit-any)',
  },
  {
    title: 'an enum is refused',
    file: 'packages/web/src/app/enum.ts',
    text: 'export enum Colour {\n  green,\n}\n',
    rule: 'samphire(no-enum)',
  },
  {
    title: 'a namespace is refused',
    file: 'packages/web/src/app/namespace.ts',
    text: 'export namespace Colours {\n  export const green = 1;\n}\n',
    rule: 'typescript(no-namespace)',
  },
  {
    title: 'a default export is refused',
    file: `${core}/lib/default-export.ts`,
    text: 'const value = 1;\nexport default value;\n',
    rule: 'import(no-default-export)',
  },
  {
    title: 'a circle of imports is refused',
    file: `${core}/lib/circle.ts`,
    text: "import { end } from './circle-end.ts';\nexport const start = (): number => end();\n",
    rule: 'import(no-cycle)',
  },
  {
    title: 'the far side of the circle is refused too',
    file: `${core}/lib/circle-end.ts`,
    text: "import { start } from './circle.ts';\nexport const end = (): number => start();\n",
    rule: 'import(no-cycle)',
  },
];

interface Finding {
  readonly code: string;
  readonly filename: string;
}

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'samphire-lint-'));
let findings: readonly Finding[] = [];

beforeAll(() => {
  for (const name of ['oxlint.config.ts', '.ci', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, text } of cases) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json', 'packages'],
    { cwd: folder, encoding: 'utf8' },
  );
  findings = (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rulesAgainst = (file: string): readonly string[] =>
  findings.filter(({ filename }) => filename === file).map(({ code }) => code);

describe('the linter', () => {
  it.each(cases.filter(({ rule }) => rule !== undefined))('refuses: $title', ({ file, rule }) => {
    expect(rulesAgainst(file)).toContain(rule);
  });

  it.each(cases.filter(({ rule }) => rule === undefined))('allows: $title', ({ file }) => {
    expect(rulesAgainst(file)).not.toContain('samphire(layers)');
    expect(rulesAgainst(file)).not.toContain('eslint(no-restricted-properties)');
  });

  it('is run by npm run check, where a warning is a failure', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    expect(scripts['check']).toContain('oxlint --type-aware --max-warnings 0');
  });
});
