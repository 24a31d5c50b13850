/** The specialities of the demonstration: codes of TRE_R38 that take part in the SAS, with the looks of their agendas. */

export interface Speciality {
  /** Code of `codeSystem.speciality`. */
  readonly code: string;
  /** Its usual French name. */
  readonly display: string;
  /** Lengths of a consultation, in minutes, that occur. */
  readonly durations: readonly number[];
  /** Reasons, as the software shows them to a patient. */
  readonly reasons: readonly string[];
}

/** SM54: the speciality of most practitioners, and of every situation of the certification. */
export const generalMedicine: Speciality = {
  code: 'SM54',
  display: 'Médecine générale',
  durations: [15, 20],
  reasons: [
    'Consultation de suivi',
    'Fièvre, toux ou mal de gorge',
    'Douleur récente',
    'Renouvellement de traitement',
    'Certificat',
  ],
};

/** The other specialities. */
export const otherSpecialities: readonly Speciality[] = [
  { code: 'SM04', display: 'Cardiologie', durations: [30], reasons: ['Première consultation', 'Électrocardiogramme'] },
  { code: 'SM15', display: 'Dermatologie', durations: [15, 20], reasons: ['Lésion de la peau', 'Avis à distance'] },
  {
    code: 'SM20',
    display: 'Gynécologie-obstétrique',
    durations: [20, 30],
    reasons: ['Suivi de grossesse', 'Urgence gynécologique'],
  },
  {
    code: 'SM38',
    display: 'Ophtalmologie',
    durations: [15, 20],
    reasons: ['Œil rouge ou douloureux', 'Baisse de la vue'],
  },
  { code: 'SM39', display: 'ORL', durations: [20], reasons: ['Otite ou vertiges', 'Première consultation'] },
  {
    code: 'SM40',
    display: 'Pédiatrie',
    durations: [20],
    reasons: ['Fièvre du nourrisson', 'Examen de suivi', 'Vaccination'],
  },
  { code: 'SM42', display: 'Psychiatrie', durations: [30], reasons: ['Premier entretien', 'Suivi'] },
  {
    code: 'SM57',
    display: 'Allergologie',
    durations: [30],
    reasons: ['Réaction allergique récente', 'Bilan allergologique'],
  },
];
