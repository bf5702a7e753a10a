"""English that is not about machine learning: function words, times, and real words that look like typos of ours."""

FUNCTION_WORDS = frozenset(
    "a about above after again against all also although always am an and another any anybody anyone anything are around as at away "
    "back be because been before being below between both but by can come could did do does doing done down during each either else "
    "enough even ever every everybody everyone everything few first for from further get give go going gone got had has have having he "
    "her here hers him his how however i if in indeed instead into is it its itself just keep kind last later least less let like little "
    "look lot made make many may maybe me might mine more most much must my myself need neither never next no nobody none nor not "
    "nothing now of off often ok on once one only onto or other others our ours out over own per perhaps please put quick quickly quite "
    "rather really right said same say second see seems several shall she should since so some somebody someone something sometimes soon "
    "still such sure take tell than thank thanks that the their theirs them then there these they thing things think this those though "
    "through till to together too toward towards try twice two under unless until up upon us use used using usually very via want wants "
    "was way we well went were what whatever when whenever where wherever whether which while who whole whom whose why will with within "
    "without would yes yet you your yours yourself hello hey hi good great nice fine cool alright sorry morning evening afternoon "
    "third fourth fifth finally firstly secondly thirdly lastly immediately overnight asap kindly".split()
)

COMMON_VERBS = frozenset(
    "work works working happen happens happened seem seems mean means sit sits live lives lie lies keep keeps kept hold holds bring brings took takes taken gave given "
    "made makes went goes came comes saw sees knew known thought thinks felt feels tried tries wanted wants needed needs asked asks worked began begins".split()
)

TIMES = frozenset(
    "yesterday today tomorrow tonight morning evening afternoon night noon midnight week weeks weekend month months year years day days hour "
    "hours minute minutes second seconds monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december daily hourly weekly monthly ago since recently lately currently earlier later".split()
)

OTHER_LANGUAGES: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "German": "der das die und ist nicht mit ein eine einen einem für mir mich zeig zeige wie wo warum welche welcher welches letzten letzte "
                  "lauf läufe starte trainiere vergleiche auf bitte ich du wir sind war den dem von zu zum zur auswerten modell bericht stoppe stopp "
                  "werte aus mach mache erstelle lösche daten epochen lernrate",
        "French": "le les et est avec une un des du pour dans mon ma mes moi quel quelle quels quelles comment pourquoi où entraîne entraine entraîner "
                  "lance modèle montre montrer dernier dernière derniers dernières évalue sur que qui ce cette époques données arrête combien "
                  "compare-moi rapport fais faire plaît",
        "Spanish": "el los las una uno con para por qué que cómo como cuál cual mi mis del entrena entrenar modelo muestra muéstrame evalúa evalua "
                   "últimos última último ultimas ultima épocas epocas datos compara ejecuta ejecución está dónde cuánto por favor informe detén",
        "Italian": "il lo gli della dello delle degli con una uno per che come quale quali mio mia dell' addestra modello mostra mostrami valuta "
                   "ultima ultimo ultime ultimi epoche dati confronta esecuzione allena perché dove è i dell'ultima un",
        "Portuguese": "os uma um com para por que como qual quais meu minha do da dos das treine treinar treina modelo mostre mostra avalie "
                      "última último últimas últimos épocas dados compare execução não você está mostre-me",
        "Dutch": "het een en is niet met voor mij toon laat zien hoe waarom welke laatste van de train het model vergelijk evalueer ik je wij zijn "
                 "gegevens stop uitvoering",
        "Polish": "się nie jest na do z i w jak pokaż trenuj wytrenuj model dane ostatni ostatnie oceń porównaj dlaczego który uruchom",
        "Turkish": "bir ve için ile modeli eğit göster son çalıştır değerlendir neden nasıl hangi",
        "Swedish": "och är inte med för mig visa hur varför vilken senaste träna modellen jämför utvärdera ett det av på",
    }.items()
}  # fmt: skip
"""Words that tell a language; those that are English as well do not count."""

SHARED_WITH_ENGLISH = frozenset(
    "train model is a i do on in an as no me so us at to he we or of by be am was war stop status die den van let test logs report compare run "
    "data rapport dem par con per son sur des est come as i que".split()
) - frozenset("con per que des est rapport par".split())

REAL_WORDS = frozenset(
    """
    analysts avert ball bath batter beast beater beet bell belt bent beset bets bind bitch bitter blest botch brain bring
    bust butter cart carts carve carves cashed cast cede cell chanced chant chanted chants chapt charm charms chat chats
    cheek cheeking chick chuck chucking chuckling clanged clashed clashes clauses close clove clutter coast coat coke cold
    colt commando commandoes commandos commends concert convent cope cosy cots cove covert crease cremate crushed cure
    curse curses cyst date decoy decry defect deject delay dependence detest diverse drain dripped drooped either evacuate
    evacuated evacuates evacuation evacuations exhort expert explode extort fall fell find fine forget forgot free
    furnished gain game grain grape hall heap hell helm hemp hoists hoots impart improvising insect kind king lags lamest
    lapels lasers lash lawyers laxest leaning legs libels lift like lilt line lint lisp lobs logo longs lops lots love
    lows lugs lunch mail make mean mind mine minuets minuses minutest momentous motel movie music nail neither nine nites
    noses painted paints pease pilot pints plateaux play plop plow ploy pointed potions precious protect race rage rain
    rake rape rare rave raze refrain refraining regaining reminding repent resort resorts restrain retain retaining retort
    retorts ring rite rote rubs rugs ruining ruins rums rune rung rungs runt runts ruts sail scent seedy seek seem seen
    seeps seize sell sent sever sewed sexed shed sheep shoe shoo shot shown showy side sine sing sire site sled sleep slop
    slow smart snow song spelt starch stare stark statue steep steeps stems stews stomp stoop store story strain stript
    sued sweet tail tainting tall tell thing thorough three toll tone toning trail trailed trailing trails trainee trait
    tree trills trough tube tubing tuna turning understated urns wait wall weak weather weep weighty well wheat whether
    whew whore wind wine wore world wound wren wright
    """.split()
)
"""Words that differ by a slip from one that typos are mended towards: they are meant as they stand."""
