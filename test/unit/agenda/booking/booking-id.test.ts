import { bookingIdOf, isUuid } from '../../../../src/agenda/booking/booking-id.ts';

const uuid = '0d0f6c1c-7a0e-4a5c-8a44-2b6f3d1e9a01';
const identifier = [{ system: 'https://agenda.example.fr/rdv', value: '1' }];

describe('the id of a booking', () => {
  it('is the appointment’s own when that is a UUID, in lower case', () => {
    expect(bookingIdOf({ id: uuid.toUpperCase(), identifier })).toBe(uuid);
  });

  it('is else one that the identifier says: the same each time, another for another identifier', () => {
    const id = bookingIdOf({ id: 'slot.s1', identifier })!;
    expect(isUuid(id)).toBe(true);
    expect(id).toMatch(/^.{14}8.{4}[89ab]/);
    expect(bookingIdOf({ identifier })).toBe(id);
    expect(bookingIdOf({ identifier: [{ ...identifier[0], value: '2' }] })).not.toBe(id);
  });

  it('is nothing without a UUID and without a whole identifier', () => {
    expect(bookingIdOf({})).toBeUndefined();
    expect(bookingIdOf({ id: 'x', identifier: [{ value: '1' }] })).toBeUndefined();
    expect(bookingIdOf({ identifier: [] })).toBeUndefined();
  });
});
