/**
 * What runs in the browser of the mesh tests: one person with a device in memory and a real group,
 * with the mesh as its only link, or the tabs where the address says so. It shows what the tests
 * look at; it decides nothing.
 */
import type { Env } from '../../../packages/core/src/lib/env.ts';
import {
  createMesh,
  createSignallingDoorbell,
  type Mesh,
} from '../../../packages/core/src/links/mesh/index.ts';
import {
  createLinkPerson,
  type LinkPerson,
} from '../../../packages/core/src/testing/link-person.ts';

const env: Env = {
  now: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

let mesh: Mesh | undefined;
let sent = 0;

const { send } = RTCDataChannel.prototype;
RTCDataChannel.prototype.send = function countSent(this: RTCDataChannel, data: never): void {
  sent += 1;
  send.call(this, data);
};

const person = createLinkPerson({
  env,
  connect: (addresses) => {
    mesh = createMesh({ env, addresses });
    return { link: mesh, doorbell: mesh.doorbell() };
  },
  createDoorbell: (addresses) => createSignallingDoorbell(env, addresses),
});

export interface MeshPerson extends LinkPerson {
  refusals(): Promise<Readonly<Record<string, number>>>;
  sent(): Promise<number>;
}

declare global {
  interface Window {
    person: MeshPerson;
  }
}

window.person = {
  ...person,
  refusals: async () => Object.fromEntries(mesh?.refusals() ?? []),
  sent: async () => sent,
};
