import { engineOf, engines, whyNot } from '../../support/mongo/engine.ts';

describe('the engine that tests run on', () => {
  it('is told by what the server says of itself', () => {
    expect(engineOf({ msg: 'isdbgrid' })).toBe(engines.cluster);
    expect(engineOf({})).toBe(engines.standalone);
    expect(engineOf({ setName: 'rs0', hosts: ['a:1'] })).toBe(engines.single);
    expect(engineOf({ setName: 'rs0', hosts: ['a:1', 'b:1', 'c:1'] })).toBe(engines.replicaSet);
  });

  it('is skipped with the reason where it lacks what a test needs', () => {
    expect(whyNot(engines.standIn, 'plans')).toBe('mongo-java-server explains no query');
    expect(whyNot(engines.replicaSet, 'members')).toBeUndefined();
  });
});
