/**
 * Every option of the relay, with its default, its bounds and one sentence. Flags, the configuration
 * file and the help are all made from this one table; it does not know where a value comes from.
 */
import { signallingBytesMax, signallingTopicsMax } from '@samphire/core/lib/limits';
import { accepted, refused } from '@samphire/core/lib/result';
import type { Result } from '@samphire/core/lib/result';

import type { LogLevel } from './log.ts';
import { logLevels } from './log.ts';

export interface RelayOptions {
  readonly host: string;
  readonly port: number;
  readonly web: string | null;
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  readonly behindProxy: boolean;
  readonly logLevel: LogLevel;
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
  readonly signallingBytesMax: number;
  readonly topicsPerConnectionMax: number;
  readonly topicBytesMax: number;
  readonly subscribersPerTopicMax: number;
  readonly messagesPerMinute: number;
  readonly messagesBurst: number;
  readonly bytesPerMinute: number;
  readonly bytesBurst: number;
  readonly refusalsMax: number;
  readonly bufferedBytesMax: number;
  readonly bufferedBytesAllMax: number;
  readonly heartbeatMs: number;
}

export type OptionName = keyof RelayOptions;

export type OptionSpec = { readonly help: string } & (
  | {
      readonly kind: 'whole';
      readonly fallback: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'text'; readonly fallback: string }
  | { readonly kind: 'path'; readonly fallback: null }
  | { readonly kind: 'switch'; readonly fallback: boolean }
  | { readonly kind: 'choice'; readonly fallback: LogLevel; readonly choices: readonly LogLevel[] }
);

export type OptionRefusal =
  | { readonly type: 'option-unknown'; readonly option: string }
  | { readonly type: 'option-wrong'; readonly option: OptionName; readonly expected: string }
  | { readonly type: 'options-conflict'; readonly option: OptionName; readonly expected: string };

const portMax = 65_535;
/** A gigabyte: what no count or size of this relay sensibly exceeds. */
const bytesCeiling = 1_073_741_824;
const countCeiling = 1_000_000;

const whole = (fallback: number, min: number, max: number, help: string): OptionSpec => ({
  kind: 'whole',
  fallback,
  min,
  max,
  help,
});
const path = (help: string): OptionSpec => ({ kind: 'path', fallback: null, help });

export const optionTable: { readonly [Name in OptionName]: OptionSpec } = {
  host: { kind: 'text', fallback: '127.0.0.1', help: 'the address to listen at' },
  port: whole(8_444, 0, portMax, 'the port to listen at; 0 chooses a free one'),
  web: path('the folder of the built app; without it only signalling is served'),
  tlsCert: path('a certificate chain (PEM), to serve https itself'),
  tlsKey: path('the key of that certificate (PEM)'),
  behindProxy: {
    kind: 'switch',
    fallback: false,
    help: 'believe X-Forwarded-For and X-Forwarded-Proto; only if a proxy alone can reach the relay',
  },
  logLevel: { kind: 'choice', fallback: 'info', choices: logLevels, help: 'how much to log' },
  // A few dozen groups; each device has one connection for each group and epoch.
  connectionsMax: whole(2_048, 1, countCeiling, 'connections in all'),
  // A hundred people may share the one address of a camp or of a mobile network.
  connectionsPerAddressMax: whole(256, 1, countCeiling, 'connections from one address'),
  signallingBytesMax: whole(signallingBytesMax, 1_024, bytesCeiling, 'bytes of one message'),
  topicsPerConnectionMax: whole(signallingTopicsMax, 1, countCeiling, 'topics of one connection'),
  // Names are hashes or UUIDs; y-webrtc itself sets no bound.
  topicBytesMax: whole(256, 1, 65_536, 'bytes of a topic name'),
  // One message to a topic costs that many sends.
  subscribersPerTopicMax: whole(512, 1, countCeiling, 'connections that listen to one topic'),
  // Meeting 50 peers costs about 600 messages at once: offers, answers, candidates.
  messagesPerMinute: whole(1_200, 1, countCeiling, 'messages of one connection in a minute'),
  messagesBurst: whole(1_200, 1, countCeiling, 'messages of one connection at once'),
  // A welcome at its limit, in base64, is under 6 MiB.
  bytesPerMinute: whole(8_388_608, 1_024, bytesCeiling, 'bytes from one connection in a minute'),
  bytesBurst: whole(16_777_216, 1_024, bytesCeiling, 'bytes from one connection at once'),
  // An honest client is never refused but in a burst; this many in a minute are no accident.
  refusalsMax: whole(64, 1, countCeiling, 'refused messages in a minute that end a connection'),
  // What a slow phone may lag behind before it is sent away to come again.
  bufferedBytesMax: whole(4_194_304, 65_536, bytesCeiling, 'bytes that may wait for one reader'),
  bufferedBytesAllMax: whole(67_108_864, 65_536, bytesCeiling, 'bytes that may wait for all'),
  heartbeatMs: whole(
    30_000,
    100,
    3_600_000,
    'milliseconds between pings; who misses one is dropped',
  ),
};

export const optionNames = Object.keys(optionTable) as readonly OptionName[];

const atLeast = [
  ['bytesBurst', 'signallingBytesMax'],
  ['bufferedBytesMax', 'signallingBytesMax'],
  ['bufferedBytesAllMax', 'bufferedBytesMax'],
] as const;

/** Fills in what is not given, and refuses what is unknown or out of bounds by its name. */
export const completeOptions = (
  given: Readonly<Record<string, unknown>>,
): Result<RelayOptions, OptionRefusal> => {
  for (const [name, value] of Object.entries(given)) {
    if (!isOptionName(name)) return refused({ type: 'option-unknown', option: name });
    const expected = expectation(optionTable[name]);
    if (value !== undefined && !fits(optionTable[name], value)) {
      return refused({ type: 'option-wrong', option: name, expected });
    }
  }
  const entries = optionNames.map((name) => [name, given[name] ?? optionTable[name].fallback]);
  const options = Object.fromEntries(entries) as RelayOptions;
  if ((options.tlsCert === null) !== (options.tlsKey === null)) {
    const option = options.tlsCert === null ? 'tlsCert' : 'tlsKey';
    const expected = 'must be given too: a certificate and its key belong together';
    return refused({ type: 'options-conflict', option, expected });
  }
  const tight = atLeast.find(([larger, smaller]) => options[larger] < options[smaller]);
  if (tight !== undefined) {
    const [option, smaller] = tight;
    const expected = `must be at least ${smaller} (${options[smaller]}), or no large message arrives`;
    return refused({ type: 'options-conflict', option, expected });
  }
  return accepted(options);
};

export const isOptionName = (name: string): name is OptionName => Object.hasOwn(optionTable, name);

const fits = (spec: OptionSpec, value: unknown): boolean => {
  switch (spec.kind) {
    case 'whole':
      return Number.isSafeInteger(value) && Number(value) >= spec.min && Number(value) <= spec.max;
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'path':
      return value === null || (typeof value === 'string' && value !== '');
    case 'switch':
      return typeof value === 'boolean';
    case 'choice':
      return spec.choices.some((choice) => choice === value);
  }
};

/** What a value must be, to stand after "must be". */
export const expectation = (spec: OptionSpec): string => {
  switch (spec.kind) {
    case 'whole':
      return `a whole number from ${spec.min} to ${spec.max}`;
    case 'text':
      return 'a text that is not empty';
    case 'path':
      return 'a path';
    case 'switch':
      return 'true or false';
    case 'choice':
      return `one of ${spec.choices.join(', ')}`;
  }
};
