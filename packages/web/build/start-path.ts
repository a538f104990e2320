/**
 * What the app loads at its first start besides its entry, and a hint in the page for each, so that
 * a slow network carries all of it at once instead of one after the other.
 */
import type { Plugin } from 'vite';

/** The modules that the shell imports at once, by the end of their paths. */
const startModules = [
  'packages/core/src/index.ts',
  'packages/core/src/stores/indexeddb/index.ts',
  'packages/web/src/state/platform.ts',
  'packages/web/src/screens/welcome/welcome-screen.ts',
] as const;

export function preloadStartPath(): Plugin {
  return {
    name: 'samphire-start-path',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(page, { bundle }) {
        if (bundle === undefined) return [];
        const chunks = new Map(
          Object.values(bundle).flatMap((file) =>
            file.type === 'chunk' ? [[file.fileName, file] as const] : [],
          ),
        );
        const pending = startModules.map((module) => {
          const chunk = [...chunks.values()].find((each) => each.facadeModuleId?.endsWith(module));
          if (chunk === undefined) throw new Error(`samphire-start-path: no chunk for ${module}`);
          return chunk.fileName;
        });
        const wanted = new Set<string>();
        for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
          if (wanted.has(name)) continue;
          wanted.add(name);
          pending.push(...(chunks.get(name)?.imports ?? []));
        }
        return [...wanted]
          .filter((name) => !page.includes(name))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
            injectTo: 'head' as const,
          }));
      },
    },
  };
}
