/**
 * Gives the service worker the list of every file of the build and a hash over all of them, which
 * is also the build's hash that the menu shows.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const buildHashChars = 12;
const token = '__SAMPHIRE_BUILD__';

export function precacheList(): Plugin {
  let publicFolder = '';
  return {
    name: 'samphire-precache-list',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const contents = new Map<string, string | Uint8Array>();
        for (const [name, file] of Object.entries(bundle))
          contents.set(`/${name}`, file.type === 'chunk' ? file.code : file.source);
        for (const entry of readdirSync(publicFolder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue;
          const path = join(entry.parentPath, entry.name);
          contents.set(path.slice(publicFolder.length), readFileSync(path));
        }
        const worker = bundle['worker.js'];
        if (worker?.type !== 'chunk') return;
        contents.delete('/index.html');
        const hash = createHash('sha256');
        const files = [...contents.keys()].sort();
        for (const name of files)
          hash
            .update(name)
            .update('\0')
            .update(contents.get(name) ?? '')
            .update('\0');
        const index = bundle['index.html'];
        if (index?.type === 'asset') hash.update(index.source);
        const build = {
          hash: hash.digest('hex').slice(0, buildHashChars),
          files: ['/', ...files.filter((name) => name !== '/worker.js')],
        };
        const before = worker.code;
        worker.code = before.replace(new RegExp(`["'\`]${token}["'\`]`), () =>
          JSON.stringify(build),
        );
        if (worker.code === before) this.error('The worker no longer holds its build token.');
      },
    },
  };
}
