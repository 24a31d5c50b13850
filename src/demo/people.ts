/** Names for people who do not exist: rare or made-up family names, usual given names. */
import { randomOf } from './random.ts';

/** A person of the demonstration. */
export interface Person {
  readonly family: string;
  readonly given: string;
  readonly gender: (typeof genders)[number];
}

const genders = ['female', 'male'] as const;

const families =
  words(`Aubrelle Bastérou Baudrillon Beauvernet Belcastel Belkacemi Benhadji Bergerault Blanchonnet Boisrobin
  Bonnevigne Bourdelais Brissonnet Cadoret Castagnou Chalandray Champvallon Chantemerle Chassevent Chevrolat Cissokhan Clairambeau
  Corbinaud Courtanvel Cressonnier Dambreville Darrigade Delaubrac Delormeau Desfontaynes Diarravet Dieudonnat Dumontel Duvernoix
  Escalmel Estrabaud Falguière Fauconnet Ferrandin Flandrinet Fontarel Fougeray Gaillardon Garancier Gautheron Godivelle Grandclair
  Guérandel Guilloteau Hautefeuille Hébrardin Hoarélien Jaubertie Joncherat Jouvencel Kerangal Kermorvan Kouyatela Labrunelle
  Lacoudray Lamarzelle Lartigau Lavergnat Lescurier Lhermitage Lombrail Maillebuau Malaurent Marchenoir Marsaudon Maubourguet
  Mazerolles Mirandol Montagnol Montferrier Morlanne Nguyen-Tran Nogarède Ormancey Palluaud Payettin Peyrelade Pham-Verdier
  Pontcharral Prévaudeau Quercadet Rabastens Rakotomala Ravenelle Rieuncros Rochebrune Roquelaure Roussanne Sabourdin Saintonge
  Salvignac Sarrazac Sauvignet Tarrieux Télémarque Thébaudin Tournemire Trégarot Valadour Vaucelles Verdalle Vieilleville Villandry
  Vindrac Wamytane`);

const givenNames = {
  female:
    words(`Adèle Agathe Aïcha Alice Amandine Anne-Laure Aurélie Bérénice Camille Capucine Céline Charlotte Clémence Delphine
    Élodie Émeline Fatou Flore Gaëlle Hélène Inès Jeanne Juliette Leïla Louise Maëlle Marguerite Mathilde Nadia Noémie Océane
    Pauline Roxane Salomé Sandrine Solène Thi-Mai Valentine Yasmine Zoé`),
  male: words(`Achille Adrien Alexis Antoine Arnaud Aurélien Baptiste Benoît Boris Cédric Clément Cyril Damien Édouard Émile Étienne
    Fabien Florian Gaspard Grégoire Hugo Idriss Jean-Noël Jules Karim Léo Loïc Mamadou Mathis Maxime Nathan Olivier Quentin Rémi
    Samuel Sofiane Théo Tristan Victor Yann`),
} as const;

/** The person of each serial number, 0 and up; no two of the first 2,000 share family and given name. */
export function personOf(seed: string): (serial: number) => Person {
  const shuffled = randomOf(seed, 'families').shuffle(families);
  return (serial) => {
    const family = shuffled[serial % shuffled.length]!;
    const round = Math.floor(serial / shuffled.length);
    const random = randomOf(seed, 'given', family);
    const gender = genders[(random.between(0, 1) + round) % genders.length]!;
    const names = givenNames[gender];
    return { family, given: names[(random.between(0, names.length - 1) + round) % names.length]!, gender };
  };
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
