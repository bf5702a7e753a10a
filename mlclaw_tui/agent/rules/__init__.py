"""The rule planner: words become calls of skills, without a language model.

A request passes through layers, each a small module, most of them over a table of words beside it (`*.txt`):

    text        one spelling for quotes, dashes, spaces
    slash       `/train lr=0.001` is read as it stands
    verbatim    SQL and notes are cut out word for word
    literals    paths, URLs, quoted words, `name=value`, flags become placeholders: nothing may respell them
    languages   what is not in English ends here
    words       lower case, contractions, typos (`spelling`), number words (`numbers`)
    times, counts, runs, params (`values`), metrics, hosts    what is mentioned becomes placeholders too
    clauses     parts that each ask for one thing, in the order of doing (`order`), without what is denied (`negation`)
    guard       what must never become a plan
    follow      requests that change the last one
    intents     weighted cues (`cues.txt`) say which skill a part asks for
    gather      parts that only add to another go with it; without any cue, `likeness` to known requests decides
    fill        the calls and their arguments, from what the clauses mention (`filling`, `slots`, `fill_*`)
    sureness    how sure all this is; below the threshold a question (`questions`) instead of calls
    sequence    which calls are one, and what has to come before

`planner` puts them together; `reading` is the text that passes through them. A request that is read wrongly belongs
into `tests/planner/phrasings.txt` first.
"""
