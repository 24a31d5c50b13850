import { askedPreference, returnPreference } from '../../../../src/rest/write/write-response.ts';

describe('Prefer: return', () => {
  it.each([
    ['return=minimal', 'minimal'],
    ['return="representation"', 'representation'],
    ['handling=strict, return = OperationOutcome', 'OperationOutcome'],
    ['respond-async;RETURN=MINIMAL', 'minimal'],
    ['return=all', undefined],
    ['noreturn=minimal', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('in "%s" is %s', (header, asked) => {
    expect(askedPreference(header)).toBe(asked);
    expect(returnPreference(header)).toBe(asked ?? 'representation');
  });
});
