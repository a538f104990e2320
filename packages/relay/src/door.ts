/**
 * How many are in, in all and from each address, and whether one more may come. Addresses are held
 * while a connection lasts, and only to count by.
 */

export interface DoorLimits {
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
}

export type DoorRefusal = { readonly type: 'relay-full' } | { readonly type: 'address-full' };

export interface Door {
  readonly refusalFor: (address: string) => DoorRefusal | null;
  readonly enter: (address: string) => void;
  readonly leave: (address: string) => void;
}

export const createDoor = (limits: DoorLimits): Door => {
  const insideByAddress = new Map<string, number>();
  let inside = 0;
  const insideFrom = (address: string): number => insideByAddress.get(address) ?? 0;
  return {
    refusalFor: (address) => {
      if (inside >= limits.connectionsMax) return { type: 'relay-full' };
      const isFull = insideFrom(address) >= limits.connectionsPerAddressMax;
      return isFull ? { type: 'address-full' } : null;
    },
    enter: (address) => {
      inside += 1;
      insideByAddress.set(address, insideFrom(address) + 1);
    },
    leave: (address) => {
      inside -= 1;
      const left = insideFrom(address) - 1;
      if (left <= 0) insideByAddress.delete(address);
      else insideByAddress.set(address, left);
    },
  };
};
