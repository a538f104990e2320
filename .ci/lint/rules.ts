/**
 * The rules of our own that oxlint loads: the table of architecture.ts, and two of syntax. They
 * know paths and syntax only, no types.
 */
import { dirname, join, relative, sep } from 'node:path';
import { places } from './architecture.ts';
import type { Place } from './architecture.ts';

interface Node {
  readonly [key: string]: unknown;
}

interface Context {
  readonly filename: string;
  report(finding: { readonly node: Node; readonly message: string }): void;
}

const root = join(import.meta.dirname, '..', '..');

const isInside = (file: string, place: string): boolean =>
  file === place || file.startsWith(`${place}/`);

/** The place that a file belongs to, or nothing when the table has none. */
const placeOf = (file: string): Place | undefined =>
  places
    .filter(({ path }) => isInside(file, path))
    .toSorted((one, other) => other.path.length - one.path.length)[0];

const isAllowedPackage = (name: string, allowed: readonly string[]): boolean =>
  allowed.some((entry) =>
    /[/:]$/.test(entry) ? name.startsWith(entry) : name === entry || name.startsWith(`${entry}/`),
  );

/** Why `file` may not import `specifier`, or nothing when it may. */
export const refusalOfImport = (file: string, specifier: string): string | undefined => {
  const place = placeOf(file);
  if (place === undefined) return `${file} has no place in .ci/lint/architecture.ts.`;
  const tests = file.endsWith('.test.ts') ? place.tests : undefined;
  if (!specifier.startsWith('.')) {
    return isAllowedPackage(specifier, [...place.packages, ...(tests?.packages ?? [])])
      ? undefined
      : `${place.path} may not import ${specifier}: a package has one place (.ci/lint/architecture.ts).`;
  }
  const target = join(dirname(file), specifier).split(sep).join('/').replace(/\?.*$/, '');
  // A folder with a place of its own inside is not opened by the place around it.
  const isOwn = isInside(target, place.path) && placeOf(target) === place;
  const isAllowed = [...place.imports, ...(tests?.imports ?? [])].some((allowed) =>
    isInside(target, allowed),
  );
  return isOwn || isAllowed
    ? undefined
    : `${place.path} may not import ${target}: only what .ci/lint/architecture.ts allows it.`;
};

const layers = {
  create: (context: Context) => {
    const file = relative(root, context.filename).split(sep).join('/');
    const judge = (node: Node): void => {
      const source = node['source'] as { readonly value?: unknown } | null | undefined;
      if (typeof source?.value !== 'string') return;
      const message = refusalOfImport(file, source.value);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: judge,
      ImportExpression: judge,
      ExportNamedDeclaration: judge,
      ExportAllDeclaration: judge,
      TSImportType: judge,
    };
  },
};

const noEnum = {
  create: (context: Context) => ({
    TSEnumDeclaration: (node: Node): void => {
      context.report({ node, message: 'No enum: use a union of string literals.' });
    },
  }),
};

const isDate = (node: Node): boolean => (node['callee'] as Node)['name'] === 'Date';

const noAmbientDate = {
  create: (context: Context) => {
    const message = 'No clock here: the time comes from Env.';
    return {
      NewExpression: (node: Node): void => {
        if (isDate(node) && (node['arguments'] as unknown[]).length === 0) {
          context.report({ node, message });
        }
      },
      CallExpression: (node: Node): void => {
        if (isDate(node)) context.report({ node, message });
      },
    };
  },
};

const plugin = {
  meta: { name: 'samphire' },
  rules: { layers, 'no-enum': noEnum, 'no-ambient-date': noAmbientDate },
};

// oxlint loads a plugin by its default export.
// oxlint-disable-next-line import/no-default-export
export default plugin;
