import { describe, expect, it } from 'vitest';
import { openCamera, type CameraPlace } from './qr-camera.ts';

class FakeTrack extends EventTarget {
  isStopped = false;
  stop(): void {
    this.isStopped = true;
  }
}

/** A browser whose camera is handed out when the person has answered. */
function fakePlace() {
  const track = new FakeTrack();
  let resolve: (stream: MediaStream) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const answer = new Promise<MediaStream>((onStream, onError) => {
    resolve = onStream;
    reject = onError;
  });
  const place: CameraPlace = { mediaDevices: { getUserMedia: () => answer } };
  const stream = { getTracks: () => [track] } as unknown as MediaStream;
  return {
    place,
    track,
    allow: () => resolve(stream),
    refuse: (error: unknown) => reject(error),
  };
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('a camera', () => {
  it('runs until its signal', async () => {
    const { place, track, allow } = fakePlace();
    const owner = new AbortController();
    allow();
    const opened = await openCamera(place, owner.signal, () => undefined);
    expect(opened.ok).toBe(true);
    expect(track.isStopped).toBe(false);
    owner.abort();
    expect(track.isStopped).toBe(true);
  });

  it('is stopped at once if the signal came while the person was being asked', async () => {
    const { place, track, allow } = fakePlace();
    const owner = new AbortController();
    const opening = openCamera(place, owner.signal, () => undefined);
    owner.abort();
    allow();
    await opening;
    expect(track.isStopped).toBe(true);
  });

  it('tells when it ends by itself, and not when it was ended', async () => {
    const { place, track, allow } = fakePlace();
    const owner = new AbortController();
    let losses = 0;
    allow();
    await openCamera(place, owner.signal, () => (losses += 1));
    track.dispatchEvent(new Event('ended'));
    expect(losses).toBe(1);
    owner.abort();
    track.dispatchEvent(new Event('ended'));
    expect(losses).toBe(1);
  });

  it.each([
    ['NotAllowedError', 'camera-refused'],
    ['NotFoundError', 'camera-absent'],
    ['OverconstrainedError', 'camera-absent'],
    ['NotReadableError', 'camera-busy'],
  ])('that fails with %s is refused as %s', async (name, type) => {
    const { place, refuse } = fakePlace();
    refuse(named(name));
    const opened = await openCamera(place, new AbortController().signal, () => undefined);
    expect(opened).toEqual({ ok: false, refusal: { type } });
  });

  it('is not there on a page that is not opened over https', async () => {
    const opened = await openCamera({}, new AbortController().signal, () => undefined);
    expect(opened).toEqual({ ok: false, refusal: { type: 'camera-insecure' } });
  });

  it('that fails in a way nobody expected is no refusal', async () => {
    const { place, refuse } = fakePlace();
    refuse(named('SomethingElse'));
    await expect(openCamera(place, new AbortController().signal, () => undefined)).rejects.toThrow(
      'samphire',
    );
  });
});
