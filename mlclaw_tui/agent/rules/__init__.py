"""The rule planner: words become calls of skills, without a language model.

A request passes through layers, each a small module over tables of words:

    text      one spelling for quotes, dashes, spaces
    slash     `/train lr=0.001` is read as it stands
    verbatim  SQL and notes are cut out word for word
    literals  paths, URLs, quoted words, `name=value`, flags become placeholders: nothing may respell them
    words     lower case, contractions, typos, number words
    times, runs, params, metrics, hosts     what the words mention, again as placeholders
    guard     what must never become a plan
    clauses   one part for each thing that is asked, negated parts taken out
    intents   weighted cues say which skill a part asks for
    slots     the arguments of that skill, from what the part mentions
    sequence  the order of the calls, and which of them are one
    planner   how sure all this is; below the threshold a question instead of calls
"""
