import { until } from '../../support/until.ts';

describe('waiting in a test', () => {
  it('ends when what is awaited has come', async () => {
    let asked = 0;
    await until(async () => ++asked > 2, { what: 'the third question', everyMs: 1 });
    expect(asked).toBe(3);
  });

  it('ends when it does not come, and says what there is instead', async () => {
    const never = until(() => false, { what: 'a miracle', withinMs: 20, instead: async () => ['nothing'] });
    await expect(never).rejects.toThrow('a miracle did not come within 20 ms: ["nothing"]');
  });

  it('ends when it cannot be asked', async () => {
    const broken = until(() => Promise.reject(new Error('the server is gone')), { what: 'an answer' });
    await expect(broken).rejects.toThrow('the server is gone');
  });
});
