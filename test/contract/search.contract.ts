/** Which resources meet which criteria. The naive search of the properties goes further; here each rule has its name. */
import { minute, nine, organization, practitioner, rppsSystem, schedule, slot } from '../support/resources.ts';
import { find, put, remove, searchOf } from '../support/store-access.ts';
import type { AtBench } from './resource-store.contract.ts';

export function describeSearch(at: AtBench): void {
  const found = async (text: string) => (await find(at().store, text)).toSorted();
  describeCriteria(at, found);
  describeLinks(at, found);

  it('counts what it finds', async () => {
    const { store } = at();
    await put(store, slot('a', 'x'), slot('b', 'x'), slot('c', 'x', { status: 'busy' }));
    const count = (text: string) => store.count('Slot', searchOf(text).criteria);
    expect(await count('Slot?')).toBe(3);
    expect(await count('Slot?status=free')).toBe(2);
    expect(await count('Slot?status=free&_id=a,c')).toBe(1);
    expect(await count('Slot?status=entered-in-error')).toBe(0);
    expect(await store.count('Location', [])).toBe(0);
  });

  it('finds nothing deleted, and again what was created anew', async () => {
    const { store } = at();
    await put(store, slot('a', 'x'), slot('b', 'x'));
    await remove(store, 'Slot', 'a');
    for (const query of ['', '_id=a,b', 'status=free', 'status:not=busy', 'identifier:missing=true', 'start=2026']) {
      expect(await found(`Slot?${query}`)).toEqual(['b']);
    }
    await put(store, slot('a', 'x'));
    expect(await found('Slot?status=free')).toEqual(['a', 'b']);
  });

  it('holds all criteria together, and the values of one as alternatives', async () => {
    const { store } = at();
    const rest = { specialty: [{ coding: [{ code: 'SM54' }, { code: 'SM26' }] }] };
    await put(store, slot('a', 'x', rest), slot('b', 'x', { ...rest, status: 'busy' }), slot('c', 'y'));
    expect(await found('Slot?status=free,busy')).toEqual(['a', 'b', 'c']);
    expect(await found('Slot?status=free&status=busy')).toEqual([]);
    expect(await found('Slot?specialty=SM54&specialty=SM26&status=free')).toEqual(['a']);
    expect(await found('Slot?schedule=Schedule/x&status=free&_id=a,c')).toEqual(['a']);
  });
}

type Found = (text: string) => Promise<readonly string[]>;

function describeCriteria(at: AtBench, found: Found): void {
  it('compares tokens by system and code, by case, and none with what has no system', async () => {
    const coded = (id: string, system: string | undefined, code: string) =>
      slot(id, 'x', { specialty: [{ coding: [{ ...(system ? { system } : {}), code }] }] });
    await put(
      at().store,
      coded('a', 'http://s', 'SM54'),
      coded('b', 'http://t', 'SM54'),
      coded('c', undefined, 'SM54'),
    );
    await put(at().store, coded('d', 'http://s', 'sm54'), slot('e', 'x'));
    expect(await found('Slot?specialty=SM54')).toEqual(['a', 'b', 'c']);
    expect(await found('Slot?specialty=http://s|SM54')).toEqual(['a']);
    expect(await found('Slot?specialty=|SM54')).toEqual(['c']);
    expect(await found('Slot?specialty=http://s|')).toEqual(['a', 'd']);
    expect(await found('Slot?specialty=http://u|SM54')).toEqual([]);
  });

  it('takes :not for everything else, what has no value among it', async () => {
    await put(at().store, practitioner('a'), practitioner('b', { active: false }));
    const { active: _, ...none } = practitioner('c');
    await put(at().store, none);
    expect(await found('Practitioner?active:not=true')).toEqual(['b', 'c']);
    expect(await found('Practitioner?active:not=true,false')).toEqual(['c']);
    expect(await found('Practitioner?active=true,false')).toEqual(['a', 'b']);
  });

  it('finds a practitioner by the prefixed number, however it is stored', async () => {
    const numbered = (id: string, value: string, system = rppsSystem) =>
      practitioner(id, { identifier: [{ system, value }] });
    await put(at().store, numbered('a', '10001234567'), numbered('b', '810001234567'));
    await put(at().store, numbered('c', '810001234567', 'urn:x'));
    expect(await found(`Practitioner?identifier=${rppsSystem}|810001234567`)).toEqual(['a', 'b']);
    expect(await found(`Practitioner?identifier=${rppsSystem}|10001234567`)).toEqual(['a', 'b']);
    expect(await found('Practitioner?identifier=10001234567')).toEqual(['a', 'b']);
    expect(await found('Practitioner?identifier=810001234567')).toEqual(['a', 'b', 'c']);
    expect(await found('Practitioner?identifier=urn:oid:1.2|810001234567')).toEqual([]);
  });

  it('compares the beginning of strings, :contains their inside, :exact the whole', async () => {
    const named = (id: string, family: string) => practitioner(id, { name: [{ family }] });
    await put(at().store, named('a', 'Lévy'), named('b', 'LEVY-BLUM'), named('c', 'De Lévy'), named('d', '100%'));
    await put(at().store, named('e', 'Le_y'), practitioner('f'));
    expect(await found('Practitioner?family=levy')).toEqual(['a', 'b']);
    expect(await found('Practitioner?family=évy')).toEqual([]);
    expect(await found('Practitioner?family:contains=ÉVY')).toEqual(['a', 'b', 'c']);
    expect(await found('Practitioner?family:exact=Lévy')).toEqual(['a']);
    expect(await found('Practitioner?family:exact=levy')).toEqual([]);
    expect(await found('Practitioner?family=100%25')).toEqual(['d']);
    expect(await found('Practitioner?family:contains=%25')).toEqual(['d']);
    expect(await found('Practitioner?family:contains=_')).toEqual(['e']);
    expect(await found('Practitioner?name=de%20l,100')).toEqual(['c', 'd']);
  });

  it('compares dates by the precision of what is asked', async () => {
    const days = { a: -24 * 60, b: 0, c: 15, d: 24 * 60 };
    const slots = Object.entries(days).map(([id, minutes]) => slot(id, 'x', { start: nine + minutes * minute }));
    await put(at().store, ...slots);
    expect(await found('Slot?start=2026-11-23')).toEqual(['b', 'c']);
    expect(await found('Slot?start=ne2026-11-23')).toEqual(['a', 'd']);
    expect(await found('Slot?start=lt2026-11-23')).toEqual(['a']);
    expect(await found('Slot?start=le2026-11-23')).toEqual(['a', 'b', 'c']);
    expect(await found('Slot?start=gt2026-11-23')).toEqual(['d']);
    expect(await found('Slot?start=ge2026-11-23')).toEqual(['b', 'c', 'd']);
    expect(await found('Slot?start=2026-11-23T09:00')).toEqual(['b']);
    expect(await found('Slot?start=2026-11-23T08:00Z')).toEqual(['b']);
    expect(await found('Slot?start=gt2026-11-23T09:00:00.000+01:00&start=lt2026-11-24')).toEqual(['c']);
    expect(await found('Slot?start=2026-11-22,2026-11-24')).toEqual(['a', 'd']);
  });

  it('compares periods, open ones too', async () => {
    const horizon = (id: string, start?: string, end?: string) =>
      schedule(id, 'Practitioner/p', { planningHorizon: { ...(start ? { start } : {}), ...(end ? { end } : {}) } });
    await put(at().store, horizon('march', '2026-03-01', '2026-03-31'), horizon('from', '2026-03-15'));
    await put(at().store, horizon('until', undefined, '2026-03-15'), schedule('none', 'Practitioner/p'));
    expect(await found('Schedule?date=2026-03')).toEqual(['march']);
    expect(await found('Schedule?date=2026')).toEqual(['march']);
    expect(await found('Schedule?date=ge2026-04')).toEqual(['from']);
    expect(await found('Schedule?date=lt2026-03')).toEqual(['until']);
    expect(await found('Schedule?date=gt2026-03-10')).toEqual(['from', 'march', 'until']);
    expect(await found('Schedule?date=ne2026')).toEqual(['from', 'until']);
  });

  it('tells what has a value from what has none', async () => {
    await put(at().store, slot('a', 'x', { identifier: [{ value: '1' }] }), slot('b', 'x'));
    const { start: _, ...timeless } = slot('c', 'x');
    await put(at().store, timeless as ReturnType<typeof slot>);
    await put(at().store, schedule('s', ''), { ...schedule('t', ''), actor: [{ identifier: { value: '1' } }] });
    expect(await found('Slot?identifier:missing=true')).toEqual(['b', 'c']);
    expect(await found('Slot?identifier:missing=false')).toEqual(['a']);
    expect(await found('Slot?start:missing=true')).toEqual(['c']);
    expect(await found('Slot?start:missing=false')).toEqual(['a', 'b']);
    expect(await found('Schedule?actor:missing=true')).toEqual(['s']);
    expect(await found('Schedule?actor:missing=false')).toEqual(['t']);
  });

  it('knows ids and the instant of the last update', async () => {
    const { store, clock } = at();
    await put(store, slot('a', 'x'), slot('A', 'x'));
    clock.ms += 1000;
    await put(store, slot('b', 'x'));
    expect(await found('Slot?_id=a,b,zzz,a')).toEqual(['a', 'b']);
    expect(await found('Slot?_lastUpdated=2026-11-23T09:00:01')).toEqual(['b']);
    expect(await found('Slot?_lastUpdated=ne2026-11-23T09:00:01')).toEqual(['A', 'a']);
    expect(await found('Slot?_lastUpdated=gt2026-11-23T09:00:00')).toEqual(['b']);
    expect(await found('Slot?_lastUpdated=ge2026-11-23T09:00:00')).toEqual(['A', 'a', 'b']);
    expect(await found('Slot?_lastUpdated=lt2026-11-23T09:00:01')).toEqual(['A', 'a']);
    expect(await found('Slot?_lastUpdated=le2026-11-23T09:00:01')).toEqual(['A', 'a', 'b']);
    expect(await found('Slot?_lastUpdated=le2026-11-22,gt2026-11-23')).toEqual([]);
  });
}

function describeLinks(at: AtBench, found: Found): void {
  it('compares references by type and id, and by the identifier they carry', async () => {
    const actor = { identifier: { system: rppsSystem, value: '10001234567' } };
    await put(at().store, schedule('a', 'Practitioner/1'), schedule('b', 'Location/1'));
    await put(at().store, schedule('c', 'https://x.fr/fhir/Practitioner/1'), { ...schedule('d', ''), actor: [actor] });
    expect(await found('Schedule?actor=Practitioner/1')).toEqual(['a']);
    expect(await found('Schedule?actor=1')).toEqual(['a', 'b']);
    expect(await found('Schedule?actor:Location=1')).toEqual(['b']);
    expect(await found('Schedule?actor:Location=Practitioner/1')).toEqual([]);
    expect(await found('Schedule?actor=https://x.fr/fhir/Practitioner/1')).toEqual(['c']);
    expect(await found(`Schedule?actor:identifier=${rppsSystem}|810001234567`)).toEqual(['d']);
  });

  it('follows chains, through several links, and not to what is gone or of another type', async () => {
    const { store } = at();
    await put(store, practitioner('1', { name: [{ family: 'Zola' }] }), practitioner('2'));
    await put(store, schedule('x', 'Practitioner/1'), schedule('y', 'Practitioner/2'), schedule('z', 'Location/1'));
    await put(store, slot('a', 'x'), slot('b', 'y'), slot('c', 'z'), slot('d', 'nowhere'));
    expect(await found('Schedule?actor:Practitioner.family=zola')).toEqual(['x']);
    expect(await found('Slot?schedule.actor:Practitioner.family=zola')).toEqual(['a']);
    expect(await found(`Slot?schedule.actor:Practitioner.identifier=${rppsSystem}|800000000002`)).toEqual(['b']);
    expect(await found('Slot?schedule.actor:Practitioner._id=1,2')).toEqual(['a', 'b']);
    expect(await found('Slot?schedule.actor:Practitioner.family:missing=true')).toEqual(['b']);
    expect(await found('Slot?schedule.actor:Practitioner.active:not=false')).toEqual(['a', 'b']);
    await remove(store, 'Practitioner', '2');
    expect(await found('Slot?schedule.actor:Practitioner._id=1,2')).toEqual(['a']);
  });

  it('follows a chain to its own type', async () => {
    const parts = (id: string, parent?: string) =>
      organization(id, { name: id, ...(parent ? { partOf: { reference: `Organization/${parent}` } } : {}) });
    await put(at().store, parts('a'), parts('b', 'a'), parts('c', 'b'));
    expect(await found('Organization?partof.name=a')).toEqual(['b']);
    expect(await found('Organization?partof.partof.name=a')).toEqual(['c']);
    expect(await found('Organization?_has:Organization:partof:_has:Organization:partof:name=c')).toEqual(['a']);
  });

  it('looks back by _has, each time at one and the same resource', async () => {
    const { store } = at();
    await put(store, schedule('x', 'Practitioner/1'), schedule('y', 'Practitioner/1'), schedule('z', 'Practitioner/1'));
    await put(store, slot('a', 'x'), slot('b', 'y', { status: 'busy' }), slot('c', 'y', { start: nine + 60 * minute }));
    expect(await found('Schedule?_has:Slot:schedule:status=free')).toEqual(['x', 'y']);
    expect(await found('Schedule?_has:Slot:schedule:status=busy')).toEqual(['y']);
    expect(await found('Schedule?_has:Slot:schedule:start=gt2026-11-23T09:00')).toEqual(['y']);
    expect(await found('Schedule?_has:Slot:schedule:_id=a,b')).toEqual(['x', 'y']);
    await remove(store, 'Slot', 'a');
    expect(await found('Schedule?_has:Slot:schedule:status=free')).toEqual(['y']);
    await remove(store, 'Schedule', 'y');
    expect(await found('Schedule?_has:Slot:schedule:status=free')).toEqual([]);
  });
}
