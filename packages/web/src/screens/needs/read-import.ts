/**
 * Has a file read by the import worker; can be called off. Where the browser enforces Trusted
 * Types, the policy `samphire-import` admits the worker's own address and no other.
 */
import type { ImportLine, NeedsImport, NeedsView } from '@samphire/core/kinds/needs/types';
import { withoutContributions } from './import-model.ts';
import type { ReadAnswer, ReadRequest } from './import-worker.ts';
import workerAddress from './import-worker.ts?worker&url';

export interface Reading {
  /** Undefined when it was called off. Rejects when the browser gives no worker. */
  readonly found: Promise<NeedsImport | undefined>;
  stop(): void;
}

export function readImport(input: Uint8Array | string, existing: NeedsView): Reading {
  const worker = new Worker(trustedAddress(), { type: 'module' });
  let stop = (): void => worker.terminate();
  const found = new Promise<NeedsImport | undefined>((resolve, reject) => {
    const lines: ImportLine[] = [];
    const end = (settle: () => void): void => {
      worker.terminate();
      settle();
    };
    stop = () => end(() => resolve(undefined));
    worker.onmessage = ({ data }: MessageEvent<ReadAnswer>) => {
      if (data.name === 'lines') lines.push(...data.lines);
      else end(() => resolve({ ...data.rest, lines }));
    };
    worker.onerror = (event) =>
      end(() => reject(new Error('the import worker failed', { cause: event })));
    worker.postMessage({ input, existing: withoutContributions(existing) } satisfies ReadRequest);
  });
  return { found, stop: () => stop() };
}

interface TypePolicies {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): unknown };
}

/** A policy can be created once for each page. */
const policy = (globalThis as { readonly trustedTypes?: TypePolicies }).trustedTypes?.createPolicy(
  'samphire-import',
  {
    createScriptURL: (address) => {
      if (address !== workerAddress)
        throw new TypeError('samphire-import: script address not allowed');
      return address;
    },
  },
);

/** The types of `Worker` know only text; what is handed over is a TrustedScriptURL. */
const trustedAddress = (): string =>
  (policy?.createScriptURL(workerAddress) as string | undefined) ?? workerAddress;
