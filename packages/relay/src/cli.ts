/**
 * The relay as a process: `node packages/relay/src/cli.ts --web packages/web/dist`. Plain words go to
 * the terminal, logs to stderr; what is wrong with the options ends it with exit code 2 and a sentence.
 */
import { helpText, readCommand } from './command-line.ts';
import { sentenceFor } from './sentences.ts';
import { openRelay } from './start.ts';

const exitCodeMisused = 2;

const run = async (words: readonly string[]): Promise<void> => {
  const command = await readCommand(words);
  if (!command.ok) return giveUp(sentenceFor(command.refusal));
  const { task, options } = command.value;
  if (task === 'help') return void process.stdout.write(helpText());
  if (task === 'print-config') {
    return void process.stdout.write(`${JSON.stringify(options, null, 2)}\n`);
  }
  const opened = await openRelay(options);
  if (!opened.ok) return giveUp(sentenceFor(opened.refusal));
  const relay = opened.value;
  const isApp = options.web !== null;
  process.stdout.write(
    isApp
      ? `Samphire is at ${relay.address}\n`
      : `The relay listens at ${relay.signallingAddress} (no app: --web names its folder)\n`,
  );
  const stop = (): void => {
    relay.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        throw error;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

const giveUp = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCodeMisused;
};

await run(process.argv.slice(2));
