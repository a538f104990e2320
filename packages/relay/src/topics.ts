/**
 * Who listens to which topic. Generic over the subscriber: it sends nothing and knows no sockets. A
 * topic exists only as long as somebody listens.
 */

export interface Topics<Subscriber> {
  readonly join: (topic: string, subscriber: Subscriber) => void;
  readonly leave: (topic: string, subscriber: Subscriber) => void;
  readonly subscribersOf: (topic: string) => ReadonlySet<Subscriber>;
  readonly count: () => number;
}

export const createTopics = <Subscriber>(): Topics<Subscriber> => {
  const subscribersByTopic = new Map<string, Set<Subscriber>>();
  const nobody: ReadonlySet<Subscriber> = new Set();
  return {
    join: (topic, subscriber) => {
      const subscribers = subscribersByTopic.get(topic);
      if (subscribers === undefined) subscribersByTopic.set(topic, new Set([subscriber]));
      else subscribers.add(subscriber);
    },
    leave: (topic, subscriber) => {
      const subscribers = subscribersByTopic.get(topic);
      subscribers?.delete(subscriber);
      if (subscribers?.size === 0) subscribersByTopic.delete(topic);
    },
    subscribersOf: (topic) => subscribersByTopic.get(topic) ?? nobody,
    count: () => subscribersByTopic.size,
  };
};
