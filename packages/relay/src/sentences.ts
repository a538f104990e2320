/**
 * What the command line says when something expected goes wrong: which field, what is wrong with it,
 * what to do. English only: it speaks to operators.
 */
import { flagOf } from './command-line.ts';
import type { CommandRefusal } from './command-line.ts';
import { isOptionName } from './options.ts';
import type { StartRefusal } from './start.ts';

export const sentenceFor = (refusal: CommandRefusal | StartRefusal): string => {
  switch (refusal.type) {
    case 'flag-unknown':
      return `There is no flag "${refusal.flag}". --help lists all flags.`;
    case 'flag-without-value':
      return `${refusal.flag} needs a value after it. --help lists all flags.`;
    case 'config-unreadable':
      return `The configuration file "${refusal.file}" (--config) cannot be read: ${refusal.reason}.`;
    case 'config-not-json':
      return `The configuration file "${refusal.file}" (--config) must hold one JSON object, such as {"port": 8444}.`;
    case 'option-unknown':
      return `There is no option "${refusal.option}". --help lists all options.`;
    case 'option-wrong':
      return `${fieldName(refusal.option)} must be ${refusal.expected}.`;
    case 'options-conflict':
      return `${fieldName(refusal.option)} ${refusal.expected}.`;
    case 'web-not-built':
      return `There is no built app in "${refusal.folder}" (--web). Run "npm run build" first, or name the folder that holds its index.html.`;
    case 'web-unreadable':
      return `The folder "${refusal.folder}" (--web) cannot be read: ${refusal.reason}.`;
    case 'web-too-large':
      return `The folder "${refusal.folder}" (--web) holds more than ${refusal.bytesMax} bytes, or is nested too deep, to be a built app.`;
    case 'port-taken':
      return `Port ${refusal.port} at ${refusal.host} is taken by another program. Choose another with --port NUMBER; --port 0 takes a free one.`;
    case 'port-forbidden':
      return `Port ${refusal.port} may not be used by this account. Choose one above 1023 with --port NUMBER.`;
    case 'host-unavailable':
      return `This machine has no address "${refusal.host}" (--host).`;
    case 'tls-unreadable':
      return `The file "${refusal.file}" (--tls-cert, --tls-key) cannot be read: ${refusal.reason}.`;
    case 'tls-unusable':
      return `The certificate and key (--tls-cert, --tls-key) cannot be used: ${refusal.reason}.`;
  }
};

const fieldName = (option: string): string =>
  isOptionName(option) ? `${flagOf(option)} ("${option}" in a configuration file)` : `"${option}"`;
