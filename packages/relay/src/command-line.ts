/**
 * From words of the command line, and the configuration file that they may name, to options. Flags
 * win over the file, the file over the defaults.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { accepted, refused } from '@samphire/core/lib/result';
import type { Result } from '@samphire/core/lib/result';

import { completeOptions, expectation, isOptionName, optionNames, optionTable } from './options.ts';
import type { OptionName, OptionRefusal, OptionSpec, RelayOptions } from './options.ts';
import { isSystemError } from './system-error.ts';

export type CommandRefusal =
  | OptionRefusal
  | { readonly type: 'flag-unknown'; readonly flag: string }
  | { readonly type: 'flag-without-value'; readonly flag: string }
  | { readonly type: 'config-unreadable'; readonly file: string; readonly reason: string }
  | { readonly type: 'config-not-json'; readonly file: string };

export interface Command {
  readonly task: 'start' | 'help' | 'print-config';
  readonly options: RelayOptions;
}

type Given = Readonly<Record<string, unknown>>;

interface Words {
  readonly task: Command['task'];
  readonly configFile: string | null;
  readonly given: Given;
}

/** A configuration file is a page of text; more is some other file. */
const configBytesMax = 65_536;

export const readCommand = async (
  words: readonly string[],
): Promise<Result<Command, CommandRefusal>> => {
  const flags = readFlags(words);
  if (!flags.ok) return flags;
  const { task, configFile, given } = flags.value;
  const file = configFile === null ? accepted({}) : await readConfigFile(configFile);
  if (!file.ok) return file;
  const options = completeOptions({ ...file.value, ...given });
  return options.ok ? accepted({ task, options: options.value }) : options;
};

export const flagOf = (name: OptionName): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export const helpText = (): string => {
  const rows = optionNames.map((name) => helpRow(flagOf(name), optionTable[name]));
  return [
    'Samphire relay: introduces devices to each other and serves the app. It stores nothing.',
    '',
    'Usage: node packages/relay/src/cli.ts [flags]',
    '',
    ...rows,
    '  --config FILE',
    '      a JSON file with the same options, in camelCase: {"port": 8444}; flags win over it',
    '  --print-config',
    '      print the options in effect, as such a file, and stop',
    '  --help',
    '      print this and stop',
    '',
  ].join('\n');
};

const helpRow = (flag: string, spec: OptionSpec): string => {
  if (spec.kind === 'switch') return `  ${flag}\n      ${spec.help}`;
  const fallback = spec.fallback === null ? '' : ` (${expectation(spec)}; ${spec.fallback})`;
  return `  ${flag} ${spec.kind === 'whole' ? 'NUMBER' : spec.kind.toUpperCase()}\n      ${spec.help}${fallback}`;
};

const readFlags = (words: readonly string[]): Result<Words, CommandRefusal> => {
  const nameByFlag = new Map(optionNames.map((name) => [flagOf(name), name]));
  const given: Record<string, unknown> = {};
  const tasks = new Set<string>();
  let configFile: string | null = null;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [flag = '', ...values] = word.split('=');
    const inline = values.length > 0 ? values.join('=') : undefined;
    if (inline === undefined && (flag === '--help' || flag === '--print-config')) {
      tasks.add(flag);
      continue;
    }
    const name = nameByFlag.get(flag);
    if (name === undefined && flag !== '--config') return refused({ type: 'flag-unknown', flag });
    if (name !== undefined && optionTable[name].kind === 'switch') {
      given[name] = inline === undefined ? true : valueOfWord(optionTable[name], inline);
      continue;
    }
    const value = inline ?? rest.shift();
    if (value === undefined || value === '') return refused({ type: 'flag-without-value', flag });
    if (name === undefined) configFile = value;
    else given[name] = valueOfWord(optionTable[name], value);
  }
  const task = tasks.has('--print-config') ? 'print-config' : 'start';
  return accepted({ task: tasks.has('--help') ? 'help' : task, configFile, given });
};

/** A word that is no number stays a text, so that the option refuses it by its name. */
const valueOfWord = (spec: OptionSpec, word: string): unknown => {
  if (spec.kind === 'whole') return /^\d+$/.test(word) ? Number(word) : word;
  if (spec.kind === 'switch') return word === 'true' || (word === 'false' ? false : word);
  return word;
};

const readConfigFile = async (file: string): Promise<Result<Given, CommandRefusal>> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return refused({ type: 'config-unreadable', file, reason: error.code });
  }
  const value = text.length > configBytesMax ? undefined : parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused({ type: 'config-not-json', file });
  }
  return accepted(resolvePaths(value as Given, dirname(resolve(file))));
};

/** Paths in a file are meant from where the file is. */
const resolvePaths = (given: Given, folder: string): Given =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const isPath = isOptionName(name) && optionTable[name].kind === 'path';
      return [name, isPath && typeof value === 'string' && value ? resolve(folder, value) : value];
    }),
  );

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
