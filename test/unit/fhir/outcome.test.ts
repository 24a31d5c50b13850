import {
  issue,
  OutcomeError,
  type OwnStatusKind,
  ownStatuses,
  refuse,
  refuseAs,
  statusOf,
  toOperationOutcome,
} from '../../../src/fhir/outcome.ts';

describe('an outcome', () => {
  it('says what is wrong, and where, as FHIR does', () => {
    expect(toOperationOutcome([issue('value', 'start wants a date', 'start')])).toEqual({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'value', diagnostics: 'start wants a date', expression: ['start'] }],
    });
  });

  it('takes its HTTP status from its first issue', () => {
    const error = new OutcomeError([issue('conflict', 'Slot/1 is no longer free'), issue('value', 'x')]);
    expect(error.status).toBe(409);
    expect(() => refuse('required', 'status is missing', 'status')).toThrow(OutcomeError);
  });

  it.each(Object.entries(ownStatuses))(
    '%s has a status of its own, not that of its issue code',
    (kind, { status, code }) => {
      const refusing = () => refuseAs(kind as OwnStatusKind, 'why', 'where');
      expect(refusing).toThrow(expect.objectContaining({ status, issues: [issue(code, 'why', 'where')] }));
      expect(status).not.toBe(statusOf[code]);
    },
  );

  it('never maps a refusal to success', () => {
    const refusals = Object.entries(statusOf).filter(([code]) => code !== 'informational');
    expect(refusals.every(([, status]) => status >= 400)).toBe(true);
  });
});
