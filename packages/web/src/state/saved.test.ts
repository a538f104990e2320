import { describe, expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import type { GroupStatus } from './core.ts';
import { savedFacts } from './saved.ts';

const address = 'wss://relay.example/signal';
const status = (facts: Partial<GroupStatus>): GroupStatus => ({
  saved: 'saved',
  canWrite: true,
  reachedMembers: 0,
  otherMembers: 0,
  links: [],
  waitingEntries: 0,
  setAsideEntries: 0,
  ...facts,
});
const say = (facts: Partial<GroupStatus>): string =>
  savedFacts(status(facts), 'own', undefined, en).parts.join(' · ');

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
    const tone = (facts: Partial<GroupStatus>) =>
      savedFacts(status(facts), 'own', undefined, en).tone;
    expect(tone({ reachedMembers: 2, otherMembers: 2 })).toBe('calm');
    expect(tone({ reachedMembers: 1, otherMembers: 2 })).toBe('waiting');
    expect(tone({ canWrite: false })).toBe('waiting');
    expect(tone({ saved: 'not-saved' })).toBe('trouble');
    expect(tone({ storeRefusal: { type: 'store-full' } })).toBe('trouble');
  });

  it('says that the admission has not arrived', () => {
    expect(say({ canWrite: false })).toContain('Waiting for your admission');
  });

  it('says why this browser can never write, and that this is trouble', () => {
    const facts = savedFacts(status({ canWrite: false }), 'own', 'insecure-page', en);
    expect(facts.parts[0]).toBe(en.saved.obstacles['insecure-page']);
    expect(facts.parts[0]).toContain('https');
    expect(facts.tone).toBe('trouble');
  });
});
