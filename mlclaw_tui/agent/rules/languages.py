"""Tell a request in another language from one in English."""

import re

from mlclaw_tui.agent.rules.vocabulary import wordlist

OTHER_LANGUAGES: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "German": "der das die und ist nicht mit ein eine einen einem für mir mich zeig zeige wie wo warum "
            "welche welcher welches letzten letzte "
                  "lauf läufe starte trainiere vergleiche auf bitte ich du wir sind war den dem von zu zum zur "
                      "auswerten modell bericht stoppe stopp "
                  "werte aus mach mache erstelle lösche daten epochen lernrate",
        "French": "le les et est avec une un des du pour dans mon ma mes moi quel quelle quels quelles comment "
            "pourquoi où entraîne entraine entraîner "
                  "lance modèle montre montrer dernier dernière derniers dernières évalue sur que qui ce cette "
                      "époques données arrête combien "
                  "compare-moi rapport fais faire plaît",
        "Spanish": "el los las una uno con para por qué que cómo como cuál cual mi mis del entrena entrenar "
            "modelo muestra muéstrame evalúa evalua "
                   "últimos última último ultimas ultima épocas epocas datos compara ejecuta ejecución está "
                       "dónde cuánto por favor informe detén",
        "Italian": "il lo gli della dello delle degli con una uno per che come quale quali mio mia dell' "
            "addestra modello mostra mostrami valuta "
                   "ultima ultimo ultime ultimi epoche dati confronta esecuzione allena perché dove è i dell'ultima un",
        "Portuguese": "os uma um com para por que como qual quais meu minha do da dos das treine treinar treina "
            "modelo mostre mostra avalie "
                      "última último últimas últimos épocas dados compare execução não você está mostre-me",
        "Dutch": "het een en is niet met voor mij toon laat zien hoe waarom welke laatste van de train het "
            "model vergelijk evalueer ik je wij zijn "
                 "gegevens stop uitvoering",
        "Polish": (
            "się nie jest na do z i w jak pokaż trenuj wytrenuj model dane ostatni ostatnie oceń "
            "porównaj dlaczego który uruchom"
            ),
        "Turkish": "bir ve için ile modeli eğit göster son çalıştır değerlendir neden nasıl hangi",
        "Swedish": (
            "och är inte med för mig visa hur varför vilken senaste träna modellen jämför utvärdera ett "
            "det av på"
            ),
    }.items()
}  # fmt: skip
"""Words that tell a language; those that are English as well do not count."""

_SCRIPTS = (
    ("Chinese", re.compile(r"[\u4e00-\u9fff]")),
    ("Japanese", re.compile(r"[\u3040-\u30ff]")),
    ("Korean", re.compile(r"[\uac00-\ud7af]")),
    ("Russian", re.compile(r"[\u0400-\u04ff]")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("Hindi", re.compile(r"[\u0900-\u097f]")),
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_PLACEHOLDER = re.compile(r"<[a-z]+:\d+>")


def other_language(text: str) -> str | None:
    """Return the language of a request that is not in English; None where it is, or cannot be told.

    Args:
        text: As typed, with paths, URLs and quoted words as placeholders.
    """
    text = _PLACEHOLDER.sub(" ", text)
    return _by_script(text) or _by_words(text)


def _by_script(text: str) -> str | None:
    letters = sum(letter.isalpha() for letter in text)
    scripts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    if scripts["Japanese"]:
        scripts["Japanese"] += scripts.pop("Chinese")
    name = max(scripts, key=lambda script: scripts[script])
    return name if scripts[name] >= 2 and scripts[name] * 4 >= letters else None


def _by_words(text: str) -> str | None:
    words = [word for word in _WORD.findall(text.lower()) if len(word) > 1 or word in "iàéèou"]
    english = sum(word in wordlist("function words") for word in words)
    foreign = [
        word for word in words if word not in wordlist("shared with english") and word not in wordlist("function words")
    ]
    counts = {language: sum(word in known for word in foreign) for language, known in OTHER_LANGUAGES.items()}
    language = max(counts, key=lambda each: (counts[each], each))
    count = counts[language]
    accented = any(not word.isascii() for word in words)
    is_foreign = (count >= 2 and count >= english) or (count and (accented or count > english))
    return language if is_foreign else None
