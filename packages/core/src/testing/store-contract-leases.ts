/**
 * The part of the store contract about instances: two tabs of a device never write one feed.
 */
import { deviceInstancesMax } from '../lib/limits.ts';
import { check, type BenchCase } from './store-contract-parts.ts';

const none: ReadonlySet<number> = new Set();

export const storeLeaseCases: Readonly<Record<string, BenchCase>> = {
  'leases the lowest instance that no other tab holds': async (bench) => {
    const first = await bench.newTab().lease(none);
    const second = await bench.newTab().lease(none);
    check(first?.instance === 0 && second?.instance === 1, 'instances 0 and 1');
    await first?.release();
    await first?.release();
    const third = await bench.newTab().lease(none);
    check(third?.instance === 0, 'the released one is lowest again');
    await second?.release();
    await third?.release();
  },
  'gives tabs that ask at once different instances': async (bench) => {
    const leases = await Promise.all([1, 2, 3, 4].map(async () => bench.newTab().lease(none)));
    const instances = leases.map((lease) => lease?.instance ?? -1);
    check(new Set(instances).size === 4 && Math.min(...instances) === 0, 'four instances');
    for (const lease of leases) await lease?.release();
  },
  'passes over retired instances': async (bench) => {
    const lease = await bench.newTab().lease(new Set([0, 1, 3]));
    check(lease?.instance === 2, 'instance 2');
    await lease?.release();
  },
  'leases nothing when every instance is held or retired': async (bench) => {
    const allButOne = new Set(Array.from({ length: deviceInstancesMax - 1 }, (_, index) => index));
    const last = await bench.newTab().lease(allButOne);
    check(last?.instance === deviceInstancesMax - 1, 'the last instance');
    check((await bench.newTab().lease(allButOne)) === undefined, 'nothing');
    await last?.release();
  },
};
