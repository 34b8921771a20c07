"""Words around a name that tell whether it is a place: prepositions, streets, first names, rivers.

Folded words, French first, then the other languages of the watch.
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


AT = _set("""
    a en dans in at near from vers via depuis entre autour pres sur proche ad aus nach bei im presso desde hacia
""")
"""Before a name: something is there."""
OF = _set("""
    de d du des of di del della do da von et pour and y e und chez avec
""")
"""Before a name: it may be a place, a person or a thing."""
ARTICLES = _set("""
    le la les l
""")
CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}
"""« au Havre », « aux Lilas » name Le Havre, Les Lilas."""
HOLDERS = _set("""
    maire mairie ville villes commune communes prefet prefete prefecture sousprefecture departement departementale
    departemental departementaux region regional regionale agglomeration agglo metropole communaute habitants habitantes
    banlieue centre territoire bassin pays canton arrondissement gare aeroport port tribunal cour
    rectorat academie universite chu hopital prison campus elus elues deputee depute senateur senatrice federation
    antenne delegation site usine agence city town mayor county province council citta provincia comune ciudad
    ayuntamiento stadt kreis ile cress uriopss ddets dreets ddetspp caf msa carsat urssaf bailliage bourg cote vallee
    plaine sud nord est ouest haut bas conseil
""")
"""Before « de » and a name, or right before it: the name is a place."""
STREETS = _set("""
    rue rues avenue avenues boulevard boulevards bd place places quai quais chemin route allee allees cours impasse
    square pont porte faubourg passage villa esplanade station metro street road lycee college ecole stade via piazza
    calle plaza strasse salle theatre cinema hotel residence
""")
"""Before a name, with or without « de »: a street, not the place."""
WATERS = _set("""
    bord bords rive rives berge berges fleuve riviere estuaire chateaux eaux crue crues sources canal lit affluent
    bouche quai quais ports descente remontee
""")
"""Before a name that is also a river's or a sea's: the water."""
BESIDE = _set("""
    nord sud est ouest centre haut haute bas basse grand inter intra outre mi ville metropole agglo rive trans ex franco
    hypercentre centreville plage gare
""")
"""Joined by a hyphen to a name that stays a place: Sud-Aveyron, Lille-Sud, Marseille-centre."""
NAMED_BY_WATER = _set("""
    D01 D02 D03 D07 D08 D10 D11 D12 D14 D16 D17 D18 D19 D21 D22 D23 D24 D25 D26 D27 D29 D30 D33 D34 D36 D38 D39 D40 D41
    D42 D46 D48 D50 D51 D53 D54 D55 D57 D59 D60 D61 D62 D65 D69 D72 D73 D80 D81 D83 D84 D85 D86 D87 D88 D89 D91
""")
"""Départements that have the name of a river, a range or a coast."""
WORDS_TOO = _set("""
    nord lot cher var ain orne manche landes centre creuse somme eure aube marne loire sud oise tarn gard
""")
"""Names of départements that are words or far better known rivers: only with an article or a preposition."""
MONTHS = _set("""
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre janv fev avr juil sept oct nov
    dec heures heure h euros eur pour ans jours mois eme e er january february march april may june july august
    september october november december
""")
"""After « le 13 »: a date or an amount, not Bouches-du-Rhône."""
FIRST_NAMES = _set("""
    adrien agathe agnes alain albert alex alexandra alexandre alexis alice aline amandine amelie anais andre andrea
    andree anne annick annie antoine antonin antonio arnaud arthur aude audrey aurelie aurelien axel baptiste bastien
    beatrice benedicte benjamin benoit bernadette bernard bertrand blandine boris brigitte bruno camille carine carla
    carlos carole caroline catherine cecile cedric celine charles charlotte chloe christelle christian christiane
    christine christophe claire clara claude claudine clemence clement colette coralie corinne cyril damien daniel
    daniele danielle david delphine denis denise didier dominique edgar edith edouard eliane elisabeth elise emilie emma
    emmanuel emmanuelle eric erwan estelle etienne eugene eva evelyne fabien fabienne fabrice fanny fatima felix fernand
    florence florent florian francis francois francoise franck frederic frederique gabriel gaelle gaetan genevieve
    georges gerald gerard ghislaine gilbert gilles giovanni gisele giuseppe guillaume gustave guy helene henri herve
    hugo hugues ines irene isabelle jacqueline jacques jane jean jeanne jeannine jennifer jeremy jerome jessica joel
    joelle john jose joseph josette josiane juan jules julia julie julien juliette justine karim karine kevin lara laura
    laure laurence laurent lea leo leon leonie lionel lisa loic louis louise luc lucas lucie lucien ludovic lydie
    madeleine maelle manon manuel marc marcel marco margaux marguerite maria marianne marie marine mario marion marta
    marthe martin martine mary mathieu mathilde matteo matthieu maud maurice maxime melanie michael michel michele
    micheline mickael mireille mohamed monique morgane mourad myriam nadia nadine nathalie nicolas nicole noemie nora
    odile olivia olivier pascal pascale patrice patricia patrick paul paule paulette pauline peter philippe pierre
    rachel rachid raymond raphael regine regis remi remy renaud rene renee richard robert roger roland romain rosa
    roxane sabine said samir samuel sandra sandrine sarah sebastien serge severine simon simone solange solene sofia
    sonia sophie stefan stephane stephanie suzanne sylvain sylvie theo theodore therese thibault thierry thomas tom
    tristan valentin valerie vanessa veronique victor vincent violette virginie viviane william xavier yann yannick
    yasmine yves yvette yvonne zoe m mme mr mrs monsieur madame dr
""")
"""Before a name: it is a person's."""
ORGANISATIONS = _set("""
    agricole epargne cress uriopss uriops urscop udes france active banque alimentaire federation union ligue chambre
    cci cma crij cpca mouvement associatif mutualite francaise groupama maif macif emmaus secours populaire catholique
    croix rouge apf adapei unapei admr famille familles rurales centres sociaux foyers ruraux dreets ddets ars draaf dla
    scop initiative reseau adie apes chorum enercoop citiz biocoop cap crefad mrjc ddcs oncf coop coorace fei fas siao
    habitat humanisme bpifrance solidaires ess club pole cluster incubateur alter tiers lieux udaf clcv ufcv cemea
    francas
""")
"""Right before a name: an organisation at home there."""
SEATS = _set("""
    bruxelles brussels brussel bruselas
""")
"""A place, or the institutions that sit there."""
AFTER_COMPASS = _set("""
    de d du des est ouest global sud geographique parisien
""")
"""After « le Nord »: a point of the compass."""
AFTER_NUMBER = _set("""
    a et ou en pour qui que sont est ont au avec dans se ne les la le l des du de c sur comme aussi reste
""")
"""Small words after « le 93 » that it cannot be counting."""
FOREIGN_WORDS = _set("""
    auch lens sens die orange nice laval champagne limoges dinard foix
""")
"""Towns that are words of the other languages of the watch."""
QUARTERS = _set("quartier quartiers cite cites residence ilot ilots ecoquartier lotissement hameau lieu dit")
"""Before a name, with or without « de »: a part of a town, not the town of that name."""
