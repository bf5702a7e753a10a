"""What must never become a plan: destruction, secrets, code changes, talk about other things, other languages."""

import re
from collections.abc import Sequence

from mlclaw_tui.agent.rules.english import FUNCTION_WORDS, OTHER_LANGUAGES, SHARED_WITH_ENGLISH
from mlclaw_tui.agent.rules.reading import without_numbers

_DESTRUCTIVE_HEAD = re.compile(
    r"^(?:delete|remove|erase|wipe|destroy|purge|nuke|truncate|overwrite|shred|trash|uninstall|rm|rmdir|del|unlink|obliterate|annihilate|vaporize|burn|"
    r"get rid of|clean(?: up| out)?|clear(?: out)?|throw away|throw out|dump|discard|empty|flush|blow away|scrap|corrupt|sabotage|break|crash|hack|"
    r"forget (?:everything|all|the (?:project|runs?|history))|reset(?! .*\b(?:lr|params)\b)|drop (?:the |all |my |every |a |our |this )*(?:table|tables|database|databases|db|schema|run|runs|"
    r"<run>|<newest>|project|data|dataset|everything|index|history|store|checkpoint|environment|column|it|them)|"
    r"format (?:the |my |this |a )*(?:disks?|drive|hard|ssd|partition|computer|machine|laptop|<path>|<host>|sd)|kill (?:-|all |every |any |the |my )*(?:\w+ )?(?:process|processes|pids?|"
    r"everything on the machine)\b|kill -|killall|pkill|mkfs|dd if|chmod|chown|sudo|shutdown|reboot|restart (?:the |my |this )?(?:<host>|computer|machine|server|laptop)|"
    r"power off|poweroff|halt the (?:machine|computer)|shut (?:the |my |this )?(?:computer|machine|server|laptop|system|pc) down|shut down (?:the |my |this )?(?:computer|machine|server|<host>|laptop|system|pc)|turn off (?:the |my )?(?:computer|machine|server|<host>|laptop|pc)|"
    r"fork bomb|encrypt|ransom|infect|ddos|mine (?:some |a few )?(?:bitcoin|crypto|ethereum|monero|coins?))(?!\S)"
)
_DESTRUCTIVE_ANYWHERE = re.compile(
    r"(?<!\S)(?:rm -rf|rm -r|delete (?:all|every|my|the|everything|old|any|<run>|<newest>|<best>|<path>|run)|deleting (?:all|my|the)|erase|wipe|wiping|nuke|mkfs|destroy|purge|"
    r"overwrite (?:my|the|our)|delete from|drop table|insert into|update \w+ set|force push|> /dev)(?!\S)"
)
_UNSUPPORTED_HEAD = re.compile(
    r"^(?:push (?:to|it to|my|the|this|everything|changes|code|<url>|<name>|<param>)(?! .*<host>)(?! <host>)(?! (?:the |my |our )?(?:\w+ )?model)|git(?! clone)|commit|merge|rebase|stash|pull request|open a pr|"
    r"refactor|rewrite|edit|modify|patch|implement|debug (?:my|the|this) code|improve (?:my|the|this) code|code (?:me|a|an|up)|program|"
    r"fix (?:the |a |my |this |that |our )*(?:bugs?|code|loss|error|errors|typo|script|function|syntax|training loop|tests?|<script>|<file>|model|bug in .*|issue)|"
    r"write (?:me |us )?(?:a |an |some |the |my )*(?:\w+ )?(?:code|script|function|program|test|tests|unit tests?|loader|class|module|config|readme|documentation|docs|train script|"
    r"training script|paper|blog|tweet|letter|book|resume|article)|"
    r"add (?:a |an |some |the )*(?:layer|feature|test|tests|function|comment|logging|scheduler|early stopping|type hints)|"
    r"buy|purchase|order|rent|book|pay|sell|transfer money|subscribe|upgrade (?:my|the) (?:plan|subscription|account)|"
    r"curl|wget|ssh|scp|rsync|cd|ls|pwd|mv|cp|apt|apt-get|brew|bash|sh|docker|kubectl|systemctl|make me|open (?:the )?(?:browser|youtube|door|pod)|"
    r"(?:run|execute) (?:the |my |all |some |unit )*(?:unit )?tests|run (?:away|for|to|home|from|bash|sh|rm|curl|sudo|shell|the command|command|this command|a command|out)|"
    r"create (?:a |an |the )?(?:branch|user|account|pull request|pr|file|folder|bucket|instance|vm)|rename|move (?:the |my )?(?:file|folder|data)|send (?:an |a )?(?:email|mail|tweet|text) to|"
    r"set (?:the |my )?(?:default|alarm|timer|reminder|clock|volume|brightness)|change (?:the |my )?(?:password|theme|settings?)|log ?(?:in|out|me in)|sign (?:in|up|out)|"
    r"play(?! with)|sing|dance|cook|draw (?:me )?(?:a |an )?(?:picture|cat|dog|house|cartoon|unicorn|portrait)|paint|translate|imagine|pretend|act as|roleplay|behave|tell (?:me )?(?:a |another )?(?:joke|story)|jailbreak)(?!\S)"
)
_SECRETS = re.compile(
    r"(?<!\S)(?:send|upload|mail|email|post|share|leak|publish|copy|exfiltrate|give|print|show|reveal|forward|paste|tell|dump|cat|output|expose|transmit|tweet)(?!\S).*"
    r"(?<!\S)(?:(?:ssh|api|private|aws|secret|access|my|the|our|all) )*(?:keys?|passwords?|passwds?|secrets?|credentials?|api tokens?|access tokens?|private keys?|"
    r"<path:\d+>/etc|\.env|competitors?|competitor)(?!\S)"
)
_INJECTION = re.compile(
    r"(?<!\S)(?:ignore|disregard|forget|override|bypass|skip|disable|circumvent|break)(?: (?:all|any|every|your|the|my|these|those|of|previous|prior|above|earlier|system|safety))* "
    r"(?:instructions?|rules?|prompts?|polic(?:y|ies)|guardrails?|restrictions?|guidelines?|safety|limits?|confirmations?|orders|programming)(?!\S)"
    r"|(?<!\S)system prompt(?!\S)|(?<!\S)you are now(?!\S)|(?<!\S)developer mode(?!\S)|(?<!\S)jailbreak(?!\S)|(?<!\S)do anything now(?!\S)"
)
_ELSEWHERE = re.compile(
    r"(?<!\S)(?:weather|poems?|poetry|jokes?|songs?|lyrics|movies?|films?|recipes?|restaurants?|pizzas?|football|soccer|basketball|olympics|politics|president|election|"
    r"capital of|horoscope|girlfriend|boyfriend|marathon|essay|novel|homework|bitcoin|ethereum|crypto|stock market|stock price|flights?|hotels?|vacation|holiday|"
    r"tickets?|birthday|dinner|lunch|breakfast|beer|haiku|limerick|meaning of life|world cup|super bowl|iphone|android phone|netflix|youtube|facebook|twitter|instagram|"
    r"global warming|climate change|war|religion|god|lottery|taxi|uber|groceries|laundry|doctor|medicine|wife|husband|santa|aliens?|universe|earth|moon|mars|"
    r"time is it|what day is|translate (?:this|to|into)|police|pod bay|riddle|trivia|bedtime|fairy tale|lullaby|favou?rite|sandwich|cake|bake|guitar|piano|gym|diet|"
    r"dating|lawyer|taxes|mortgage|wedding|zodiac|sports?|gossip|celebrity|shopping|amazon order)(?!\S)"
)
_LIVING = re.compile(r"(?<!\S)(?:dogs?|cats?|puppy|puppies|kids?|son|daughter|baby|horse|parrot|employees?|staff|interns?|troops|soldiers?|him|her|myself|muscles|abs)(?!\S)")
_FIELD = re.compile(
    r"(?<!\S)(?:models?|classifiers?|detectors?|networks?|nets?|datasets?|data|images|photos|pictures|runs?|dataset|predictions?|project|segmentation|recognition|detection|"
    r"forecast(?:er|ing)?|prediction|labels|epochs|<(?:param|space|run|newest|best|path|file|slashed|url|quoted|id|metric|dataset|script|host|note)>)(?!\S)"
)
_ADVICE = re.compile(
    r"^(?:should (?:i|we)|do you (?:think|recommend|suggest)|would you (?:recommend|suggest)|is it (?:better|worth|ok|safe|a good idea|wise)|what do you think|what should (?:i|we)|"
    r"what would you|am i|(?:which|what) .*should (?:i|we) (?:buy|purchase|wear|eat|watch|cook)|how (?:old|tall) |who (?:made|created|invented) )"
)

_PRIVATE_FILES = re.compile(r"/etc/(?:passwd|shadow|sudoers)|\bid_(?:rsa|ed25519|ecdsa)\b|\.ssh/|\.aws/|\.netrc|\.env\b|\.gnupg")

DESTRUCTIVE = "I do not delete, overwrite or shut down anything: {said!r} is not something that I turn into a plan."
OUTSIDE = "{said!r} is outside of what I do."
ADVICE = "I cannot advise on {said!r}; I can compare runs, or diagnose why one is worse."
FOREIGN = "I understand English only, and this looks like {language}."


def forbidden(text: str, heads: Sequence[str]) -> str | None:
    """Return why a request may not become a plan; None where nothing speaks against it.

    Args:
        text: The request as it was typed.
        heads: What each part asks for, with placeholders.
    """
    if _PRIVATE_FILES.search(text):
        return OUTSIDE
    for head in heads:
        plain = without_numbers(head)
        if _DESTRUCTIVE_HEAD.search(plain) or _DESTRUCTIVE_ANYWHERE.search(plain):
            return DESTRUCTIVE
        if _INJECTION.search(plain) or _SECRETS.search(plain) or _UNSUPPORTED_HEAD.search(plain):
            return OUTSIDE
        if _ELSEWHERE.search(plain) and not re.match(r"^(?:create|make|start|set up|new|add)\b.*\bproject\b", plain):
            return OUTSIDE
        if _LIVING.search(plain) and not _FIELD.search(plain):
            return OUTSIDE
        if _ADVICE.search(plain):
            return ADVICE
    return None


_SCRIPTS = (
    ("Chinese", re.compile(r"[\u4e00-\u9fff]")), ("Japanese", re.compile(r"[\u3040-\u30ff]")), ("Korean", re.compile(r"[\uac00-\ud7af]")),
    ("Russian", re.compile(r"[\u0400-\u04ff]")), ("Arabic", re.compile(r"[\u0600-\u06ff]")), ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")), ("Thai", re.compile(r"[\u0e00-\u0e7f]")), ("Hindi", re.compile(r"[\u0900-\u097f]")),
)  # fmt: skip


def other_language(text: str) -> str | None:
    """Return the language of a request that is not in English; None where it is, or cannot be told.

    Args:
        text: As typed, with paths, URLs and quoted words as placeholders.
    """
    text = re.sub(r"<[a-z]+:\d+>", " ", text)
    scripts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    if scripts["Japanese"]:
        scripts["Japanese"] += scripts.pop("Chinese")
    name = max(scripts, key=lambda script: scripts[script])
    letters = sum(letter.isalpha() for letter in text)
    if scripts[name] >= 2 and scripts[name] * 4 >= letters:
        return name
    words = [word for word in re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", text.lower()) if len(word) > 1 or word in "iàéèou"]
    english = sum(word in FUNCTION_WORDS for word in words)
    counts = {
        language: sum(word in known and word not in SHARED_WITH_ENGLISH and word not in FUNCTION_WORDS for word in words)
        for language, known in OTHER_LANGUAGES.items()
    }
    language = max(counts, key=lambda each: (counts[each], each))
    foreign = counts[language]
    accented = sum(not word.isascii() for word in words)
    if foreign >= 2 and foreign >= english:
        return language
    return language if foreign and (accented or foreign > english) else None
