"""Words that say what a date in a call is: its limit, its opening, or something else altogether. On flat text."""

import re


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + ")")


LIMIT_BEFORE = re.compile(
    r"(?:\b(?:jusqu'(?:au|a|en)|jusque|avant|au soir|au plus tard(?: pour)?|pour la|d'ici(?: a)?|dernier delai"
    r"|a rendre pour|pour le"
    r"|by|before|until|till|up to|no later than|not later than|at the latest|on or before|latest by|deadline"
    r"|entro(?: e non oltre)?|non oltre|fino al|fino a|hasta|antes del|bis(?: spatestens)?|spatestens(?: bis)?|vor dem)"
    r"[\s:,(]{0,3}(?:(?:a |le |las |alle |ore |um |noon |la |12 |la date du |au |du |the |il |el |zum |am |l'|les "
    r"|date du |cette date |ce |and including |minuit |including )\s?){0,3})$"
)
"""What makes the day after it a limit; stands just before it."""
LIMIT_AFTER = re.compile(
    r"^[\s,()-]{0,4}(?:dernier delai|delai de rigueur|delai limite|au plus tard|inclus\b|compris\b|date limite"
    r"|date butoir"
    r"|derniere limite|dernier jour|at the latest|the latest|inclusive|deadline|cachet de la poste|minuit"
    r"|terme de rigueur|ultimo)"
)

DEADLINE = _any(
    r"se referm\w+", r"s'arret\w+", r"cess(?:e|era|ent|eront)\b", r"tomb(?:e|era)\b", r"boucl(?:e|er|era|age|ons)\b",
    r"terminus", r"gong", r"clap de fin", r"fin le\b", r"derni[e]re? (?:depot|envoi|heure|chance|moment|carat)",
    r"cachet de la poste", r"rideau",
    r"couperet", r"derniere ligne droite", r"ultime", r"heures? limites?", r"dates? ultimes?", r"termine ultimo",
    r"termine per", r"finaliza\w*", r"vence\b", r"cierra\w*", r"endet\b", r"abgabetermin",
    r"dates? de (?:remise|reception|rendu|fin de depot|limite)",
    r"reception (?:des (?:dossiers|candidatures|offres|projets|demandes|reponses)|jusqu)",
    r"fin (?:de reception|de depot|de la collecte|des envois|des demandes)",
    r"(?:application|submission|bidding) (?:window|period)", r"window\b", r"open until", r"open till", r"cut-?off\b",
    r"fermera", r"limite fixee", r"arret des",
    r"dates? limites?", r"date butoir", r"date de cloture", r"date de fin", r"date d'echeance", r"cloture\w*",
    r"clotur\w+",
    r"clos(?:e|es)?\b", r"clot\b", r"(?:heures?|date|jour) limites?",
    r"limites? de (?:depot|reception|candidature|reponse|remise|transmission|soumission|participation|l'appel)",
    r"echeances?\b",
    r"fin (?:des|de la|du|de l'|d')\s?(?:inscription|depot|candidature|campagne|appel|reception|phase|teledepot"
    r"|periode|saisie)",
    r"dead-?lines?", r"clos(?:es|ing|ed)\b", r"due\b", r"prend(?:ra)? fin", r"s'acheve\w*", r"se termine\w*",
    r"forclusion",
    r"dernier(?:s)? (?:jour|delai)s?", r"derniere limite", r"ferme(?:ture|ra|nt|ront)?\b", r"expire\w*", r"shuts?\b",
    r"delai de reponse",
    r"delai (?:de|pour|est|court)", r"scad\w+", r"termin[ei]\b", r"chiusura", r"plazo", r"cierre", r"fecha limite",
    r"\w*frist\b",
    r"\w+schluss\b", r"stichtag", r"end of applications?", r"releves?\b", r"fin(?= ?:)", r"delai(?: \w+)?(?= ?:)",
    r"limite(?: \w+){0,4}(?= ?:)", r"terme (?:est|fixe)", r"receivable until",
    r"remise des (?:offres|plis|dossiers|candidatures|projets)",
)  # fmt: skip

SUBMIT = _any(
    r"attend(?:ons|ent|ez|rons|us|ues|ue|u)\b", r"ramass\w+", r"collect(?:e|ons|ees?|es)\b", r"recueill\w+",
    r"recevons", r"faut avoir\b", r"rendez (?:votre|vos)", r"rendus?\b", r"rendues?\b", r"livrez", r"glisse[rz]",
    r"boite aux lettres",
    r"trasmess\w*", r"pervenir\w*", r"spedi\w+", r"candidar\w*", r"iscriv\w*", r"iscrizion\w*", r"presentaci\w+",
    r"presentar\w*", r"enviar\w*", r"remitir\w*", r"inscrib\w*", r"einsend\w*", r"abgabe\w*", r"anmeld\w*",
    r"unterlagen", r"eingeh\w*", r"eingegangen",
    r"upload\w*", r"lodged?\b", r"returned?\b", r"bids?\b", r"eois?\b", r"responses?\b", r"nominat\w+",
    r"pitch your", r"tender\w*", r"idees?\b", r"fiches?\b", r"bulletins?\b", r"se porter candidat\w*",
    r"portez-vous", r"se manifester", r"manifestez", r"contribu\w+", r"valid(?:er|ez|ee?s?)\b",
    r"actes? de candidature", r"devis\b", r"porter(?:a|ont)? candidat", r"pieces? du dossier", r"copies?\b",
    r"fenetre\b", r"pourvu\w*", r"rejoindre", r"integrer", r"s'engager",
    r"depos\w*", r"depots?\b", r"candidatures?\b", r"candidat(?:er|ez|ent)\b", r"postul\w+", r"dossiers?\b",
    r"repond\w*", r"reponses?\b",
    r"soumett\w*", r"soumission\w*", r"soumis\w*", r"inscri\w+", r"envo[iy]\w*", r"transm\w+",
    r"adress(?:er|es?|ee|ez|ees)\b", r"retourn\w+",
    r"renvo\w+", r"remett\w+", r"remis(?:e|es)?\b", r"manifest\w+", r"formulaires?\b", r"plateforme\b", r"portail\b",
    r"portal\b", r"propositions?\b", r"propos(?:er|ez)\b", r"participer\b",
    r"concour\w+", r"demand(?:es?|er|ez)\b", r"pretendre", r"pre-?depots?", r"pre-?candidatures?", r"preinscri\w+",
    r"appel a\b", r"appel\b", r"l'ami\b", r"l'aap\b", r"aap\b", r"ami\b",
    r"saisi\w*", r"televers\w+", r"teledepos\w+", r"complet\w*", r"rempli\w*", r"solliciter", r"parvenir",
    r"recu(?:s|es|e)?\b", r"reception",
    r"present(?:er|es|ez|ees)\b", r"se signaler", r"attendu\w*", r"accept\w+", r"recevable\w*", r"campagne\b",
    r"guichet\b", r"resum[e]s?\b", r"contributions?\b",
    r"a rendre\b", r"ecrivez", r"ecrire\b", r"recherchent", r"arrivee?s\b", r"racontez", r"enregistre\w*",
    r"courriers?\b", r"intentions? de projets?", r"rapport(?:er|es|ees)\b", r"poste[rz]?\b", r"propose\b",
    r"forms?\b", r"fill in", r"enter\b", r"teleservices?\b", r"offres?\b", r"plis?\b", r"quotes?\b", r"tente[rz]\b",
    r"pour concourir", r"profiter", r"beneficier", r"faire part", r"se declarer", r"faire connaitre",
    r"appl(?:y|ied|ication|ications|icants may)\b", r"submi\w+", r"proposals?\b", r"entr(?:y|ies)\b", r"send\b",
    r"sent\b", r"register\b", r"expressions? of interest",
    r"calls?\b", r"tenders?\b", r"domand\w+", r"candidatur\w*", r"present(?:ar|are|azione)\b", r"solicitud\w*",
    r"bewerb\w+", r"antr[aä]g\w*", r"einreich\w*",
    r"bando\b", r"convocatoria\b", r"proposte\b", r"progetti\b", r"caricat\w+", r"inviat\w+", r"inviare",
    r"einzureich\w+", r"abstracts?\b", r"nominations?\b",
)  # fmt: skip
"""Handing something in."""

MEETING = _any(
    r"reunions?\b", r"webinaires?\b", r"visio\w*", r"ateliers?\b", r"rencontres?\b", r"rendez-vous\b",
    r"permanences?\b", r"seminaires?\b",
    r"conferences?\b", r"colloques?\b", r"journees?\b", r"forums?\b", r"salons?\b",
    r"information (?:session|day|meeting)s?", r"webinars?\b", r"info-?days?\b",
    r"matinees?\b", r"petits?[- ]dej\w*", r"sessions? d'information", r"temps d'echange",
    r"presentation (?:du|de l'|de la) (?:dispositif|appel)",
    r"se tiendr\w+", r"aura lieu", r"auront lieu", r"se deroul\w+", r"a lieu", r"festival\w*", r"assemblee\w*",
    r"workshops?\b", r"soirees?\b", r"visites?\b",
    r"incontr[oi]\b", r"veranstaltung\w*", r"takes? place", r"will be held", r"informationsveranstaltung",
    r"formations?\b", r"salle\b",
)  # fmt: skip
JURY = _any(
    r"jurys?\b", r"comites?\b", r"commissions?\b", r"auditions?\b", r"auditionn\w+", r"selection(?!nez)\w*",
    r"preselection\w*", r"oraux\b", r"oral devant", r"grand oral", r"entretiens?\b",
    r"(?:la|les|des) soutenances\b", r"pitch\w*", r"instruction\b", r"instruite?s?\b", r"examin\w+", r"examen\b",
    r"etudie\w*", r"deliber\w+", r"conseil d'administration", r"interviews?\b", r"judging\b", r"shortlist\w*",
    r"told by", r"evaluat\w+", r"evaluation", r"expertise", r"analyse des",
    r"graduatori\w*", r"auswahl\w*", r"vot(?:e|es|er|ez|ons|ees?)\b", r"internautes", r"public vote",
)  # fmt: skip
RESULT = _any(
    r"resultats?\b", r"laureat\w*", r"annonce\w*", r"announc\w+", r"remise ?:", r"notifi\w+", r"reponse aux",
    r"reponse (?:sera|vous|est|donnee)", r"remise officielle",
    r"remise (?:des|du|de la|d'un|de leur) (?:prix|trophees?|recompenses?|labels?|medailles?|cheques?|diplomes?)",
    r"(?:prix|trophees?|labels?|medailles?|cheques?) (?:\w+ ){0,4}remis\w*", r"sera remis\w*", r"seront remis\w*",
    r"ceremonie\w*", r"palmares", r"proclam\w+", r"results?\b", r"winners?\b", r"awards? ceremony", r"selected",
    r"informed", r"gagnants?\b", r"recompens\w+", r"decisions?\b", r"retenus\b", r"ergebnis\w*",
    r"esit[oi]\b", r"finale\b", r"finalistes?\b", r"repondr(?:ons|a|ont)\b", r"repond (?:dans|sous)",
    r"awards announced", r"remise a\b", r"(?<!leur )(?<!votre )reponse (?!attendue)(?:\w+ )?(?:sous|dans)\b",
    r"traitee?s?\b", r"recevr\w+ (?:une|la|leur|sa) reponse", r"reponse d'ici", r"tiendrons \w+ informe\w*",
    r"ser(?:ez|ont) (?:tous )?(?:informe|preven|averti)\w*", r"hear back",
)  # fmt: skip
PROJECT = _any(
    r"realis\w+", r"mises? en (?:o|œ)uvre", r"mis(?:e|es)? en (?:o|œ)uvre", r"demarr\w+", r"debut (?:des|du|de|d')",
    r"commenc\w+", r"execut\w+", r"achev\w+", r"travaux\b", r"livr(?:aison|er|ee|able)\w*", r"livrees?\b",
    r"depens\w+", r"duree\b", r"acquitt\w+", r"justificat\w+", r"bilans?\b", r"comptes?[- ]rendus?",
    r"rapports?\b(?! de soutenance)", r"solde\b", r"conventions?\b", r"conventionn\w+", r"versements?\b",
    r"verse\w*\b", r"paiements?\b",
    r"engage\w*\b", r"mise en service", r"kick-?off", r"project(?:s)? (?:must|should|will|start|end)",
    r"implement\w+", r"debuter\w*", r"debutant", r"tournage", r"consomm\w+", r"factur\w+", r"installation",
    r"ouverture (?:du lieu|au public|des portes|du site)",
    r"exposition", r"promotion (?:debut|demarr|comm)\w+", r"rentree", r"accompagnement (?:debut|demarr|se derou)\w+",
    r"beginn\w*", r"utilis\w+", r"restitution", r"evaluation finale", r"embauche\w*", r"recrutement", r"laufzeit",
    r"spese\b", r"concluded?\b", r"actions? (?:doi|devr|se )\w*",
    r"(?:etre|sont|films|projets) termines?\b", r"signe(?:r|ra|ront|nt)\b", r"signature", r"conserv\w+", r"suivr\w+",
    r"visibles?\b", r"exposee?s?\b", r"diffus\w+", r"soutenus entre", r"reports\b", r"ejecut\w+", r"justificarse",
    r"rapports? (?:final|interm)\w*", r"contract start", r"(?:interim|final) reports?\b",
    r"retraits? d(?:u|es) dossiers?", r"season", r"(?:is|are) open (?:to|from) visitors",
    r"programme (?:court|s'etend|couvre)", r"mandat\b", r"agrement\w*", r"validite", r"valable\w*", r"expenses?\b",
    r"completed\b", r"eligible costs?",
)  # fmt: skip
AGE = _any(
    r"cree(?:e|s|es)?\b", r"creation\b", r"exist(?:e|ant|ence|er|ait)\b", r"immatricul\w+", r"\bnee?s?\b",
    r"ages?\b", r"agee?s?\b", r"anciennete", r"declaree?s? (?:en|a la) prefecture", r"established", r"founded",
    r"registered (?:before|since)", r"constitue\w*", r"costituit\w+", r"gegrundet", r"fond[ée]e?s?\b",
    r"signee?s?\b",
)  # fmt: skip
LEGAL = _any(
    r"lois?\b", r"decrets?\b", r"(?:l'|d'|cet |un |les |des |par |vu )arretes?\b",
    r"arretes? (?:du|n|pref|minis)\w*", r"reglements?\b", r"ordonnances?\b", r"circulaires?\b",
    r"directives?\b", r"journal officiel", r"jorf", r"deliberation\b", r"regulation\b", r"decision n",
    r"communication de la commission", r"accord[- ]cadre", r"legge\b", r"decreto\b", r"gesetz\w*",
    r"code (?:du travail|general|civil|de la commande)", r"avenant", r"instruction (?:du|n)",
    r"convention (?:du|de)",
)  # fmt: skip
PAST_EDITION = _any(
    r"l'an dernier", r"l'annee derniere", r"annee precedente", r"editions? precedentes?", r"precedentes? editions?",
    r"premiere edition", r"derniere edition", r"last year", r"previous (?:edition|call|round)s?",
    r"edition 20\d\d (?:s'est|a |avait)", r"en 20\d\d,", r"l'an passe", r"annee passee",
    r"precedent\w* (?:appel|vague|session|campagne)", r"avai(?:t|ent)\b",
)  # fmt: skip
QUESTION = _any(
    r"ferme(?:e|s|es)? du\b", r"fermetures?\b(?! de la plateforme)", r"conges\b",
    r"questions?\s?(?:possibles?|peuvent|sont|seront|a adresser|jusqu|ecrites?|reponses?|/|:|avant|et )",
    r"(?:vos|les|des|toutes?|aux|une|poser|posees?|leurs|any|your) (?:\w+ )?questions?\b",r"faq\b",
    r"renseignements?\b", r"^\W*\d*\W*questions?\W*$", r"demander des pieces", r"rendez-vous a prendre",
    r"pour en parler", r"queries", r"quesit[oi]", r"demandes? d'informations?",
    r"demandes? de (?:renseignement|rendez|precision)\w*", r"foire aux", r"clarifications?", r"echanger?\b",
    r"prendre contact", r"contact\w*", r"queries", r"quesiti", r"assistance", r"hotline", r"appui technique",
    r"accompagnement au depot",
    r"conseill\w+ (?:de|d')", r"lettres? de soutien", r"attestations?\b", r"(?:ruck)?fragen\b", r"helpdesk",
    r"demande d'acces", r"creer (?:son|votre|un) compte", r"creation de compte", r"codes? d'acces", r"preguntas",
    r"demande(?:r)? de compte", r"rendez-vous (?:prealable|conseil)", r"entretien (?:prealable|conseil)",
    r"pieces? (?:complementaire|manquante)s?",
    r"newsletter", r"lettre d'information", r"abonn\w+", r"enquete", r"sondage", r"consultation publique",
    r"questionnaire de satisfaction",
)  # fmt: skip
UPDATE = _any(
    r"publie\w*(?! par)", r"mise? en ligne", r"mise? a jour", r"modifie\w*", r"actualis\w+", r"paru\w*", r"posted",
    r"updated", r"published", r"communique (?:du|de)", r"redige\w*", r"maj\b", r"derniere modification",
    r"aktualisiert", r"pubblicat\w+", r"publicado", r"version du",
)  # fmt: skip

OTHER_PAPER = _any(
    r"dons?\b",
    r"collecte (?:de|se|s'|en)\w*",
    r"financement participatif",
    r"crowdfunding",
    r"donations?\b",
    r"pouvoirs?\b",
    r"procurations?\b",
    r"convocation\w*",
    r"billet\w*",
    r"reserv(?:ez|ation)\w*",
    r"tickets?\b",
    r"conventions? signee?s?",
    r"acomptes?\b",
    r"declarations? (?:fiscale|sociale|annuelle)s?",
    r"factures?\b",
    r"cotisations?\b",
    r"adhesions?\b",
    r"elections?\b",
    r"vot\w+",
    r"reperto\w+",
    r"cartograph\w+",
    r"agenda\b",
    r"inscription (?:obligatoire|gratuite|souhaitee|conseillee)",
    r"assister",
    r"rsvp",
)
"""What one hands in, gives or books that is no answer to a call."""
PREPARED = _any(
    r"se prepare",
    r"prepar(?:e|ation)\b",
    r"bientot",
    r"a venir",
    r"prochain(?:e|ement|s)?\b",
    r"sera (?:publi|lanc)\w*",
    r"projet de cahier",
    r"coming soon",
    r"on the way",
    r"will be (?:launched|announced|published)",
    r"mode d'emploi",
    r"retour sur",
    r"bilan\b",
    r"meet our",
    r"liste des",
    r"ce que change",
    r"entre en vigueur",
    r"comment ca marche",
)
"""A call that is not open: to come, over, or told of."""

FIRST_STAGE = _any(
    r"pre-?depots?", r"pre-?candidatures?", r"pre-?inscri\w+", r"pre-?dossiers?", r"pre-?projets?",
    r"lettres? d'intention", r"notes? d'intention", r"notes? succinctes?",
    r"fiches? (?:projet|idee|d'intention|contact|synthetique)s?", r"declarations? d'intention", r"intentions? de",
    r"phase 1\b", r"etape 1\b", r"premiere (?:phase|etape)", r"1(?:ere|re) (?:phase|etape)", r"concept notes?",
    r"pre-?proposals?", r"stage 1", r"first stage", r"first step", r"outline proposals?", r"letters? of intent",
    r"preinscri\w+", r"manifestations? d'interet prealable", r"demande d'eligibilite",
    r"expression of interest (?:form|stage)", r"projektskizze\w*", r"interessenbekundung",
)  # fmt: skip
FULL_FILE = _any(
    r"dossiers? complets?", r"dossier (?:definitif|detaille|final|finalise)s?", r"candidatures? completes?",
    r"(?:seconde?|deuxieme|2e|2eme|2nde) (?:phase|etape|temps)", r"phase 2\b", r"etape 2\b",
    r"projets? (?:detaille|definitif|complet|finalise)s?", r"full (?:application|proposal)s?", r"stage 2",
    r"second stage", r"preselectionn\w+", r"candidats? retenus", r"dans un second temps", r"projets? retenus",
    r"versions? (?:definitive|finale|complete)s?", r"offres? finales?", r"textes? complets?",
    r"retenus? (?:en|a l'issue|apres)", r"invited", r"invites? a", r"full paper", r"textes? finaux",
    r"articles? complets?", r"vollantrag",
)  # fmt: skip
WAVE = _any(
    r"vagues?\b", r"sessions?\b", r"releves?\b", r"cut-?offs?\b", r"tranches?\b", r"trimestr\w+", r"rounds?\b",
    r"(?:1re|1ere|premiere|2e|2eme|deuxieme|seconde|3e|3eme|troisieme|4e|quatrieme|prochaine) (?:periode|campagne"
    r"|date|echeance|commission|comite|tour|cloture)", r"deux fois par an", r"trois fois par an",
    r"deux (?:campagnes|dates|echeances|appels)", r"trois (?:campagnes|dates|echeances|appels)",
    r"quatre (?:dates|echeances)", r"deux (?:rendez-vous|dates)", r"une des (?:deux|trois|quatre) dates",
    r"chaque annee", r"par an\b", r"finestr\w+", r"dates? (?:limites? )?de depot", r"periodes? de depot",
    r"intermediaires?", r"volets?\b", r"lots?\b", r"comites?\b", r"commissions?\b",
)  # fmt: skip
EXTENSION = _any(
    r"mais (?:bien |plutot )?(?:le|au)\b", r"finalement", r"moved (?:from|to)", r"plazo .{0,40}ampl\w+", r"se amplia",
    r"prolong\w+", r"repouss\w+", r"report(?:e|ee|es|ees|er|ons)?\b", r"recul(?:e|ee|es|ees)\b",
    r"decal(?:e|ee|es|ees|age)\b", r"nouvelle (?:date|echeance|cloture|limite)",
    r"nouveau (?:delai|terme|calendrier)", r"delai supplementaire",
    r"(?:semaines?|jours|mois) (?:de plus|supplementaires)", r"extended", r"extension of the deadline",
    r"deadline extension", r"prorog\w+", r"erratum", r"rectificatif", r"verlanger\w+", r"ampli(?:a|ado|acion)\w*",
    r"etendu\w* jusqu", r"desormais",
    r"postponed", r"pushed back", r"new deadline", r"au lieu du", r"et non (?:le|au)", r"instead of", r"corrig\w+",
    r"supplementaires? pour", r"jouent les prolongations",
)  # fmt: skip
INITIAL = _any(
    r"initialement", r"initiale?s?\b", r"au lieu d[ue]", r"prevue? (?:au|le|pour)", r"precedemment", r"a l'origine",
    r"etai(?:t|ent) fixee?s?", r"n'est (?:pas|plus)(?: le| au)?", r"anterior\b", r"devai(?:t|ent)\b",
    r"first been set", r"vencia", r"originally", r"initially", r"instead of", r"previously",
    r"et non (?:plus )?(?:le|au|du)", r"in(?:i)?zialmente", r"ursprunglich", r"anziche", r"premier delai",
    r"d'abord (?:fixe|annonce)\w*", r"annoncee?s? (?:au|le|pour)", r"remplace", r"en lieu et place",
)  # fmt: skip
OPENING = _any(
    r"ouvert(?:ure|e|es|s)?\b(?! (?:des plis|au public|du lieu|des maisons|des offres))", r"ouvr\w+",
    r"debut (?:du depot|des inscriptions|des candidatures|de l'appel|de la campagne|des depots)",
    r"opens?\b(?! evening)", r"opening", r"opened",
    r"lancement (?:de l'appel|de la campagne|des candidatures|de l'ami|de l'aap|du concours|de l'edition|du prix)",
    r"publication (?:de l'appel|de l'avis|du cahier|de l'ami|de l'aap)",
    r"mise en ligne (?:de l'appel|du formulaire|du dossier|de la plateforme)",
    r"accessible\w*", r"apertura", r"aperto", r"eroffnung", r"ab dem", r"abierto",
    r"launch(?:ed)? (?:of the call|on)", r"lancement\b", r"lance\w*\b", r"date de debut", r"debut ?:",
)  # fmt: skip
FROM_ON = _any(
    r"a partir d[ue]",
    r"a compter d[ue]",
    r"des le\b",
    r"depuis le",
    r"starting",
    r"disponible\w*",
    r"dal\b",
    r"en ligne",
    r"desde",
)
"""An opening only beside what one hands in."""
OVER = _any(
    r"(?:ont|avaient|avait) (?:ete )?(?:depos|recu|attir|permis|retenu|recueilli|candidat|repondu|particip|envoy"
    r"|remis|postul)\w*", r"(?:were|was) (?:received|submitted)", r"came in\b",
    r"had (?:been )?(?:applied|received|submitted)",
    r"(?<!etre )(?<!sont )(?<!ont )(?:deposee?s|parvenue?s|presentee?s) avant",
    r"apres (?:une|la) (?:premiere|1ere|1re|precedente) \w+ close?",
    r"etai(?:t|ent)\b", r"s'est (?:clos|close|cloture|achev|termin)\w*", r"se sont (?:clos|clotur|achev|termin)\w*",
    r"a pris fin", r"ont pris fin",
    r"(?:est|sont) (?:desormais |maintenant |donc )?(?:clos|close|closes|cloture|cloturee?s?|ferme|fermee?s?|termine"
    r"|terminee?s?)\b", r"closed\b", r"has closed", r"ended\b", r"clos(?:e|es)? depuis", r"a eu lieu",
    r"s'est tenu\w*", r"avai(?:t|ent)\b", r"est (?:donc )?passee?\b", r"(?:est|etait) intervenue",
    r"remonte (?:au|a)\b", r"a permis de", r"ont permis", r"a(?:vait)? attire", r"a(?:vait)? recu\b", r"scadut[ao]",
    r"furono", r"received\b", r"was closed", r"avaient\b", r"cannot apply again", r"selected under", r"arrivate",
    r"presentadas antes", r"fut\b", r"a ferme\b", r"ont ferme\b", r"n'est plus possible",
)  # fmt: skip
"""The text says that it is past."""

PERMANENT = _any(
    r"toute l'annee", r"tout au long de l'annee", r"en continu\b", r"de maniere continue",
    r"appel (?:a projets? |a candidatures? |a manifestation d'interet )?permanent", r"permanent(?:e|s)?\b(?! de)",
    r"sans (?:date )?limite de (?:date|depot|temps)", r"sans date (?:limite|butoir|de cloture)",
    r"(?:pas|aucune) (?:de )?(?:date (?:limite|butoir|de cloture)|cloture|calendrier|echeance)", r"ni date limite",
    r"a tout moment", r"n'importe quand", r"guichet (?:permanent|ouvert|toujours)", r"no (?:fixed |set )?deadline",
    r"rolling basis", r"year[- ]round", r"all year", r"de chaque mois",
    r"(?:throughout|any time|anytime)(?: of)? (?:the |during the )?year", r"at any time", r"in qualsiasi momento",
    r"a sportello", r"tutto l'anno", r"fortlaufend", r"jederzeit", r"ganzjahrig", r"todo el ano", r"sin plazo",
    r"laufend\b", r"quand vous (?:voulez|le souhaitez|etes prets)", r"ni echeance",
    r"quand (?:elles|ils) le souhaitent", r"(?:pas|aucun) (?:l'objet d'un |de )?calendrier",
    r"ne (?:comporte|prevoit|fixe|connait) (?:pas|aucune?) (?:de )?(?:date|delai|cloture|echeance)",
)  # fmt: skip
AS_THEY_COME = _any(
    r"au fil de l'eau",
    r"fur et a mesure",
    r"open[- ]ended",
    r"first[- ]come",
    r"continuous(?:ly)?\b",
    r"ordre d'arrivee",
)

WINNERS = _any(
    r"laureate?s?\b", r"resultats\b", r"palmares\b", r"gagnants?\b", r"winners?\b", r"projets? retenus",
    r"a remporte\b", r"remporte\w*\b", r"vincitori", r"preistrager\w*",
    r"retient\b", r"a fait son choix", r"projets soutenus", r"soutenue?s dans le cadre", r"reciben",
    r"decouvrez les (?:projets|associations|structures|laureats)", r"ganadores", r"sont connus",
    r"ont ete (?:choisi|selectionn|retenu|design|recompens)\w*",
)  # fmt: skip
"""In a title: an announcement of who has won."""
STILL_OPEN = _any(
    r"candidatez", r"candidatures? ouvert\w*", r"est ouvert\w*", r"deposez", r"postulez", r"inscri\w+", r"devenez",
    r"jusqu'a", r"avant le", r"prolong\w*", r"dernier\w*",
    r"lance\w*", r"ouvre\w*", r"apply", r"open\b",
)  # fmt: skip

SEVERAL = _any(
    r"(?:deux|trois|quatre|cinq|plusieurs|\d|two|three|four|due|tre|dos|tres|zwei|drei) (?:sessions|vagues|releves"
    r"|campagnes|dates|tranches|periodes|cut-?offs|rounds|echeances|appels|fenetres|fois|rendez-vous)",
    r"(?:sessions?|releves?|campagnes?|comites?|vagues?|rounds?) (?:par an|annuels|annuelles|a year|per year)",
    r"chaque (?:trimestre|semestre)", r"prochaines? (?:releves|sessions|dates|echeances)",
    r"dates de (?:releve|depot)s?", r"cut-?off dates",
)  # fmt: skip
"""The text as a whole announces several closings."""

AWARDED = _any(
    r"ont ete (?:retenu|selectionn|choisi|design|recompens|attribu)\w*", r"se partag\w+",
    r"laureats? (?:sont|ont|se|recev\w+|:)", r"a (?:retenu|selectionne|choisi|designe|recompense)\b", r"voici les",
    r"have been (?:selected|chosen|awarded)", r"were (?:selected|chosen)", r"les \w+ (?:laureats|projets retenus)",
)  # fmt: skip
"""The text tells who has won."""
