/**
 * Says aloud, politely and not more often than one can listen to, that others changed lines.
 * Everything that comes within one pause becomes one sentence.
 */
import type { Messages } from '../../i18n/en.ts';
import { fillText } from '../../parts/fill.ts';
import type { Arrival, NeedsList } from './needs-list.ts';

/** A screen reader needs about this long for the sentence before. */
const pauseMs = 5_000;

export interface ArrivalVoice {
  stop(): void;
}

export function announceArrivals(
  list: Pick<NeedsList, 'onArrival'>,
  messages: () => Messages,
  handleOf: (member: string | undefined) => string | undefined,
  say: (sentence: string) => void,
): ArrivalVoice {
  let gathered: Arrival[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    say(arrivalSentence(gathered, messages(), handleOf));
    gathered = [];
  };
  const stopListening = list.onArrival((arrival) => {
    gathered.push(arrival);
    timer ??= setTimeout(speak, pauseMs);
  });
  return {
    stop: () => {
      stopListening();
      clearTimeout(timer);
    },
  };
}

/** One sentence for all of them; names the member only if there was just one. */
export function arrivalSentence(
  arrivals: readonly Arrival[],
  t: Messages,
  handleOf: (member: string | undefined) => string | undefined,
): string {
  const lines = new Set(arrivals.flatMap((arrival) => arrival.lines));
  const authors = new Set(arrivals.map((arrival) => arrival.by));
  const [only] = authors;
  const handle = authors.size === 1 ? handleOf(only) : undefined;
  return handle === undefined
    ? t.needs.changed.spokenBySomebody(lines.size)
    : fillText(t.needs.changed.spoken(lines.size), { who: handle });
}
