/**
 * The real relay as a process of its own, serving the built app. Its working folder and everything
 * that it says are kept, so that a test can look through them. It knows nothing of the app.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface RelayProcess {
  /** `http://127.0.0.1:<port>`: where the app is. */
  readonly origin: string;
  readonly port: number;
  /** Where the relay runs; whatever it writes without being told a place lands here. */
  readonly folder: string;
  /** Everything it has said, on both outputs. */
  said(): string;
  /** Ends the process; the folder stays until `remove`. */
  stop(): Promise<void>;
  remove(): void;
}

/** Starts a relay; a `port` is given to start one again at the same origin. */
export const startRelay = async (port = 0): Promise<RelayProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'samphire-relay-'));
  const program = join(root, 'packages', 'relay', 'src', 'cli.ts');
  const web = join(root, 'packages', 'web', 'dist');
  const child = spawn(process.execPath, [program, '--web', web, '--port', String(port)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const origin = await new Promise<string>((resolve, reject) => {
    const hear = (part: Buffer): void => {
      text += part.toString();
      const address = /Samphire is at (http:\/\/[\w.]+:\d+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`The relay ended (${code}): ${text}`)));
  });
  const ended = once(child, 'exit');
  return {
    origin,
    port: Number(new URL(origin).port),
    folder,
    said: () => text,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
