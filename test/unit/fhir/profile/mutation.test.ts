import { mutationsOf } from '../../../support/mutations.ts';
import { errorsOf, type Json, readExamples, readStructure } from '../../../support/validation.ts';

const profileOf = (example: Json): string => String((example.meta as { profile: string[] }).profile[0]);

describe('the published examples', () => {
  it.each(readExamples())('%s is valid against the profile it claims', (_name, example) => {
    expect(errorsOf(example, { profiles: [profileOf(example)] })).toEqual([]);
  });

  it.each(readExamples('1.2.0'))('%s is valid in version 1.2.0', (_name, example) => {
    expect(errorsOf(example, { profiles: [`${profileOf(example).split('|')[0]}|1.2.0`] })).toEqual([]);
  });
});

describe('a mutation of a published example', () => {
  it.each(readExamples())('of %s is rejected, whatever was removed, added or changed', (_name, example) => {
    const profile = profileOf(example);
    const mutations = mutationsOf(example, readStructure(profile.slice(profile.lastIndexOf('/') + 1)));
    const survivors = mutations.filter(({ resource }) => errorsOf(resource, { profiles: [profile] }).length === 0);
    expect(mutations.length).toBeGreaterThan(10);
    expect(survivors.map(({ what }) => what)).toEqual([]);
  });
});
