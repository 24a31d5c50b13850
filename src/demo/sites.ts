/** Where the demonstration's practitioners see their patients: real towns, postal codes and streets; the house numbers are drawn. */
import { finess, siret } from './identifiers.ts';
import { randomOf } from './random.ts';
import { type Territory, territoryOf } from './territories.ts';

/** One address, where one or several practitioners work. */
export interface Site {
  /** `<postal code>-<rank of the street>`, for example `75011-1`; fixed, whatever the seed. */
  readonly id: string;
  readonly line: string;
  readonly city: string;
  readonly postalCode: string;
  readonly territory: Territory;
  /** FINESS or SIRET of the structure, prefixed; none where neither exists (the Pacific, Saint-Pierre-et-Miquelon). */
  readonly structureId?: string;
  /** The name of the maison de santé pluriprofessionnelle (MSP) at this address. */
  readonly healthCentre?: string;
}

/** Town, postal code, then its streets. */
const towns: readonly (readonly [city: string, postalCode: string, ...streets: string[]])[] = [
  ['Paris', '75003', 'rue de Turenne', 'rue de Bretagne'],
  ['Paris', '75010', 'rue du Faubourg-Saint-Denis', 'boulevard de Magenta'],
  ['Paris', '75011', 'rue Oberkampf', 'rue de Charonne', 'avenue Parmentier'],
  ['Paris', '75013', 'rue de Tolbiac', "avenue d'Italie"],
  ['Paris', '75015', 'rue Lecourbe', 'rue de Vaugirard'],
  ['Paris', '75018', 'rue Ordener', 'rue Marcadet'],
  ['Paris', '75020', 'rue de Ménilmontant', 'rue des Pyrénées'],
  ['Clamart', '92140', 'avenue Jean-Jaurès', 'avenue Victor-Hugo'],
  ['Boulogne-Billancourt', '92100', 'route de la Reine', 'boulevard Jean-Jaurès'],
  ['Saint-Denis', '93200', 'rue de la République', 'rue Gabriel-Péri'],
  ['Créteil', '94000', 'avenue de Verdun'],
  ['Versailles', '78000', 'rue de la Paroisse', 'avenue de Saint-Cloud'],
  ['Lyon', '69003', 'cours Lafayette', 'rue Paul-Bert'],
  ['Lyon', '69006', 'cours Vitton'],
  ['Lyon', '69007', 'avenue Jean-Jaurès', 'rue de Marseille'],
  ['Lyon', '69008', 'avenue des Frères-Lumière'],
  ['Villeurbanne', '69100', 'cours Émile-Zola'],
  ['Caen', '14000', 'rue Saint-Jean', 'rue de Geôle', 'boulevard Maréchal-Leclerc', 'rue Caponière'],
  ['Bayeux', '14400', 'rue Saint-Malo'],
  ['Lisieux', '14100', 'rue Henry-Chéron'],
  ['Rouen', '76000', "rue Jeanne-d'Arc"],
  ['Rennes', '35000', 'rue de Fougères', 'rue Saint-Hélier'],
  ['Brest', '29200', 'rue de Siam', 'rue Jean-Jaurès'],
  ['Nantes', '44000', 'rue de Strasbourg', 'quai de la Fosse'],
  ['Tours', '37000', 'rue Nationale'],
  ['Bordeaux', '33000', "cours de l'Intendance", 'rue Sainte-Catherine'],
  ['Toulouse', '31000', "rue d'Alsace-Lorraine", 'allées Jean-Jaurès'],
  ['Montpellier', '34000', 'cours Gambetta'],
  ['Marseille', '13001', 'La Canebière'],
  ['Marseille', '13005', 'boulevard Baille'],
  ['Marseille', '13008', 'avenue du Prado'],
  ['Nice', '06000', 'avenue Jean-Médecin'],
  ['Grenoble', '38000', 'cours Jean-Jaurès'],
  ['Clermont-Ferrand', '63000', 'avenue des États-Unis'],
  ['Aurillac', '15000', 'avenue de la République'],
  ['Guéret', '23000', 'Grande Rue'],
  ['Limoges', '87000', 'avenue Garibaldi'],
  ['Nevers', '58000', 'rue de Nièvre'],
  ['Dijon', '21000', 'rue de la Liberté'],
  ['Strasbourg', '67000', 'avenue des Vosges'],
  ['Lille', '59000', 'rue Nationale', 'rue Solférino'],
  ['Amiens', '80000', 'rue des Trois-Cailloux'],
  ['Pointe-à-Pitre', '97110', 'rue Frébault'],
  ['Fort-de-France', '97200', 'rue Victor-Hugo'],
  ['Cayenne', '97300', 'avenue du Général-de-Gaulle', 'rue Lallouette'],
  ['Saint-Laurent-du-Maroni', '97320', 'avenue Félix-Éboué'],
  ['Saint-Denis', '97400', 'rue Maréchal-Leclerc', 'rue de Paris'],
  ['Saint-Pierre', '97410', 'rue des Bons-Enfants'],
  ['Saint-Pierre', '97500', 'rue Maréchal-Foch'],
  ['Mamoudzou', '97600', 'rue du Commerce'],
  ['Papeete', '98714', 'rue du Maréchal-Foch'],
  ['Nouméa', '98800', 'rue de Sébastopol', "rue de l'Alma"],
];

/** Every address of the demonstration, by id. Ids and structures are fixed; the seed draws the house numbers. */
export function demoSites(seed: string): ReadonlyMap<string, Site> {
  const streets = towns.flatMap(([city, postalCode, ...names]) =>
    names.map((street, rank) => ({ city, postalCode, street, id: `${postalCode}-${rank + 1}` })),
  );
  return new Map(
    streets.map(({ street, ...address }, index): [string, Site] => {
      const territory = territoryOf(address.postalCode);
      const line = `${randomOf(seed, 'site', address.id).between(1, 140)} ${street}`;
      return [
        address.id,
        { ...address, line, territory, ...structureOf({ index, territory, street, city: address.city }) },
      ];
    }),
  );
}

/** Health centres and every second other address have a FINESS, the rest a SIRET. */
function structureOf(of: { index: number; territory: Territory; street: string; city: string }): Partial<Site> {
  if (!of.territory.finess) return {};
  const serial = of.index + 1;
  if (of.index % 8 === 5) {
    return {
      structureId: finess(of.territory.finess, serial),
      healthCentre: `Maison de santé ${of.city} – ${of.street}`,
    };
  }
  return { structureId: of.index % 2 === 0 ? finess(of.territory.finess, serial) : siret(serial) };
}
