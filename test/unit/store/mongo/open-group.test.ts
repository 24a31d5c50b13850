/** A group that is decided takes what comes meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { OpenGroup } from '../../../../src/store/mongo/open-group.ts';

describe('an open group', () => {
  let waiting: string[];
  let group: OpenGroup<string>;
  beforeEach(() => {
    waiting = [];
    group = new OpenGroup((most) => waiting.splice(0, most), { most: 3, joinMs: 1000 });
  });

  const come = (...units: string[]) => {
    waiting.push(...units);
    group.wake();
  };

  it('takes what waits already', async () => {
    waiting = ['a', 'b'];
    expect(await group.next()).toEqual(['a', 'b']);
    expect(group.units).toEqual(['a', 'b']);
  });

  it('waits for what comes, and takes together what comes in one turn', async () => {
    const next = group.next();
    come('a');
    come('b');
    expect(await next).toEqual(['a', 'b']);
  });

  it('takes no more than it may, in all', async () => {
    waiting = ['a', 'b'];
    await group.next();
    come('c', 'd');
    expect(await group.next()).toEqual(['c']);
    const next = group.next();
    group.wake();
    await delay(5);
    group.close();
    expect(await next).toEqual([]);
    expect(waiting).toEqual(['d']);
  });

  it('lets nobody join long after the first', async () => {
    group = new OpenGroup((most) => waiting.splice(0, most), { most: 3, joinMs: 20 });
    await delay(40);
    come('a');
    expect(await group.next()).toEqual(['a']);
    await delay(40);
    const next = group.next();
    come('b');
    await delay(5);
    group.close();
    expect(await next).toEqual([]);
    expect(waiting).toEqual(['b']);
  });

  it('takes nothing once it is closed, though something waits', async () => {
    const next = group.next();
    waiting.push('a');
    group.close();
    expect(await next).toEqual([]);
    expect(await group.next()).toEqual([]);
    expect(group.units).toEqual([]);
  });

  it('closed in the turn in which something came, it leaves that to the next group', async () => {
    const next = group.next();
    come('a');
    await Promise.resolve();
    group.close();
    expect(await next).toEqual([]);
    expect(waiting).toEqual(['a']);
  });
});
