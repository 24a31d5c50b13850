/** The HTML of the booking page. `<%= %>` escapes; what a template gets is plain text. https://eta.js.org */

/** One style sheet, inline: pages load nothing. Dark text on white, everything readable at 320 pixels. */
export const styles = `
:root { --ink: #14212b; --soft: #45535f; --line: #c6d0d8; --blue: #00416a; --blue-dark: #002f4d; --pale: #eef4f8; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f5f7; color: var(--ink); font: 1.0625rem/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
header { background: var(--blue); color: #fff; padding: 0.9rem 1.25rem; }
header p { max-width: 40rem; margin: 0 auto; font-weight: 600; }
main { max-width: 42.5rem; margin: 1.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
article { background: #fff; border: 1px solid var(--line); border-radius: 0.6rem; padding: 1.4rem 1.5rem; }
.when { font-size: 1.25rem; line-height: 1.4; margin: 0 0 1.1rem; padding-bottom: 1.1rem; border-bottom: 1px solid var(--line); }
.when time { font-weight: 700; }
.when span { display: block; }
.when span::first-letter { text-transform: uppercase; }
.when span + span::first-letter { text-transform: none; }
.when small { display: block; color: var(--soft); font-size: 0.95rem; }
dl { margin: 0; display: grid; grid-template-columns: 9.5rem 1fr; gap: 0.7rem 1rem; }
dt { color: var(--soft); }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
dd address { font-style: normal; font-weight: 400; }
.number { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 1rem; line-height: 1.65; }
.note { background: var(--pale); border-left: 0.3rem solid var(--blue); padding: 0.8rem 1rem; margin: 0 0 1.25rem; }
.done { background: #e8f5ec; border-color: #17693a; }
.sorry { background: #fdf1e3; border-color: #a35200; }
.note p { margin: 0; }
.note p + p { margin-top: 0.4rem; }
form { margin: 1.5rem 0 0; }
button { width: 100%; min-height: 3.25rem; padding: 0.75rem 1.5rem; border: 0; border-radius: 0.4rem; background: var(--blue); color: #fff; font: inherit; font-weight: 700; cursor: pointer; }
button:hover { background: var(--blue-dark); }
:focus-visible { outline: 3px solid #d97800; outline-offset: 3px; }
footer { max-width: 42.5rem; margin: 0 auto; padding: 0 1.25rem 2rem; color: var(--soft); font-size: 0.95rem; }
@media (max-width: 34rem) {
  dl { grid-template-columns: 1fr; gap: 0.1rem; }
  dd { margin-bottom: 0.7rem; }
  article { padding: 1.1rem; }
}
@media print { body { background: #fff; } form, footer { display: none; } }
`;

const layout = `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title><%= it.title %> – Agenda SAS interop</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body>
<header><p>Agenda SAS interop</p></header>
<main>
<h1><%= it.title %></h1>
<%~ it.body %>
</main>
<footer>Prise de rendez-vous pour le Service d’accès aux soins. Aucune donnée de patient n’est demandée ici.</footer>
</body>
</html>
`;

/** The slot: when, then who and where. */
const details = `<p class="when">
<time datetime="<%= it.slot.start %>"><span><%= it.slot.day %></span> <span><%= it.slot.hours %></span></time>
<% if (it.slot.zone) { %><small><%= it.slot.zone %></small><% } %>
</p>
<dl>
<dt>Avec</dt><dd><%= it.slot.who %></dd>
<% if (it.slot.speciality) { %><dt>Spécialité</dt><dd><%= it.slot.speciality %></dd><% } %>
<% if (it.slot.consultation) { %><dt>Consultation</dt><dd><%= it.slot.consultation %></dd><% } %>
<% if (it.slot.reasons.length > 0) { %><dt>Motif</dt><dd><%= it.slot.reasons.join(', ') %></dd><% } %>
<% if (it.slot.placeName || it.slot.addressLines.length > 0) { %>
<dt>Lieu</dt><dd><%= it.slot.placeName ?? '' %>
<address><% for (const line of it.slot.addressLines) { %><%= line %><br><% } %></address></dd>
<% } %>
<% if (it.number) { %><dt>Numéro</dt><dd class="number"><%= it.number %></dd><% } %>
</dl>`;

const offer = `<% layout('@layout', { title: 'Confirmer le rendez-vous' }) %>
<div class="note"><p><strong>Démonstration.</strong> Personne ne se connecte ici : le rendez-vous est pris au nom d’un régulateur fictif, toujours le même.</p></div>
<article>
<%~ include('@details', it) %>
<form method="post" action="rdv">
<input type="hidden" name="slot" value="<%= it.slotId %>">
<input type="hidden" name="rdv" value="<%= it.bookingId %>">
<button type="submit">Confirmer le rendez-vous</button>
</form>
</article>`;

const confirmation = `<% layout('@layout', { title: it.title }) %>
<div class="note <%= it.isLive ? 'done' : '' %>" role="status"><p><%= it.message %></p></div>
<article>
<%~ include('@details', it) %>
</article>`;

/** What went otherwise: said first, the slot below where there is one to show. */
const notice = `<% layout('@layout', { title: it.title }) %>
<div class="note sorry" role="alert"><% for (const text of it.texts) { %><p><%= text %></p><% } %></div>
<% if (it.slot) { %><article><%~ include('@details', it) %></article><% } %>`;

/** By the name under which they know each other. */
export const templates = { layout, details, offer, confirmation, notice } as const;
