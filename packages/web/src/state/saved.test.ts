import { describe, expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import type { GroupStatus } from './core.ts';
import { type Saved, savedFacts } from './saved.ts';

const address = 'wss://relay.example/signal';
const status = (facts: Partial<GroupStatus>): GroupStatus => ({
  saved: 'saved',
  reachedMembers: 0,
  otherMembers: 0,
  links: [],
  waitingEntries: 0,
  setAsideEntries: 0,
  ...facts,
});
const seen = (facts: GroupStatus, more: Partial<Saved> = {}): Saved => ({
  status: facts,
  ownDevice: 'own',
  browser: undefined,
  isDisputed: false,
  ...more,
});
const say = (facts: Partial<GroupStatus>): string =>
  savedFacts(seen(status(facts)), en).parts.join(' · ');

describe('the line of what is saved, and where', () => {
  it('says that a lone member has it here and nobody is near', () => {
    expect(say({})).toBe(
      'Saved on this device · You are the only member so far · no relay listed · nobody near',
    );
  });

  it('counts who has it, and each device near once, whatever the links', () => {
    const member = { device: 'aa', member: 'a' };
    const links = [
      { state: 'connected', peers: [member], addresses: [{ address, reached: true }] },
      { state: 'connected', peers: [member], addresses: [] },
    ] as const;
    expect(say({ reachedMembers: 2, otherMembers: 5, links })).toBe(
      'Saved on this device · 2 of 5 other members have it · relay reached now · 1 device near',
    );
  });

  it('does not count the other tabs of this device', () => {
    const peers = [{ device: 'own', member: 'me' }];
    expect(say({ links: [{ state: 'connected', peers, addresses: [] }] })).toContain('nobody near');
  });

  it('is calm only when everything is safe here and with everybody', () => {
    const tone = (facts: Partial<GroupStatus>) => savedFacts(seen(status(facts)), en).tone;
    expect(tone({ reachedMembers: 2, otherMembers: 2 })).toBe('calm');
    expect(tone({ reachedMembers: 1, otherMembers: 2 })).toBe('waiting');
    expect(tone({ obstacle: { type: 'awaiting-admission' } })).toBe('waiting');
    expect(tone({ saved: 'not-saved' })).toBe('trouble');
    expect(tone({ storeRefusal: { type: 'store-full' } })).toBe('trouble');
  });

  it('says that the admission has not arrived', () => {
    expect(say({ obstacle: { type: 'awaiting-admission' } })).toContain(
      'Waiting for your admission',
    );
  });

  it('says why this browser can never write, and that this is trouble', () => {
    const waiting = status({ obstacle: { type: 'awaiting-admission' } });
    const facts = savedFacts(seen(waiting, { browser: 'insecure-page' }), en);
    expect(facts.parts[0]).toBe(en.saved.obstacles['insecure-page']);
    expect(facts.parts[0]).toContain('https');
    expect(facts.tone).toBe('trouble');
  });

  it('tells a reader so, calmly, and does not count who has what was never written', () => {
    const facts = savedFacts(seen(status({ obstacle: { type: 'reader' }, otherMembers: 3 })), en);
    expect(facts.tone).toBe('calm');
    expect(facts.parts[0]).toContain('reader');
    expect(facts.parts.join()).not.toContain('have it');
  });

  it('tells a removed person so and nothing else', () => {
    const removed = status({ obstacle: { type: 'removed', sealedTo: 4 } });
    expect(savedFacts(seen(removed), en)).toEqual({
      parts: [en.members.obstacleLines.removed],
      tone: 'trouble',
    });
  });

  it('says in a dispute that nothing is sent', () => {
    const facts = savedFacts(seen(status({}), { isDisputed: true }), en);
    expect(facts.parts).toContain(en.members.notSentInDispute);
    expect(facts.tone).toBe('waiting');
  });
});
