/**
 * The situations of the ANS certification, one practitioner each. They are fixed, whatever the seed, their names and house numbers
 * aside. All are plain: one RPPS, in metropolitan France, free slots at any hour of any day.
 */
import { allDay, everyHour, type Offer } from './agenda.ts';
import type { DemoCase } from './practitioner-brief.ts';
import { firstCpts, secondCpts } from './structures.ts';

const everyType: readonly Offer[] = [
  { visibility: ['PUBLIC'], consultations: ['AMB'], reason: 'Consultation de suivi' },
  { visibility: ['SNP'], consultations: ['AMB'] },
  { visibility: ['PRO'], consultations: ['VR'] },
  { visibility: ['PUBLIC', 'SNP'], consultations: ['AMB', 'VR'] },
  { visibility: ['SNP'], consultations: ['HH'], reason: 'Visite à domicile' },
  { visibility: ['PRO', 'SNP'], consultations: ['AMB'] },
];

const plain: readonly Offer[] = [
  { visibility: ['PUBLIC'], consultations: ['AMB'] },
  { visibility: ['SNP'], consultations: ['AMB', 'VR'] },
];

const ofFirst = { cpts: [firstCpts.id] };
const ofSecond = { cpts: [secondCpts.id] };

/** The practitioners of the certification; `demoSituations` gives their RPPS by the names that the certification uses. */
export const certificationCases: readonly DemoCase[] = [
  {
    key: 'rpps',
    shows: 'one place; every visibility but CPTS, every consultation type; accepts sur-numéraire',
    serial: 1,
    practices: [{ siteId: '75011-1', agenda: everyHour(...everyType), acceptsSurNumeraire: true }],
  },
  {
    key: 'rpps-multi',
    shows: 'two places of practice, hence two Schedules',
    serial: 2,
    practices: [
      { siteId: '69003-1', agenda: everyHour(...plain) },
      { siteId: '69100-1', agenda: { ...everyHour(...plain), startMinutes: allDay(60, 40) } },
    ],
  },
  {
    key: 'rpps-3',
    shows: 'one of two practitioners of one search',
    serial: 3,
    practices: [{ siteId: '92140-1', agenda: everyHour(...plain) }],
  },
  {
    key: 'rpps-4',
    shows: 'the other one of two practitioners of one search',
    serial: 4,
    practices: [{ siteId: '35000-1', agenda: everyHour(...plain) }],
  },
  {
    key: 'rpps-cpts',
    shows: 'every slot opened to one CPTS, most of them to others too',
    serial: 5,
    practices: [
      {
        siteId: '14000-1',
        agenda: everyHour(
          { visibility: ['PUBLIC', 'CPTS'], consultations: ['AMB'], reason: 'Consultation de suivi', ...ofFirst },
          { visibility: ['SNP', 'CPTS'], consultations: ['VR'], ...ofFirst },
          { visibility: ['PRO', 'CPTS'], consultations: ['AMB', 'VR'], ...ofFirst },
          { visibility: ['CPTS'], consultations: ['HH'], ...ofFirst },
        ),
      },
    ],
  },
  {
    key: 'rpps-cpts-two',
    shows: 'slots opened to one CPTS alone and slots opened to another alone, in turn',
    serial: 6,
    practices: [
      {
        siteId: '14000-2',
        agenda: everyHour(
          { visibility: ['CPTS'], consultations: ['AMB'], ...ofFirst },
          { visibility: ['CPTS'], consultations: ['AMB'], ...ofSecond },
        ),
      },
    ],
  },
  {
    key: 'rpps-cpts-shared',
    shows: 'each slot opened to two CPTS at once, and to nobody else',
    serial: 7,
    practices: [
      {
        siteId: '14000-4',
        agenda: everyHour({ visibility: ['CPTS'], consultations: ['AMB'], cpts: [firstCpts.id, secondCpts.id] }),
      },
    ],
  },
];
