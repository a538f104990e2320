import { execFile, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from 'vitest';

import { flagOf } from './command-line.ts';
import { optionNames } from './options.ts';
import { createWebFolder, openClient } from './testing/clients.ts';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
const stopMsMax = 3_000;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (...flags: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...flags], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly output: () => Ended;
  readonly signalling: string;
  readonly address: string;
}

let children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

const startProcess = async (...flags: readonly string[]): Promise<Running> => {
  const child = spawn(process.execPath, [cli, '--port', '0', ...flags]);
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      if (stdout.includes('\n')) resolve(stdout);
    });
  });
  const port = /localhost:(\d+)/.exec(await firstLine)?.[1];
  return {
    child,
    output: () => ({ code: child.exitCode ?? -1, stdout, stderr }),
    signalling: `ws://localhost:${port}/signal`,
    address: `http://localhost:${port}`,
  };
};

const stop = async ({ child }: Running, signal: NodeJS.Signals): Promise<number> => {
  const startMs = performance.now();
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
  return performance.now() - startMs;
};

const writeConfig = async (text: string): Promise<string> => {
  const file = join(await mkdtemp(join(tmpdir(), 'samphire-relay-')), 'relay.json');
  await writeFile(file, text);
  return file;
};

describe('the relay as a process', () => {
  it('prints its address, serves the app and its health, and ends at once on SIGTERM', async () => {
    const running = await startProcess('--web', await createWebFolder());
    expect(running.output().stdout).toBe(`Samphire is at ${running.address}\n`);
    expect((await fetch(running.address)).status).toBe(200);
    expect(await (await fetch(`${running.address}/health`)).json()).toMatchObject({ status: 'ok' });
    const member = await openClient(running.signalling);
    expect(await stop(running, 'SIGTERM')).toBeLessThan(stopMsMax);
    expect(await member.closed).toBe(1001);
    expect(running.output().code).toBe(0);
  });

  it('ends on SIGINT within three seconds although a peer does not answer', async () => {
    const running = await startProcess();
    const stuck = await openClient(running.signalling);
    stuck.socket.pause();
    expect(await stop(running, 'SIGINT')).toBeLessThan(stopMsMax);
    expect(running.output().code).toBe(0);
    stuck.socket.terminate();
  });

  it('logs lines of JSON without any address, topic or content, whatever it is sent', async () => {
    const running = await startProcess('--behind-proxy');
    const headers = { 'X-Forwarded-For': '192.0.2.45', Origin: 'https://elsewhere.example' };
    const member = await openClient(running.signalling, { headers });
    const topic = 'colchester-needs';
    member.send({ type: 'subscribe', topics: [topic] });
    member.send({ type: 'publish', topic, data: 'insulin for marie' });
    member.sendRaw('{"insulin');
    member.send({ type: 'publish', topic: 'topic-of-others', data: 'insulin' });
    member.sendRaw('insulin', true);
    await member.settled();
    await fetch(`${running.address}/path-of-calais?q=insulin`);
    const oversize = await openClient(running.signalling, { headers });
    oversize.sendRaw('insulin'.repeat(20_000));
    await oversize.closed;
    await stop(running, 'SIGTERM');
    const { stderr, stdout } = running.output();
    for (const secret of ['127.0.0.1', '::', '192.0.2', 'elsewhere', topic, 'others', 'insulin']) {
      expect(stderr + stdout).not.toContain(secret);
    }
    expect(stderr + stdout).not.toContain('calais');
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { level: 'info', event: 'started' },
      { level: 'info', event: 'stopping', connections: 1, topics: 1 },
      {
        event: 'stopped',
        connections: 2,
        deliveries: 1,
        'refused-not-json': 1,
        'refused-not-subscribed': 1,
        'refused-not-text': 1,
        'refused-oversize': 1,
      },
    ]);
    const facts = lines.flatMap((line) => Object.entries(line));
    const sums = facts.filter(([name]) => !['time', 'level', 'event'].includes(name));
    expect(sums.map(([, value]) => typeof value)).toEqual(sums.map(() => 'number'));
  });

  it('survives a flood of garbage', async () => {
    const running = await startProcess();
    for (let round = 0; round < 5; round += 1) {
      const hostile = await openClient(running.signalling);
      for (let times = 0; times < 500; times += 1) hostile.sendRaw(`{"type":${times}`);
      expect([1006, 1008]).toContain(await hostile.closed);
    }
    expect((await fetch(`${running.address}/health`)).status).toBe(200);
    await stop(running, 'SIGTERM');
    expect(running.output().code).toBe(0);
  });
});

describe('what is wrong with the options', () => {
  const refusals: readonly (readonly [readonly string[], string])[] = [
    [['--prot', '1'], 'There is no flag "--prot". --help lists all flags.'],
    [['8444'], 'There is no flag "8444". --help lists all flags.'],
    [['--port'], '--port needs a value after it. --help lists all flags.'],
    [
      ['--port', '80x'],
      '--port ("port" in a configuration file) must be a whole number from 0 to 65535.',
    ],
    [
      ['--port=65536'],
      '--port ("port" in a configuration file) must be a whole number from 0 to 65535.',
    ],
    [
      ['--behind-proxy=yes'],
      '--behind-proxy ("behindProxy" in a configuration file) must be true or false.',
    ],
    [
      ['--log-level', 'loud'],
      '--log-level ("logLevel" in a configuration file) must be one of info, error, silent.',
    ],
    [
      ['--tls-key', 'x'],
      '--tls-cert ("tlsCert" in a configuration file) must be given too: a certificate and its key belong together.',
    ],
    [
      ['--web', '/nowhere'],
      'There is no built app in "/nowhere" (--web). Run "npm run build" first, or name the folder that holds its index.html.',
    ],
    [['--host', '192.0.2.1'], 'This machine has no address "192.0.2.1" (--host).'],
    [
      ['--config', '/nowhere.json'],
      'The configuration file "/nowhere.json" (--config) cannot be read: ENOENT.',
    ],
    [
      ['--buffered-bytes-max', '65536', '--signalling-bytes-max', '65537'],
      '--buffered-bytes-max ("bufferedBytesMax" in a configuration file) must be at least signallingBytesMax (65537), or no large message arrives.',
    ],
  ];

  it.each(refusals)('is said in one sentence: %j', async (flags, sentence) => {
    const ended = await run(...flags);
    expect(ended).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
  });

  it.each([
    ['{"prot": 1}', 'There is no option "prot". --help lists all options.'],
    [
      '{"port": "8444"}',
      '--port ("port" in a configuration file) must be a whole number from 0 to 65535.',
    ],
    [
      '{"messagesBurst": 0}',
      '--messages-burst ("messagesBurst" in a configuration file) must be a whole number from 1 to 1000000.',
    ],
    ['{"__proto__": {}}', 'There is no option "__proto__". --help lists all options.'],
    ['[1]', 'must hold one JSON object'],
    ['port = 1', 'must hold one JSON object'],
  ])('is said of the configuration file %s', async (text, sentence) => {
    const ended = await run('--config', await writeConfig(text));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('is a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ended = await run('--port', String(port));
    other.close();
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: `Port ${port} at 127.0.0.1 is taken by another program. Choose another with --port NUMBER; --port 0 takes a free one.\n`,
    });
  });

  it('is a certificate that is none', async () => {
    const file = await writeConfig('no certificate');
    const ended = await run('--tls-cert', file, '--tls-key', file);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('(--tls-cert, --tls-key) cannot be used');
  });
});

describe('the configuration', () => {
  it('is taken from the file, paths from where the file is, and flags win', async () => {
    const file = await writeConfig('{"port": 1, "web": "dist", "topicBytesMax": 99}');
    const printed = await run('--config', file, '--port', '2', '--print-config');
    const options = JSON.parse(printed.stdout) as Record<string, unknown>;
    expect(options).toMatchObject({ port: 2, topicBytesMax: 99, web: join(dirname(file), 'dist') });
    expect(Object.keys(options)).toEqual([...optionNames]);
    const again = await run('--config', await writeConfig(printed.stdout), '--print-config');
    expect(again.stdout).toBe(printed.stdout);
  });

  it('has every option in the help', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const name of optionNames) expect(stdout).toContain(`  ${flagOf(name)}`);
  });
});
