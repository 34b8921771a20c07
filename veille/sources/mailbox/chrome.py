"""What every newsletter carries beside its articles: leaving it, sharing it, following its sender, the law.

Links are judged by their words and by their address, so that a link to leave is known for one behind any tracking
host. Patterns are matched on folded text (`text.fold`), in French, English, Italian and Spanish.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from veille.text import fold, squeeze

_LONG = 120
"""Characters of link text above which words like « partager » are part of a title."""

_LEAVE = re.compile(
    r"desinscri|desabonn|des-?inscription|unsubscri|opt[ -]?out|disiscri|(?:cancell|annull|revoc)\w* .{0,12}iscrizion|"
    r"rimuov\w* .{0,20}(?:lista|indirizzo)|dar(?:se|me|te)? de baja|(?:cancelar|anular) .{0,8}suscripcion|"
    r"remove me|leave (?:this|the) list|(?:quitter|retirer) .{0,12}(?:liste|adresse)|"
    r"(?:supprimer|resilier|annuler|arreter) .{0,12}(?:abonnement|inscription|adresse|envois)|"
    r"ne (?:plus|souhaite\w* plus) recevoir|no longer (?:wish|want) to receive|stop receiving|non ricevere piu|"
    r"(?:gerer|modifier|mettre a jour|changer|gestion de) (?:mes|vos|votre|mon|tes|ton) (?:\w+ )?"
    r"(?:preference|abonnement|profil|coordonnee|donnee|inscription)|"
    r"(?:manage|update|change|edit) (?:your |my )?(?:\w+ )?(?:preference|subscription|profile|settings)|"
    r"(?:gestisci|aggiorna|modifica) (?:le tue |le |il tuo )?(?:preferenze|profilo)|"
    r"(?:gestionar|actualizar) (?:sus |tus )?preferencias|email preferences|subscription preferences"
)
"""Ways out and settings: these must never be asked, not even to see where they lead."""
_VIEW = re.compile(
    r"\b(?:voir|lire|consulter|afficher|ouvrir|visualiser|visionner|visualisez|consultez|lisez)\b"
    r"(?: (?:ce|cet|cette|la|le|les|notre|l')? ?(?:e-?mails?|messages?|courriels?|newsletters?|lettres?|infolettres?|"
    r"version|page|mail)(?: d'info\w*)?)?(?: (?:dans|sur|avec|depuis) (?:le|la|votre|un|mon|ton))?(?: version)?"
    r" ?(?:navigateur|en ligne$|version web|sur le web|web$)|^(?:la )?version (?:en ligne|web|html)|"
    r"s'affiche (?:mal|pas)|view .{0,30}(?:browser|online|web)|read (?:this |it |the (?:newsletter|e-?mail) )?online|"
    r"web ?version|online version|version(?:e)? (?:online|nel browser)|visualizza .{0,30}(?:browser|online)|"
    r"apri nel browser|ver .{0,30}navegador|ver en linea|ver online|^lien miroir|^page miroir|^copie web"
)
_SHARE = re.compile(
    r"(?:transferer|faire suivre|envoyer|partager|recommander) .{0,30}(?:ami|collegue|newsletter|lettre|mail|reseau)|"
    r"^(?:partager?|partagez|transferer|faire suivre|tweeter|share|tweet|forward|like|j'aime|comment|restack|inoltra|"
    r"condividi|reenviar|compartir)\b(?! \w+ \w+ \w+)|forward (?:to|this)|inoltra (?:a|questa)|reenviar a|"
    r"(?:suivez|rejoignez|retrouvez)[ -](?:nous|moi)|follow us|join us on|seguici|siguenos|read in app|get the app|"
    r"^(?:facebook|twitter|x|linkedin|instagram|youtube|mastodon|bluesky|tiktok|whatsapp|telegram|threads|"
    r"flux rss|rss)$"
)
_ADMIN = re.compile(
    r"(?:mentions? legales?|politique de (?:confidentialite|protection.*|cookies)|confidentialite|vie privee|"
    r"donnees personnelles|protection des donnees|(?:notre )?politique rgpd|rgpd|"
    r"privacy(?: policy| notice)?|legal notice|"
    r"terms(?: of (?:use|service)| and conditions)?|informativa(?: sulla)? privacy|note legali|aviso legal|cookies|"
    r"politica de privacidad|cgu|cgv|conditions generales.*|"
    r"(?:nous )?contact(?:er|ez[ -]nous|s| us)?|ecrivez[ -]nous|contattaci|contacto|plan du site|"
    r"(?:visiter |voir |consulter |acceder au )?(?:notre |le )?site(?: web| internet)?|our website|website|sito web|"
    r"(?:s'abonner|abonnez[ -]vous|je m'abonne|s'inscrire|inscription|subscribe|sign up|iscriviti|suscribirse)"
    r"(?: now| maintenant| ora| ahora)?"
    r"(?: a (?:la|notre|cette) (?:newsletter|lettre.*|infolettre))?|"
    r"(?:les |toutes les )?archives?(?: des? .*)?|ajouter .{0,40}carnet d'adresses|add us to your address book|"
    r"accueil|home|faire un don|je donne|adherer|devenir membre|haut de page|retour au sommaire|back to top|logo.*|"
    r"upgrade to paid|start writing|why did i get this\??|pourquoi ai-je recu .{0,30})"
)
"""Whole link texts; within a title these words are somebody's subject."""
_GREETING = re.compile(
    r"(?:bonjour|bonsoir|chere?s?\b|madame|monsieur|hello|hi\b|dear|ciao|buongiorno|hola|estimad)[^.]{0,60}[,!]?$"
)
_FOOTER = re.compile(
    r"vous recevez (?:ce|cet|cette|notre)|vous avez recu (?:ce|cet|cette) (?:message|mail|e-mail|email|lettre)|"
    r"(?:ce|cet) (?:e-?mail|message|courriel) (?:a ete|vous (?:est|a ete)|est) (?:envoye|adresse)|"
    r"you(?:'re| are) receiving|you received this|this (?:e-?mail|message) was sent|hai ricevuto|ricevi questa|"
    r"(?:ha recibido|recibe(?:s)?) este|tous droits reserves|all rights reserved|copyright|©|informatique et libertes|"
    r"our mailing address|^suivez[ -]nous|^follow us|^seguici|^siguenos"
)
_GENERIC = re.compile(
    r"(?:(?:>|»|→|▸|-|\+|\[|\(|…|\.)+ ?)*(?:"
    r"(?:lire|voir|savoir|decouvrir|consulter|acceder|telecharger|participer|s'inscrire|inscrivez|"
    r"inscription|je m'inscris|"
    r"j'y vais|postuler|candidater|repondre|cliquez|cliquer|ecouter|regarder|en (?:savoir|lire)|"
    r"plus d'info|toutes? les?|"
    r"tout|retrouve[rz]|decouvrez|lisez|consultez|telechargez|participez|acces|lien|suite|la suite|programme|details?|"
    r"read|learn|see|find out|more|discover|download|register|sign up|click|continue|apply|watch|listen|view|full|"
    r"leggi|scopri|vai|scarica|iscriviti|continua|approfondisci|clicca|leer|ver|mas|descargar|inscribete|saber)"
    r"(?: (?:a|l'|la|le|les|plus|suite|ici|article|articles|dossier|page|en|ligne|d'infos?|d'information\w*|sur|tout|"
    r"toute|toutes|l'article|l'appel|appel|offre|l'offre|communique|document|etude|l'etude|rapport|fiche|programme|"
    r"complet|complete|au|aux|une?|du|de|des|evenement|l'evenement|video|podcast|webinaire|actualite|l'actualite|actus?|"
    r"info|infos|pdf|more|the|full|story|article|here|this|about|out|now|it|tutto|di piu|l'articolo|qui|di|piu|"
    r"online|mas|aqui|el|articulo|leyendo|informacion|candidature|dossier|detail|agenda|l'agenda|savoir|lire|"
    r"nos?|notre|texte|interview|l'interview|entretien|l'entretien|reportage|note|publication|sommaire)\b)*"
    r"|ici|par ici|cliquez ici|c'est ici|ce lien|here|this link|qui|aqui|\+ ?d'infos?|plus d'infos?|replay|pdf|"
    r"je (?:candidate|participe|decouvre|telecharge|lis|reserve|m'inscris)(?: .{0,20})?)"
    r"[ .…>»→▸!:\])-]*"
)
_BUTTON = re.compile(
    r"(?:(?:>|»|→|▸|-|\+)+ ?)*(?:lire|(?:re)?voir|telecharger|consulter|decouvrir|acceder|retrouver|regarder|ecouter|"
    r"telechargez|consultez|decouvrez|retrouvez|lisez|voyez|toute?s?|see|read|download|view|discover|get|leggi|scarica|"
    r"scopri|guarda|ver|leer|descargar)(?: (?:a|au|aux|la|le|les|l'|un|une|notre|nos|the|our|all|il|lo|i|gli|el|los))*"
    r"[ ']?[\w-]{1,20}(?: (?:complete?s?|integrale?s?|ici|en ligne|online|here|\(?pdf\)?|suivante?))?"
    r"(?: sur (?:notre|le|son|leur) (?:site|blog)(?: (?:web|internet))?)?[ .…>»→▸!:\])-]*"
)
"""A verb and one noun: « Télécharger le guide », « Toutes les offres »."""
_WORDY = re.compile(r"[a-z]{2,}")

_LEAVE_URL = re.compile(
    r"unsubscri|desinscri|desabonn|opt-?out|/unsub\b|/(?:email-?)?preferences?(?:[/?-]|$)|subscription-?(?:center|manage)|"
    r"manage[-_]?subscription|list-manage\d*\.com/(?:profile|about|vcard|subscribe)|forward-to-friend|/vcard[/?]|"
    r"eepurl\.com|/disable_email|/account\?|/mirror\b|/lettre-?desinscription",
    re.I,
)
_SHARE_URL = re.compile(r"sharer|/share(?:\?|/|article)|intent/tweet|addtoany|addthis|/forward(?:\?|/|$)|mailto:", re.I)
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook\.com|fb\.(?:me|com)|twitter\.com|x\.com|linkedin\.com|lnkd\.in|instagram\.com|pinterest\.\w+|"
    r"tiktok\.com|whatsapp\.com|wa\.me|t\.me|telegram\.me|bsky\.app|threads\.net|flickr\.com|snapchat\.com|"
    r"discord\.(?:gg|com))$|^(?:mastodon|piaille|framapiaf)\."
)
_CHANNEL = re.compile(r"(?:^|\.)(?:youtube\.com|vimeo\.com|dailymotion\.com)/(?:@|c/|channel/|user/|feed/|[\w.-]*/?$)")
_BADGES = re.compile(
    r"(?:^|\.)(?:brevo\.com|sendinblue\.com|mailchimp\.com|mailjet\.com|sarbacane\.com|activecampaign\.com|hubspot\.com|"
    r"apps\.apple\.com|play\.google\.com|beehiiv\.com)$"
)
_BADGE_PATH = re.compile(r"^/?(?:[?#]|$|landing|fr/?$|en/?$|monkey-rewards|email-referral|signup|\w*/?\?utm_)")
_SUBSTACK = re.compile(
    r"substack\.com/(?:app|signup|subscribe|account|home|i/|redirect/2/\w+\?.*subscribe)|[?&]action=", re.I
)


def leaves(words: str, url: str, forbidden: Iterable[str] = ()) -> bool:
    """Say whether a link is a way out of the list or into its settings; `forbidden` are the addresses of List-*."""
    return bool(_LEAVE.search(_plain(words))) or bool(_LEAVE_URL.search(unquote(url))) or url in forbidden


def is_chrome(words: str, url: str, forbidden: Iterable[str] = ()) -> bool:
    """Say whether a link is none to an article, by its words or its address."""
    return leaves(words, url, forbidden) or _by_words(words) or chrome_address(url)


def _by_words(words: str) -> bool:
    folded = _plain(words)
    if len(folded) > _LONG:
        return False
    return bool(_VIEW.search(folded) or _SHARE.search(folded) or _ADMIN.fullmatch(folded.strip(" .:!>»→-|")))


def chrome_address(url: str) -> bool:
    """Say whether an address by itself shows a network, a way out or a mailing platform's own pages."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return True
    local = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if _SOCIAL.search(host) or _CHANNEL.search(host + (parts.path or "/")):
        return True
    if _BADGES.search(host) and _BADGE_PATH.match(local):
        return True
    return bool(_LEAVE_URL.search(url) or _SHARE_URL.search(local) or _SUBSTACK.search(url))


def shows_online(words: str) -> bool:
    """Say whether a link leads to the message itself on the web."""
    folded = _plain(words)
    return len(folded) <= _LONG and bool(_VIEW.search(folded))


def begins_footer(text: str) -> bool:
    """Say whether a line without article is the beginning of the end."""
    folded = _plain(text)
    return bool(_FOOTER.search(folded) or (_LEAVE.search(folded) and len(folded) < 400))


def is_greeting(text: str) -> bool:
    """Say whether a line only greets, often by name."""
    return _GREETING.fullmatch(fold(text)) is not None


def is_generic(words: str) -> bool:
    """Say whether a link's words name nothing: « Lire la suite », « ici », an arrow."""
    folded = _plain(words)
    if not _WORDY.search(folded) or _BUTTON.fullmatch(folded):
        return True
    return len(folded) <= 60 and _GENERIC.fullmatch(folded) is not None


def _plain(text: str) -> str:
    return squeeze(fold(text)).replace("’", "'").replace("ʼ", "'")
