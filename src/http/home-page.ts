/** The page at `/`, for a person who opens the server's address in a browser. */
import type { RequestHandler } from 'express';
import { version } from '../version.ts';

// Links are relative: the page also works under a proxy's path.
const page = `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SAS interop</title>
<style>
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1.2rem; color: #1b2733; }
h1 { line-height: 1.2; color: #00416a; }
a { color: #005b96; }
footer { margin-top: 3rem; color: #4a5866; font-size: 0.9rem; }
</style>
</head>
<body>
<main>
<h1>SAS interop</h1>
<p>Ce serveur FHIR R4 expose l'agenda d'un éditeur au Service d'Accès aux Soins : la plateforme nationale y cherche
les créneaux disponibles des praticiens, des CPTS et de SOS Médecins.</p>
<p>Il s'adresse à des logiciels. Pour savoir ce qu'il sait faire :</p>
<ul>
<li><a href="fhir/metadata">Déclaration de capacités (CapabilityStatement)</a></li>
<li><a href="health/ready">État du service</a> et <a href="health/live">présence du processus</a></li>
</ul>
</main>
<footer>Version ${version}, logiciel libre sous licence Apache 2.0.</footer>
</body>
</html>
`;

/** Sends the page, in French. */
export const homePage: RequestHandler = (_request, response) => {
  response.type('html').send(page);
};
