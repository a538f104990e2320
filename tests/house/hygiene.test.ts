/**
 * What may not slip into the repository: paths of a machine, hosts of a registry, loose versions,
 * tests that sleep, addresses of third parties in what the app serves.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const skipped = new Set(['node_modules', '.git', '.tmp', 'coverage', 'fixtures']);
const textual = /\.(?:ts|js|json|jsonc|md|html|css|svg|webmanifest|txt)$|^(?:LICENSE|\.npmrc|run)$/;

interface File {
  readonly path: string;
  readonly text: string;
}

/** Every text file under `folder`, whose path matches. */
const filesUnder = (folder: string, matches: RegExp = /./): readonly File[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return filesUnder(path, matches);
    if (!textual.test(entry.name) || !matches.test(path)) return [];
    return [{ path, text: readFileSync(join(root, path), 'utf8') }];
  });

const own = relative(root, import.meta.filename);
/** Sources and documents; not what was built from them. */
const sources = filesUnder('.').filter(
  ({ path }) => path !== own && !path.split('/').includes('dist'),
);

/** `path: line` for every line in which `pattern` is found. */
const linesWith = (files: readonly File[], pattern: RegExp): readonly string[] =>
  files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${path}: ${line.trim().slice(0, 160)}`),
  );

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface PackageFile {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
  readonly workspaces?: readonly string[];
}

interface LockFile {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly resolved?: string;
        readonly integrity?: string;
        readonly link?: boolean;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

const rootPackage = readJson('package.json') as PackageFile;
const packageFiles = ['.', ...(rootPackage.workspaces ?? [])].map((folder) => ({
  folder,
  file: readJson(join(folder, 'package.json')) as PackageFile,
}));
const locked = Object.entries((readJson('package-lock.json') as LockFile).packages);

describe('the repository', () => {
  it('reads the files that these tests are about', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it('names no path of a machine', () => {
    expect(
      linesWith(sources, /(?:^|[\s"'`(=])(?:\/(?:home|Users|root|work|mnt)\/\w|[A-Z]:\\\\?\w)/),
    ).toEqual([]);
  });

  it('names no host of a registry', () => {
    expect(linesWith(sources, /registry\.[a-z]|npmjs\.(?:org|com)/)).toEqual([]);
  });

  it('has no note of work that is left undone', () => {
    expect(
      linesWith(
        sources.filter(({ path }) => !/oxlint\.config/.test(path)),
        /\b(?:TODO|FIXME|XXX)\b/,
      ),
    ).toEqual([]);
  });
});

describe('dependencies', () => {
  it('are pinned exactly, everywhere', () => {
    const loose = packageFiles.flatMap(({ folder, file }) =>
      Object.entries({ ...file.dependencies, ...file.devDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${folder}: ${name}@${version}`),
    );
    expect(loose).toEqual([]);
  });

  it('are locked by their content and by no address', () => {
    const foreign = locked.filter(([path]) => path.startsWith('node_modules/'));
    expect(foreign.length).toBeGreaterThan(100);
    expect(
      foreign.filter(([, { link, resolved }]) => link !== true && resolved !== undefined),
    ).toEqual([]);
    // The linter's and formatter's binaries for other platforms: named so that `npm ci` knows them,
    // without a hash where only the platform's own binary could be had when the lock was written.
    const otherPlatforms = /node_modules\/@(?:oxfmt|oxlint|oxlint-tsgolint)\//;
    expect(
      foreign.filter(
        ([path, { link, integrity }]) =>
          link !== true && integrity === undefined && !otherPlatforms.test(path),
      ),
    ).toEqual([]);
  });

  it('are locked for every platform, so that a clean install can begin', () => {
    const paths = new Set(locked.map(([path]) => path));
    const missing = locked.flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter(
          (name) =>
            !paths.has(`node_modules/${name}`) && !paths.has(`${path}/node_modules/${name}`),
        )
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('keep react-native out', () => {
    expect(rootPackage.overrides).toMatchObject({
      'react-native': expect.stringMatching(/^npm:empty-npm-package@/),
      'react-native-webrtc': expect.stringMatching(/^npm:empty-npm-package@/),
    });
    const native = locked.filter(([path]) =>
      /node_modules\/(?:@react-native|react-native)/.test(path),
    );
    expect(native.filter(([, { version }]) => version !== '1.0.0')).toEqual([]);
  });
});

describe('tests', () => {
  const tests = sources.filter(({ path }) => path.endsWith('.test.ts'));

  it('never sleep: they wait for what they want to see', () => {
    const sleeps = /waitForTimeout|timers\/promises|\bsleep\(|await pass\(/;
    expect(tests.length).toBeGreaterThan(10);
    expect(linesWith(tests, sleeps)).toEqual([]);
  });

  it('let time pass only while something that they wait for is not there yet', () => {
    // Either in a loop, or as the `pass` that is handed to `until`.
    const isWaiting = /while \(![^]*$|const pass = [^]*$/;
    const charsBefore = 250;
    const pauses = tests.flatMap(({ path, text }) =>
      [...text.matchAll(/setTimeout\(\s*(?:resolve|done|r)\s*,/g)]
        .filter(({ index }) => !isWaiting.test(text.slice(Math.max(0, index - charsBefore), index)))
        .map(({ index }) => `${path}: ${text.slice(index, index + 40)}`),
    );
    expect(pauses).toEqual([]);
  });
});

/** Names and sentences, not places to fetch from; the browser tests see that nobody asks there. */
const harmless: readonly RegExp[] = [
  // Namespaces of SVG, XHTML and XLink.
  /^https?:\/\/www\.w3\.org\//,
  // Where a library's warnings, licence and notes tell developers to read on.
  /^https:\/\/webawesome\.com\/docs\/components\/$/,
  /^https:\/\/github\.com\/(?:mholt\/PapaParse|shoelace-style|yjs)\b/,
  /^https:\/\/issues\.chromium\.org\/issues\//,
  /^https:\/\/rolldown\.rs\/in-depth\//,
];

/**
 * Defaults of y-webrtc and simple-peer that are in their code and are always replaced by ours: the
 * stories record every socket and ICE server that is really used.
 */
const replacedDefaults: readonly RegExp[] = [
  /^stun:(?:stun\.l\.google\.com|global\.stun\.twilio\.com)/,
  /^wss:\/\/y-webrtc-eu\.fly\.dev/,
];

const addressesIn = (files: readonly File[], allowed: readonly RegExp[]): readonly string[] =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:https?|wss?):\/\/[\w[][\w.:[\]-]*(?:\/[\w./-]*)?|stuns?:[\w.:-]+/g)]
      .map(([address]) => address)
      .filter((address) => !allowed.some((pattern) => pattern.test(address)))
      .map((address) => `${path}: ${address}`),
  );

describe('the web app', () => {
  it('names no third party in its sources', () => {
    const app = filesUnder('packages/web', /^packages\/web\/(?:src|public|build|index\.html)/);
    const shipped = app.filter(({ path }) => !path.endsWith('.test.ts'));
    expect(shipped.length).toBeGreaterThan(10);
    expect(addressesIn(shipped, harmless)).toEqual([]);
  });

  it('names no third party in what is built', () => {
    expect(existsSync(join(root, 'packages/web/dist')), 'run `npm run build` first').toBe(true);
    const built = filesUnder('packages/web/dist');
    expect(built.length).toBeGreaterThan(3);
    expect(addressesIn(built, [...harmless, ...replacedDefaults])).toEqual([]);
  });
});
