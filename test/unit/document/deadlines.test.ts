import { describe, expect, it } from 'vitest';
import { Deadlines } from '../../../durable-objects/deadlines.ts';

/** The alarm of an object, as the platform keeps it: a single time, which an object reads again on waking. */
class Alarm {
  at: number | null = null;
  stored = 0;
  fails = false;

  async getAlarm(): Promise<number | null> {
    return this.at;
  }
  async setAlarm(at: number): Promise<void> {
    if (this.fails) throw new Error('storage is down');
    this.at = at;
    this.stored++;
  }

  /** An object that the alarm has just woken. */
  async wake(): Promise<Deadlines<'close' | 'publish' | 'retry'>> {
    const deadlines = new Deadlines<'close' | 'publish' | 'retry'>(this, ['close', 'publish', 'retry']);
    await deadlines.restore();
    return deadlines;
  }

  /** The alarm fires. */
  ring(): void {
    this.at = null;
  }
}

describe('the named deadlines on the one alarm', () => {
  it('stands at the earliest; an earlier time of a name stays, and costs no storing', async () => {
    const alarm = new Alarm();
    const deadlines = await alarm.wake();
    await deadlines.set('close', 10_000);
    await deadlines.set('publish', 2_000);
    for (let now = 1; now < 100; now++) await deadlines.set('publish', now + 2_000);
    expect(alarm).toMatchObject({ at: 2_000, stored: 2 });
    await deadlines.set('retry', Number.POSITIVE_INFINITY);
    expect(alarm.stored).toBe(2);
  });

  it('returns each due task once, and sets the alarm to the next one', async () => {
    const alarm = new Alarm();
    const deadlines = await alarm.wake();
    await deadlines.setAll({ close: 10_000, publish: 2_000, retry: 2_001 }, 0);
    expect(alarm).toMatchObject({ at: 2_000, stored: 1 });
    alarm.ring();
    expect(deadlines.due(2_005)).toEqual(['publish', 'retry']);
    await deadlines.setAll({ publish: null, retry: 60_000 }, 2_005);
    expect(alarm.at).toBe(10_000);
    alarm.ring();
    expect(deadlines.due(10_000)).toEqual(['close']);
    await deadlines.setAll({}, 10_000);
    expect(alarm.at).toBe(60_000);
  });

  it('takes an alarm that goes off early for the time that it was set to', async () => {
    const alarm = new Alarm();
    const deadlines = await alarm.wake();
    await deadlines.setAll({ close: 10_000, publish: 2_000 }, 0);
    alarm.ring();
    expect(deadlines.due(1_990)).toEqual(['publish']);
  });

  it('never sets an alarm for the moment in which one runs', async () => {
    const alarm = new Alarm();
    const deadlines = await alarm.wake();
    await deadlines.set('publish', 2_000);
    alarm.ring();
    deadlines.due(2_000);
    await deadlines.setAll({ publish: 1_500 }, 2_000);
    expect(alarm.at).toBe(2_001);
  });

  it('does everything when the alarm of an earlier instance fires, also after new deadlines were set', async () => {
    const alarm = new Alarm();
    await (await alarm.wake()).set('close', 5_000);
    const awake = await alarm.wake();
    await awake.set('retry', 60_000);
    expect(alarm.at).toBe(5_000);
    await awake.set('publish', 2_000);
    alarm.ring();
    expect(awake.due(2_000)).toEqual(['publish']);
    await awake.setAll({ publish: 90_000 }, 2_000);
    expect(alarm.at).toBe(5_000);
    alarm.ring();
    expect(awake.due(5_000)).toEqual(['close', 'publish', 'retry']);
    await awake.setAll({}, 5_000);
    expect(alarm.at).toBeNull();
  });

  it('does everything when it is woken by the alarm itself, which the platform shows no more', async () => {
    const alarm = new Alarm();
    await (await alarm.wake()).set('close', 5_000);
    alarm.ring();
    expect((await alarm.wake()).due(5_000)).toEqual(['close', 'publish', 'retry']);
  });

  it('sets the alarm with the next deadline when storage has refused it', async () => {
    const alarm = new Alarm();
    const deadlines = await alarm.wake();
    alarm.fails = true;
    await expect(deadlines.set('publish', 2_000)).rejects.toThrow('storage is down');
    alarm.fails = false;
    await deadlines.set('publish', 2_500);
    expect(alarm.at).toBe(2_000);
  });

  it('knows nothing of a storage that was wiped', async () => {
    const alarm = new Alarm();
    const deadlines = await alarm.wake();
    await deadlines.set('publish', 2_000);
    alarm.ring();
    deadlines.clear();
    await deadlines.set('close', 60_000);
    expect(alarm.at).toBe(60_000);
  });
});
