import { MongoBulkWriteError, MongoError, MongoNetworkError, MongoServerError } from 'mongodb';
import { asOutcome, isOnlyDuplicates, isPassing } from '../../../../src/store/mongo/mongo-error.ts';

const named = (name: string): Error => Object.defineProperty(new MongoNetworkError('x'), 'name', { value: name });

describe('an error of the driver', () => {
  it.each([
    'MongoServerSelectionError',
    'MongoNetworkError',
    'MongoNetworkTimeoutError',
    'MongoWaitQueueTimeoutError',
    'MongoPoolClearedError',
    // What a pool throws whose server went silent.
    'PoolClearedOnNetworkError',
    'MongoServerClosedError',
    'MongoStalePrimaryError',
  ])('%s is tried again, and told as 503 with the time to come back', (name) => {
    expect(isPassing(named(name))).toBe(true);
    expect(asOutcome(named(name))).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
  });

  it('of a bulk that was cut short has no code, and is told as what cut it', () => {
    const bulk = new MongoBulkWriteError(
      { message: 'x', writeErrors: [] } as never,
      { getWriteConcernError: () => undefined } as never,
    );
    expect(asOutcome(bulk)).toMatchObject({ status: 503, message: expect.stringContaining('was cut') });
  });

  it.each([
    [14031, 507, 'the disk of the database is full'],
    [13, 503, 'its user may not do that'],
  ])('with code %i is told as %i: %s', (code, status, reason) => {
    const outcome = asOutcome(new MongoServerError({ message: 'x', code }));
    expect(outcome).toMatchObject({ status, message: expect.stringContaining(reason), issues: [{ code: 'no-store' }] });
  });

  it('that says the primary has changed is tried again', () => {
    expect(isPassing(new MongoServerError({ message: 'not primary', code: 10107 }))).toBe(true);
  });

  it('that ended a query under way is tried again', () => {
    expect(isPassing(new MongoServerError({ message: 'cursor not found', code: 43 }))).toBe(true);
  });

  it('of a bulk that found all there, and that a majority did not confirm, is tried again', () => {
    const bulk = (writeConcernError: object | undefined) =>
      new MongoBulkWriteError(
        { message: 'x', code: 11000, writeErrors: [{ code: 11000 }] } as never,
        {
          getWriteConcernError: () => writeConcernError,
        } as never,
      );
    expect([isPassing(bulk({ code: 64 })), isOnlyDuplicates(bulk({ code: 64 }))]).toEqual([true, false]);
    expect([isPassing(bulk(undefined)), isOnlyDuplicates(bulk(undefined))]).toEqual([false, true]);
  });

  it('that comes of a closed client is told and not tried again', () => {
    expect(isPassing(named('MongoTopologyClosedError'))).toBe(false);
    expect(asOutcome(named('MongoTopologyClosedError'))).toMatchObject({ status: 503 });
  });

  it('that nobody knows, or that is none, stays what it is', () => {
    for (const error of [new MongoError('x'), new TypeError('x')]) {
      expect(isPassing(error)).toBe(false);
      expect(asOutcome(error)).toBe(error);
    }
  });
});
