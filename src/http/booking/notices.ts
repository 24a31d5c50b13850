/** What the booking page says, in French, when a slot cannot be booked: a status and a few sentences each. */
import type { SlotState } from '../../agenda/booking/slot-sheet.ts';

export interface Notice {
  readonly status: number;
  readonly title: string;
  readonly texts: readonly string[];
}

const backToSearch = 'Fermez cette page et choisissez un autre créneau dans la plateforme SAS.';

export const notices = {
  taken: { status: 409, title: 'Ce créneau n’est plus libre', texts: ['Il a été pris entre-temps.', backToSearch] },
  past: { status: 410, title: 'Ce créneau est passé', texts: ['Son heure est déjà commencée.', backToSearch] },
  closed: {
    status: 410,
    title: 'Cet agenda est fermé',
    texts: ['On n’y prend plus de rendez-vous.', backToSearch],
  },
  unattended: {
    status: 422,
    title: 'Ce créneau ne se réserve pas',
    texts: ['On ne sait pas qui y recevrait le patient : ni praticien, ni lieu de consultation.', backToSearch],
  },
  'walk-in': {
    status: 422,
    title: 'Ce créneau est sans rendez-vous',
    texts: ['Les patients s’y présentent directement, aux heures ci-dessous : il n’y a rien à réserver.'],
  },
  hidden: { status: 404, title: 'Créneau introuvable', texts: ['Aucun créneau ne répond à ce lien.', backToSearch] },
  incomplete: {
    status: 400,
    title: 'Lien incomplet',
    texts: ['Ce lien ne dit pas de quel créneau il s’agit.', backToSearch],
  },
  refused: {
    status: 422,
    title: 'Rendez-vous non enregistré',
    texts: ['L’agenda a refusé ce rendez-vous ; rien n’a été réservé.', backToSearch],
  },
  'no-appointment': {
    status: 404,
    title: 'Rendez-vous introuvable',
    texts: ['Aucun rendez-vous ne répond à ce lien.'],
  },
  'no-session': {
    status: 403,
    title: 'Connexion nécessaire',
    texts: ['Pour prendre un rendez-vous ici, il faut une session de régulateur, ouverte depuis la plateforme SAS.'],
  },
  foreign: {
    status: 403,
    title: 'Demande refusée',
    texts: ['Ce formulaire n’a pas été envoyé depuis cette page. Ouvrez le lien du créneau, puis confirmez.'],
  },
  unreadable: { status: 400, title: 'Demande illisible', texts: ['Le formulaire reçu n’a pas pu être lu.'] },
  'no-method': {
    status: 405,
    title: 'Demande impossible',
    texts: ['Cette page s’ouvre par le lien d’un créneau, et se confirme par son bouton.'],
  },
  'too-large': { status: 413, title: 'Demande trop longue', texts: ['Le formulaire reçu dépasse la taille admise.'] },
  'no-form': {
    status: 415,
    title: 'Format non reconnu',
    texts: ['Cette adresse attend le formulaire de la page du créneau.'],
  },
  failed: {
    status: 500,
    title: 'Une erreur est survenue',
    texts: ['Rien n’a été réservé, ou bien la confirmation n’a pas pu être affichée. Réessayez dans un instant.'],
  },
  busy: {
    status: 503,
    title: 'Service momentanément indisponible',
    texts: ['L’agenda ne peut pas répondre pour l’instant. Réessayez dans un instant.'],
  },
} as const satisfies Record<string, Notice>;

export type NoticeName = keyof typeof notices;

/** The notice of each state but `open`, whose names they have. */
export const noticeOf = (state: Exclude<SlotState, 'open'>): NoticeName => state;
