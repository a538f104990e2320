/**
 * The two servers that the signalling benchmark compares, each as a process of its own.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const startMsMax = 20_000;

export interface Server {
  readonly child: ChildProcess;
  readonly port: number;
  readonly path: string;
}

export const startOurs = async (): Promise<Server> => {
  const cli = fileURLToPath(new URL('../../../packages/relay/src/cli.ts', import.meta.url));
  // The rate is lifted, since one sender sends for all; every other limit is the default.
  const rate = ['messages-burst', 'messages-per-minute'].flatMap((flag) => [
    `--${flag}`,
    '1000000',
  ]);
  const bytes = ['--bytes-burst', '1073741824', '--bytes-per-minute', '1073741824'];
  const child = spawn(process.execPath, [cli, '--port', '0', ...rate, ...bytes], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(/localhost:(\d+)/.exec(line.toString())?.[1]);
  return { child, port, path: '/signal' };
};

export const startTheirs = async (): Promise<Server> => {
  const server = fileURLToPath(
    new URL('../../../node_modules/y-webrtc/bin/server.js', import.meta.url),
  );
  const port = await freePort();
  const child = spawn(process.execPath, [server], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, PORT: String(port) },
  });
  const startMs = performance.now();
  while (!(await answers(port))) {
    if (performance.now() - startMs > startMsMax)
      throw new Error("y-webrtc's server never answers");
  }
  return { child, port, path: '' };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    (response) => response.ok,
    () => false,
  );

/** From /proc, so this benchmark runs on Linux. */
export const residentBytes = async (child: ChildProcess): Promise<number> => {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
};
