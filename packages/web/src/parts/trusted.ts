/**
 * The one script address that the page may load by name: the service worker. Where the browser
 * enforces Trusted Types, the policy `samphire-worker` admits this address and no other.
 */
const workerAddress = '/worker.js';

interface TypePolicy {
  createScriptURL(address: string): unknown;
}
interface TypePolicies {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ): TypePolicy;
}

export function trustedWorkerAddress(): string {
  const policies = (globalThis as { readonly trustedTypes?: TypePolicies }).trustedTypes;
  if (policies === undefined) return workerAddress;
  const policy = policies.createPolicy('samphire-worker', {
    createScriptURL: (address) => {
      if (address !== workerAddress)
        throw new TypeError('samphire-worker: script address not allowed');
      return address;
    },
  });
  // The types of `register` know only text; what is handed over is a TrustedScriptURL.
  return policy.createScriptURL(workerAddress) as string;
}
