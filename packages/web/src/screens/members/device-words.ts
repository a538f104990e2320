/**
 * How a device is called and what is known of it. Devices have no names: each is the number of its
 * place among its member's devices and a short mark, which two people can compare. Pure.
 */
import type { Messages } from '../../i18n/en.ts';
import type { DeviceView } from '../../state/core.ts';

/** Enough to tell eight devices apart. */
const markDigits = 8;

export const deviceName = (
  { isThis }: Pick<DeviceView, 'isThis'>,
  place: number,
  t: Messages,
): string => (isThis ? t.members.device.this : t.members.device.other(place + 1));

/** The beginning of the device's key, in two groups. */
export const deviceMark = ({ id }: Pick<DeviceView, 'id'>): string =>
  `${id.slice(0, markDigits / 2)} ${id.slice(markDigits / 2, markDigits)}`;

/**
 * Here or not, what it last did, and whether it has the newest keys. `isCutOff`: whoever looks knows
 * no more of the group than what had arrived.
 */
export function deviceFacts(device: DeviceView, isCutOff: boolean, t: Messages): readonly string[] {
  const words = t.members.device;
  const deeds =
    device.entries === 0
      ? [words.wroteNothing]
      : [
          words.wrote(device.entries),
          ...(device.lastDeedAt === undefined ? [] : [words.lastDeed(device.lastDeedAt)]),
        ];
  if (isCutOff) return deeds;
  return [
    ...(device.isThis ? [] : [device.isPresent ? words.here : words.away]),
    ...deeds,
    device.hasMoved ? words.moved : words.notMoved,
  ];
}
