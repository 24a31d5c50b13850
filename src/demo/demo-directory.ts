/** The part of the demonstration that does not change from day to day: people, places, structures, and their agendas' Schedules. */
import type { Resource } from '@medplum/fhirtypes';
import { toPractitionerResources } from './practitioner-resources.ts';
import { demoPractitioners } from './practitioners.ts';
import { demoSites, type Site } from './sites.ts';
import { toCptsResources, toHealthCentre, toSosResources } from './structure-resources.ts';
import { cptsList, sosAssociations } from './structures.ts';

/**
 * Every resource of the demonstration but its Slots, in an order in which a reference always points back. The cases (`demoCases`),
 * structures and addresses are the same whatever the seed, which draws the names, the house numbers and everyone else. No resource
 * has `meta.profile`: the searches set it.
 */
export function demoDirectory(seed: string): readonly Resource[] {
  const sites = demoSites(seed);
  return [
    ...cptsList.flatMap(toCptsResources),
    ...[...sites.values()]
      .filter((site): site is Site & { healthCentre: string } => site.healthCentre !== undefined)
      .map(toHealthCentre),
    ...sosAssociations.flatMap((association) => toSosResources(association, sites)),
    ...demoPractitioners(seed).flatMap(toPractitionerResources),
  ];
}
