/**
 * Takes Web Awesome's two built-in icon libraries out of the build: the default one points at a
 * third party's host, the system one at `data:` addresses that the content policy refuses.
 * `src/parts/icons.ts` registers our own under the same names. Fails the build if Web Awesome
 * moves them, so that the foreign host can never slip back in.
 */
import type { Plugin } from 'vite';

const foreign = [
  {
    mark: '// src/components/icon/library.default.ts',
    name: 'default',
    code: emptyLibrary('default', 'library_default_default', true),
  },
  {
    mark: '// src/components/icon/library.system.ts',
    name: 'system',
    code: emptyLibrary('system', 'library_system_default', false),
  },
] as const;

export function ownWebAwesomeIcons(): Plugin {
  const replaced = new Set<string>();
  return {
    name: 'samphire-own-web-awesome-icons',
    transform(code, id) {
      if (!id.includes('/webawesome/dist/chunks/')) return null;
      // The library's own file only: others that merely import it carry no such mark.
      const match = foreign.find((entry) => code.includes(entry.mark));
      if (match === undefined) return null;
      replaced.add(match.name);
      return { code: match.code, map: null };
    },
    generateBundle(_options, bundle) {
      const usesIcons = Object.values(bundle).some(
        (file) => file.type === 'chunk' && file.code.includes('wa-icon'),
      );
      if (usesIcons && replaced.size !== foreign.length)
        this.error(
          'Web Awesome has moved its icon libraries: look again at own-web-awesome-icons.ts',
        );
    },
  };
}

function emptyLibrary(name: string, exported: string, hasFolders: boolean): string {
  const library = `const ${exported} = { name: '${name}', resolver: () => undefined };`;
  const folders = hasFolders ? `const getIconFolder = () => '';` : '';
  return `${library}\n${folders}\nexport { ${exported}${hasFolders ? ', getIconFolder' : ''} };\n`;
}
