import { SharedRead } from '../../../../src/store/mongo/shared-read.ts';
import { until } from '../../../support/until.ts';

/** Reads that the test answers: `sent` has a way to answer each, in the order in which they were sent. */
function readsByHand() {
  const sent: PromiseWithResolvers<string>[] = [];
  const shared = new SharedRead(() => {
    const answer = Promise.withResolvers<string>();
    sent.push(answer);
    return answer.promise;
  });
  return { sent, shared };
}

/** Until all that can go on without an answer has gone on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a read that callers share', () => {
  it('is sent once for those who call before it is sent', async () => {
    const { sent, shared } = readsByHand();
    const answers = [shared.read(), shared.read(), shared.read()];
    await settle();
    expect(sent).toHaveLength(1);
    sent[0]!.resolve('a');
    expect(await Promise.all(answers)).toEqual(['a', 'a', 'a']);
  });

  it('that was sent before a call is not what the call gets: one more is sent, for all who wait', async () => {
    const { sent, shared } = readsByHand();
    const first = shared.read();
    await settle();
    const others = [shared.read(), shared.read()];
    await settle();
    expect(sent).toHaveLength(1);
    sent[0]!.resolve('old');
    expect(await first).toBe('old');
    await settle();
    expect(sent).toHaveLength(2);
    const late = shared.read();
    sent[1]!.resolve('new');
    expect(await Promise.all(others)).toEqual(['new', 'new']);
    await settle();
    expect(sent).toHaveLength(3);
    sent[2]!.resolve('newer');
    expect(await late).toBe('newer');
  });

  it('fails for those who shared it, and for nobody else', async () => {
    const { sent, shared } = readsByHand();
    const first = shared.read();
    await settle();
    const second = shared.read();
    sent[0]!.reject(new Error('cut'));
    await expect(first).rejects.toThrow('cut');
    await settle();
    sent[1]!.resolve('there');
    expect(await second).toBe('there');
  });

  it('that is not answered holds others up for a moment only', async () => {
    const { sent, shared } = readsByHand();
    const stuck = shared.read();
    await settle();
    const other = shared.read();
    await until(() => sent.length > 1, { what: 'the second read' });
    sent[1]!.resolve('there');
    expect(await other).toBe('there');
    sent[0]!.resolve('late');
    expect(await stuck).toBe('late');
  });
});
