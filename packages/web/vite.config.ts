/**
 * How the app is built: hashed files, nothing inlined, no injected scripts, so that the relay can
 * serve it under a policy without `unsafe-inline`; one service worker with the list of all files.
 */
import { defineConfig } from 'vite';
import { ownWebAwesomeIcons } from './build/own-web-awesome-icons.ts';
import { precacheList } from './build/precache-list.ts';
import { preloadStartPath } from './build/start-path.ts';
import packageFile from './package.json' with { type: 'json' };

export default defineConfig({
  base: '/',
  define: { samphireVersion: JSON.stringify(packageFile.version) },
  plugins: [ownWebAwesomeIcons(), preloadStartPath(), precacheList()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: 'index.html', worker: 'src/worker/worker.ts' },
      output: {
        entryFileNames: (chunk) =>
          chunk.name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
