"""The words that tell what is asked for: one table, a weight and a pattern for each cue.

Patterns are matched on normalised text (`compare <run> and <run>`); `^` is the start of what is asked, politeness and
connecting words left out. `{name}` stands for a group of words below. A part of a request asks for the skill whose
cues weigh most; from about 4 on they are enough to read something, from about 5 on to do something.
"""

import re
from functools import cache

GROUPS = {
    "the": r"(?:(?:the|a|an|my|our|this|that|these|those|your|another|new|quick|short|small|full|first|next|some|all|any|each|every|"
           r"whole|complete|little|current|existing|other|more|simple|fresh|proper|one|of|<value>|<quoted>|<times>|<param>) ){0,4}",
    "start": r"(?:start|run|do|execute|make|perform|schedule|have|redo)",
    "show": r"(?:show|give|get|list|print|display|see|view|fetch|tell|send|bring|find|check|pull up|read|open|need|want|share)(?: me| us)?",
    "make": r"(?:make|create|generate|write|produce|build|prepare|put together|compile|show|give|send|get|need|want|see|export|draw|"
            r"render|display|do|have|compose|assemble|share|email|save|provide|plot)(?: me| us)?",
    "thing": r"(?:model|network|net|classifier|detector|checkpoint|weights|one|baseline|segmenter|regressor)",
    "model": r"(?:it|this|that|them|this one|that one|<run>|<best>|<newest>|(?:the |my |our |a |this |that |your )?(?:\w+ |<best> |<run> |<id> ){0,2}"
             r"(?:model|network|net|checkpoint|weights|classifier|detector|file|onnx)(?: (?:of|from|for) (?:the )?(?:<run>|<best>))?)",
    "fmt": r"(?:onnx|tensorrt|torchscript|openvino|coreml|tflite)",
    "datafmt": r"(?:coco|yolo|voc|csv|tsv|parquet|imagefolder|tfrecords?|webdataset|jsonl|kitti|labelme|arrow|hdf5|lmdb|createml|darknet|cvat)",
    "files": r"(?:<path>|<file>|<slashed>|<quoted>|<dataset>)",
    "worse": r"(?:drop|dropped|drops|dropping|fell|fall|falls|fallen|falling|decrease|decreased|decreases|decreasing|decline|declined|"
             r"declining|gone down|went down|go down|going down|goes down|worse|worsened|worsen|lower|low|bad|poor|regress|regressed|regression|"
             r"degrade|degraded|degradation|deteriorated?|plummeted|tanked|collapsed?|sank|slipped|suffered|lost|lose|"
             r"gone up|went up|go up|going up|increased?|increases|increasing|higher|rose|risen|jumped|spiked|broke|broken|not improve|"
             r"not improving|stuck|off|different|weird|change|changed)",
    "data": r"(?:dataset|data|images|labels|annotations|photos|pictures|samples|classes|masks|files|boxes|videos|recordings|texts?|csv)",
    "repo": r"(?:repo|code|project|script|scripts|source|sources|folder|directory|github|gitlab|program|package|software|readme)",
    "ended": r"(?:done|finished|finish|finishes|finishing|complete|completed|completes|ready|over$|ended|ends|end|through)",
    "job": r"(?:run|runs|training|trainings|train|job|jobs|it|this|that|them|experiment|experiments|everything|process|study|search|sweep|"
           r"evaluation|<run>|<newest>|<best>|all|task|tasks|script|one)",
    "notify": r"(?:(?:tell|notify|alert|warn|ping|text|email|message|inform|remind|wake|call|buzz|signal|slack)(?: me| us)?"
              r"|let (?:me|us) know|give (?:me|us) a (?:shout|heads up|ping|call)|shout|beep|ring|holler|say so"
              r"|send (?:me |us )?(?:a |an )?(?:\w+ ){0,2}(?:notification|alert|message|email|push|warning|ping|mail|note))",
    "gone": r"(?:abandon|abandoned|drop|dropped|stop|stopped|switch|switched|choose|chose|pick|picked|decide|decided|give up|gave up|go with|"
            r"went with|move|moved|reject|rejected|remove|removed|avoid|discard|discarded|ditch|ditched|use|used|settle|settled|set)",
}  # fmt: skip

CUES: dict[str, tuple[tuple[float, str], ...]] = {
    "init": (
        (8, r"^(?:create|start|set up|open|add|initialize|new|need|want|register|make) {the}(?:\w+ )?(?:project|workspace)(?:$| (?:called|named|for|on|about|<\w+>|with|:|,|[a-z]+$))"),
        (6, r"^(?:a )?new project\b"),
        (7, r"^(?:call|name) {the}project\b"),
    ),
    "discover": (
        (8, r"^discover\b"),
        (6, r"\b(?:what|which|where|how many|list|show|find|look for|scan|search for|locate|have|are there|see|is there)\b.*"
            r"\b(?:gpu|hosts?|machines?|servers?|(?:ssh |api |aws )?keys?|credentials?|clouds?|hardware|resources|devices?|cards?|computers?|"
            r"nodes|clusters|accounts|computing power|compute)\b(?! memory| usage| util| load)"),
        (3, r"\b(?:do i have|have i got|available|can i use|are mine|i can use|could i use|have access)\b"),
        (3, r"\b(?:hardware|credentials?|ssh keys?|clouds?|resources)\b"),
        (5, r"\bwhere (?:is|are|do i keep) (?:everything|all my stuff|{the}(?:data|dataset|datasets|keys))"),
    ),
    "analyze": (
        (8, r"^(?:git )?clone\b"),
        (7, r"^(?:analyze|analysis|analyzing)\b"),
        (6, r"^(?:understand|inspect|examine|explain|study|parse|scan|review|read|explore|look|check|check out|go|walk|describe|summarize|"
            r"figure out|find out|understanding|learn|digest|open|load|see|show)\b.*\b{repo}\b"),
        (6, r"^(?:understand|inspect|examine|explain|study|scan|review|read|read through|explore|look at|look into|look through|look|check|"
            r"check out|go through|open|learn) (?:at |into |through |over |around |around in |around at |inside |in )?(?:the |my |our )?(?:<path>|<url>|<slashed>|<script>)"),
        (5, r"^(?:fetch|get|download|pull|grab|use|take|add|clone|import|bring in|work on|work with|switch to|try) .*(?:<url>|\brepo\b)"),
        (4.5, r"<url>"),
        (6.5, r"\b(?:what|which|list|show|tell me|give me|see|know|are there|find|name|print)\b.*"
              r"\b(?:params|hyperparams|arguments|flags|options|entry points|switches|knobs|settings|scripts)\b"),
        (4, r"\b(?:entry points|command line)\b"),
        (5.5, r"\bwhat is (?:in|inside|at) (?:the (?:folder|directory) )?(?:<path>|<slashed>)"),
        (3, r"<script>"),
        (3, r"\b(?:code|repo|readme|scripts?|source code|arguments|flags)\b"),
        (6, r"\b(?:what|which)\b.*\b(?:configured|configurable|adjustable|adjusted|tunable|changeable|overridden|customi[sz]ed)\b"),
        (6, r"\b(?:cloned|downloaded|checked out|unpacked|put|copied)\b.*\b(?:repo|code|project|it|that)\b.*(?:<path>|<slashed>)"),
        (6, r"^tell (?:me |us )?(?:more |something )?about\b.*\b{repo}\b"),
        (6, r"\bhow to (?:run|use|start|call|launch|execute) (?:it|this|that|<path>|<url>|<script>|<slashed>|the (?:code|repo|project|script))"),
        (6, r"\b(?:what|how)\b.*\b(?:code|repo|project|script|program|<script>)\b.*\b(?:do|does|doing|work|works|run|runs|take|takes|accept|accepts|"
            r"need|needs|expect|expects|support|supports|structured|used|started|trained|organized|about|made|for)\b"),
        (6, r"\bhow (?:do|can|should|would|to|could) ?(?:i|we|you)? ?(?:run|start|use|launch|call) (?:this |the |that |my |your )?"
            r"(?:code|repo|project|script|program|<script>)"),
        (6, r"\bhow is (?:this|the|that|my) (?:code|repo|project|script|program|<script>)\b"),
        (5.5, r"\b(?:what|which)\b.*\b(?:does|do|can|will) (?:it|this|that|<script>|the (?:training|train) script|train|i)\b.*"
              r"\b(?:take|accept|expect|support|need|understand|have|read|set|change|tune|adjust|override)\b"),
        (6, r"\bwhat is in (?:this|the|that|my) {repo}\b"),
        (5, r"\b(?:here is|i have|i got|there is|got|this is|my|have a)\b.*\b(?:repo|code|project|codebase)\b"),
        (4, r"^(?:does|can) (?:it|the code|this|the script|the repo) (?:support|do|use|have|handle)\b"),
        (4, r"^(?:use|take|pick|choose) {the}?<script>"),
    ),
    "setup": (
        (7, r"^set up\b"),
        (6.5, r"^get .*\b(?:running|to run|working|to work|going|up and running|set up|ready|installed|off the ground)\b"),
        (6.5, r"^(?:make|bring|get) (?:it|this|that|everything|{the}(?:repo|code|project))\b.*\b(?:run|work|runnable|up|ready|running)\b"),
        (6, r"^install(?:$| (?:it|this|that|everything|all|the|my|our|what|whatever|<path>|<url>|<slashed>|repo|project|from|with|<python>|and|them)\b)"),
        (5, r"^(?:bootstrap|prepare|ready)\b"),
        (3, r"^(?:prepare|get) (?:everything|it|this|the (?:repo|code|project))\b"),
    ),
    "env": (
        (7, r"^(?:install|fix|resolve|sync|update|build|repair|download|create|make|set up|prepare|rebuild|recreate|get|add|need|solve|upgrade|"
            r"check|refresh|redo|use|activate|setting up|generate|reinstall|mend)\b.*"
            r"\b(?:dependencies|requirements|packages|environment|conflicts?|libraries|modules|imports|libs|prerequisites)\b"),
        (4, r"\b(?:environment)\b"),
        (3, r"\b(?:dependencies|requirements|conflicts?|packages|prerequisites|libraries)\b"),
        (7, r"^(?:pip|uv|conda|mamba|poetry|pip3) (?:install|sync|create|environment|add|update)"),
        (2, r"<python>"),
        (6, r"^(?:install|use|add|include)\b.*\bextras?\b"),
        (5, r"\b(?:imports?|packages?|dependencies|environment) (?:is|are|seems?|looks?) (?:broken|missing|outdated|wrong|not working)"),
        (4, r"^(?:use|switch to|with|on) <python>"),
        (5, r"\b(?:dependencies|packages?|version|requirements) conflicts?\b|\bconflicts?\b.*\b(?:dependencies|packages)\b"),
    ),
    "data": (
        (7, r"^(?:check|inspect|validate|verify|look at|look|look for|examine|analyze|scan|clean|describe|profile|explore|audit|review|see|"
            r"understand|show|test|count|read|sanity check|find|search)\b.*\b(?:dataset|data|images|labels|annotations|photos|pictures|samples|classes|masks|"
            r"duplicates|corrupt|leaks?|leakage)\b"),
        (7.5, r"^(?:convert|turn|transform|change|reformat|translate|bring|port|export|rewrite|migrate|put)\b.*\b(?:{data}|<path>|<slashed>|<file>|it|format)\b.*"
              r"\b(?:to|into|in|as)\b.*\b{datafmt}\b"),
        (7, r"^(?:convert|turn|transform|change|reformat|from)?\s?(?:from )?{datafmt} (?:to|into) {datafmt}\b"),
        (6, r"^(?:convert|transform|reformat|prepare|preprocess|split|fix)\b.*\b(?:dataset|data|images|labels|annotations|masks)\b"),
        (6, r"\bwhat (?:data )?format\b|\b(?:what|which) (?:is )?the format\b|\bformat (?:of|is)\b|\bin (?:what|which) format\b"),
        (6, r"\b{data} (?:is |are |lives? |sits? |lie |lies |located |stored |can be found |found |now |that is |i have )*(?:in|into|at|on|under|inside|:|is|are|here :)"
            r" (?:the folder |the directory |folder |directory |a folder )?{files}"),
        (5, r"^(?:the |my |our |here is |here are |this is )+{data}\b.*{files}"),
        (5, r"\bhow (?:many|big|large|much)\b.*\b(?:images|samples|classes|dataset|data|labels|rows|examples|annotations|files)\b"),
        (5, r"\bbalanced|imbalance|class distribution|duplicates|overlap\w*|statistics|leakage|corrupt(?:ed)? (?:images|files)|missing (?:labels|values)|outliers\b"),
        (6, r"\b(?:is|are)\b.*\b(?:dataset|data|images|labels|annotations|classes|photos)\b.*\b(?:ok|sound|fine|good|correct|valid|clean|balanced|complete|"
            r"broken|corrupt|consistent|usable|healthy|right)\b"),
        (6.5, r"^(?:is|are)\b.*(?:<path>|<slashed>|<file>).*\b(?:dataset|valid|format|ok|sound|complete|correct)\b"),
        (5, r"\b(?:what|which) (?:classes|labels|images|data|splits)\b.*\b(?:are|is|there|in|has|have)\b"),
        (3, r"\b(?:dataset|annotations|labels)\b"),
        (6.5, r"^(?:need|want|get|give|have|make|provide|put)\b.*\b{data}\b.*\b(?:in|as|to|into)\b.*\b{datafmt}\b"),
        (4, r"^data\b(?! (?:parallel|loader))"),
        (4, r"^(?:add|use|take|register) {the}?(?:dataset|data)\b.*{files}"),
    ),
    "train": (
        (6.5, r"^(?:retrain|train|finetune|pretrain|overfit|learn)\b(?! <metric>| loss| set| data$| split)"),
        (5.5, r"^fit\b"),
        (6.5, r"^{start} {the}(?:[a-z]+ ){{0,2}}(?:training|trainings|train|finetuning|finetune|retraining|fit)\b(?! (?:loss|curves?|log|logs|accuracy))"),
        (5.5, r"^{start} {the}(?:[a-z]+ )?(?:run|runs|experiment|job|session|one)\b(?! <run>)"),
        (6, r"^(?:run|do|start|execute|go|try|train)(?: it| this| that| again| another)?(?: for| with| using| at)? (?:<param>|<space>)"),
        (6, r"^(?:run|python|python3|execute|start|call|use|take) (?:the |my |our )?(?:script |file |program )?<script>"),
        (5, r"\bto (?:the )?(?:re)?train(?:ing)?\b"),
        (3.5, r"\b(?:training|train) (?:run|session|job)\b(?! (?:is|done|finished))"),
        (5, r"^<param> (?:of|worth of) (?:training|train)\b"),
        (4.5, r"^start(?: it)?$"),
        (5, r"^<param>.* training$|^<param> (?:run|training)\b"),
        (4, r"\bfor training\b"),
        (5, r"^(?:give it|give me|i want|i need|need|want|let it have) (?:another |some )?<param>"),
        (5, r"^(?:give me |i want |i need |need |want )?(?:a |another |one )?(?:new |more |quick )?(?:training|run) (?:with|using|on|at|for|:|,)"),
        (5, r"^(?:new|another|one more) (?:training|run|experiment)\b"),
        (4.5, r"^(?:try|test) (?:it |this |that )?(?:out )?(?:with )?(?:a |an )?<param>"),
        (4, r"^what (?:if|about|happens if) (?:we|i|you)? ?(?:use|used|try|tried|train|trained|set)? ?(?:a |an |the )?<param>"),
        (4, r"^training\b(?! (?:loss|curves?|logs?|is|has|was|data|done|finished|set|accuracy|going|status|progress))"),
        (5, r"^(?:run|execute) (?:the |this |that |my )?(?:code|project|repo|program|script|main)\b"),
        (7, r"^(?:get|set|put) {the}(?:[a-z]+ )?(?:training|train)\b.*\b(?:going|started|running|rolling|off the ground|in motion)\b"),
    ),
    "evaluate": (
        (6.5, r"^(?:evaluate|reevaluate|assess|grade|evaluating)\b"),
        (6, r"^(?:score)\b"),
        (5.5, r"^(?:test|validate)\b(?! (?:set|data|loss|different|some|<space>|several|various|a few)\b)"),
        (6.5, r"^{start} {the}(?:\w+ ){{0,2}}(?:evaluation|evaluations|evaluate|validation|test run|testing)\b"),
        (5, r"^{start} {the}tests? (?:of|on|with|for)\b"),
        (6, r"\b(?:bad|worst|hard|hardest|failure|failed|wrong|misclassified|difficult|incorrect|false) "
            r"(?:cases|case|examples|predictions|images|samples|ones|positives|negatives|detections)\b"),
        (6.5, r"\b(?:get|gets|got|getting|predicts?|classif(?:y|ies)|are|were)\b.*\b(?:wrong|wrongly|incorrectly)\b"),
        (4, r"\b(?:performance|quality) (?:of|on|for)\b"),
        (6, r"\b(?:test|validation|val) (?:score|performance|results?|scores|metrics|numbers)\b.*(?:<run>|<best>|\bmodel\b)"),
        (6, r"^(?:verify|check|try|test|validate) (?:the |my |our )?(?:model|<run>|<best>|network|classifier|detector)\b(?!.*(?:status|running|done))"),
        (6, r"\b(?:any good|good enough)\b"),
        (7, r"\bwhere (?:does|did|do|is)\b.*\b(?:fail|fails|struggle|struggles|go wrong|weak|weakest|err)\b"),
        (6, r"\b(?:worst|wrongly|badly|incorrectly|poorly) (?:predicted|classified|detected|segmented|scored|labeled)\b"),
        (5, r"\b(?:confusion matrix|misclassif\w+|mistakes|classification report|per class (?:accuracy|<metric>)|<metric> per class)\b"),
        (6.2, r"\bhow (?:good|well|accurate|bad|precise|strong|reliable) (?:is|does|did|do|are|was|it|the|my|<run>|<best>)\b"),
        (5.5, r"\bon (?:the |my |our |some |a )?(?:test|validation|val|holdout|testing|unseen|new) (?:set|data|split|dataset|images)\b"),
        (4, r"^(?:measure|compute|calculate|determine|check|find)\b.*<metric>"),
        (5, r"\bto (?:evaluate|score|assess|test it|test the model)\b"),
        (3.5, r"\b(?:evaluation|evaluate)\b"),
        (3, r"^(?:give|show|tell|get) me .*<metric> (?:of|for|on) .*\b(?:test|validation|val|holdout)\b"),
    ),
    "infer": (
        (6.5, r"^(?:infer|predict|classify|detect|segment|transcribe|caption|recognize|forecast|label|annotate|tag)\b"),
        (6.5, r"^{start} {the}(?:\w+ ){{0,2}}(?:inference|infer|predictions?|detection|classification|segmentation|forecast)\b"),
        (6, r"^(?:make|generate|get|produce|give|create|compute|show|need|want)(?: me| us)? {the}(?:inference|predictions?|inferences)\b"),
        (6, r"^apply\b.*\b(?:to|on)\b"),
        (6, r"^(?:feed|give|send|pass|throw|show|put) (?:the |this |my )?(?:image |file |video )?(?:<file>|<path>|<slashed>) (?:to|into|through|at)\b"),
        (6.5, r"^(?:use|take|run|try|feed|throw|send|pass|let) .*(?:on|with|to|through|at|against|for|over|into) .*(?:<path>|<file>|<slashed>)"),
        (6, r"\bto (?:predict|classify|label|infer|detect|segment|transcribe|caption|annotate|recognize)\b"),
        (6.5, r"\bwhat (?:does|would|do|did|will) .*\b(?:model|it|<run>|<best>|<newest>|network|classifier)\b.*\b(?:say|think|predict|see|make of|output|"
              r"give|call|find|detect)\b.*(?:<file>|<path>|<slashed>|\bimages?\b)"),
        (3.5, r"(?<!worst )(?<!bad )(?<!wrong )\b(?:inference|predictions?|infer)\b"),
        (5, r"^(?:what|which|who|how many)\b.*\b(?:is|are|in|on|do you see)\b.*(?:<file>)"),
    ),
    "deploy": (
        (6.5, r"^(?:deploy|ship|quantize|roll out|deploying|serve)\b"),
        (6, r"^export\b(?!.*\b(?:report|chart|csv|runs|notes|table|markdown|html|plot)\b)"),
        (6, r"^(?:convert|turn|compile|transform|save|make|build|create|generate|get|need|give|translate|want|export|produce|prepare|have|write|"
            r"store|dump|trace)\b.*\b{fmt}\b"),
        (6, r"^(?:convert|compile|turn|transform|optimize|port|package|prune|compress|shrink|accelerate) {model}(?: |$)(?!.*{datafmt})"),
        (6, r"^(?:put|push|get|move|bring|install|load|send|copy|transfer|flash|upload|release|place|ship|take|have|want|need) {model}"
            r"(?: \w+)? (?:on|onto|to|over to|in|into|running on) (?:the |my |our |a |an )?(?:<host>|<id>|production)"),
        (6, r"^run (?:<run>|<best>|(?:the |my |our )(?:\w+ )?model|the network) on (?:the |my |our )?<host>"),
        (5, r"^(?:benchmark|time|profile)\b"),
        (3, r"\b{fmt}\b"),
        (5, r"^(?:to|as|into|in) {fmt}\b"),
        (5, r"^(?:make|get|turn)\b.*\b(?:int8|fp16|bf16|smaller|tiny|lighter)\b"),
        (2, r"\b(?:fp16|int8|bf16)\b"),
        (5, r"\bto (?:deploy|export|ship|quantize)\b"),
        (3.5, r"\b(?:deployment|export)\b"),
        (5, r"\bhow fast (?:is|does|will|would|can|do)\b"),
        (5, r"^optimize\b.*\bfor (?:the |my |our |a )?(?:<host>|edge|inference|speed|device|mobile)"),
        (5, r"^(?:what|measure|check|test|get)\b.*(?:latency|throughput|fps|<metric>).* on (?:the |my )?<host>"),
    ),
    "compare": (
        (6.5, r"^(?:compare|contrast|diff|rank|comparing|comparison)\b"),
        (5, r"^sort\b"),
        (6, r"^(?:{show}|what are|how many|which are|name|where are)\b.*\b(?:runs|experiments|trainings|attempts)\b"),
        (5, r"\b(?:which|what|who|whose)\b.*\b(?:best|better|won|winner|highest|lowest|worst|top|winning|fastest|most|least|<best>)\b"),
        (3, r"\bbest\b|<best>"),
        (5.5, r"\b(?:differ|differs|different|difference|differences|differed|distinguishes|differently)\b"),
        (6, r"\bvs\b|\bside by side\b|\bnext to\b"),
        (6.5, r"\b(?:improve|improved|improvement|improves|gain|progress) (?:over|on|upon|against|compared)\b"),
        (6, r"\b(?:everything|anything|all|what) (?:that )?(?:i|we) (?:ran|trained|did|tried|have run|have trained|have done)\b"),
        (7, r"\b(?:params|settings|config|hyperparams|arguments|values)\b.*\b(?:of|in|from|for|did|by|does)\b.*(?:<run>|<best>)"),
        (6, r"\bwhat (?:have|did|has) (?:i|we)\b.*\b(?:tried|done|run|trained|try|do|train)\b"),
        (5, r"^(?:the )?<metric> (?:of|for|from) (?:the |my )?(?:<run>|<best>|<newest>)"),
        (4.5, r"<metric> (?:of|for|from|in) (?:the |my )?(?:<run>|<best>|<newest>)"),
        (5, r"\b(?:leading|leads|is ahead|in the lead|in front|came out on top)\b"),
        (5.5, r"\b(?:better|worse|higher|lower|faster|stronger) than\b"),
        (5, r"<run> (?:and|or|to|with|against|,) <run>$"),
        (6, r"\b(?:leaderboard|ranking|scoreboard|comparison)\b"),
        (4, r"\b(?:all|my|the|these|past|recent|previous|every|both) (?:of my |the |my |of the |past |recent |previous |last )?(?:runs|experiments|trainings)\b"),
        (2.5, r"\b(?:runs|experiments)\b"),
        (4, r"<newest>"),
        (6, r"\b(?:stack up|measure up|hold up|fare|compares?|compared)\b"),
        (6, r"\b(?:beat|beats|outperform|outperforms|outperformed|win|won)\b"),
        (6, r"^which (?:run|one|model|experiment|config|params|of|<newest>|<run>|<param> (?:gave|got|did|had|was|led|produced|scored|worked|were|won)|setting|settings|hyperparams|checkpoint|was|is|has|did)\b"),
        (6, r"\bwhat\b.*\b(?:change|changed|changes)\b.*\bbetween\b"),
        (5, r"\b(?:what|which)\b.*\b(?:params|settings|<param>|lr|config|hyperparams|<metric>)\b.*\b(?:did|does|do|was|were|had|has|of|for|in)\b.*<run>"),
        (4, r"^(?:the )?(?:top|best|highest|lowest|leading)\b"),
        (5, r"\bwhat (?:is|was) (?:my |the |our )?(?:best|highest|lowest|top|max|maximum|min|minimum)\b"),
        (4, r"\b(?:table|overview|list|history) (?:of|with) .*(?:runs|<newest>|experiments|trainings)"),
        (4.5, r"^(?:highest|lowest|best|top|max|maximum|minimum|min) <metric>"),
        (5, r"^(?:show|list|see|view|get|give)(?: me| us)? (?:the |my |our |all )*(?:<best>|<newest>|best)"),
        (4, r"^(?:history|results|runs)$"),
        (5, r"^(?:<best>|best)(?: by .*| so far| of .*| ever)?$"),
    ),
    "diagnose": (
        (7, r"\b(?:why|how come|reason|cause|caused|causes|explain|explains|responsible|find out why|figure out why|what made|understand why)\b.*{worse}"),
        (5.5, r"<metric>.*\b(?:dropped|drops|dropping|fell|fallen|falling|decreased|decreasing|declined|gone down|went down|going down|worse|worsened|"
              r"regressed|degraded|lost|gone up|went up|increased|rose|risen|jumped|spiked|tanked|collapsed|slipped|plummeted|sank|not improving|"
              r"is down|is up|are down|is lower|is higher|is bad|is low|is worse|dip|dipped|suffered|deteriorated|drop)\b"),
        (5.5, r"\b(?:drop|dip|decline|regression|degradation|decrease|deterioration|fall|increase|rise|jump|spike|gap) (?:in|of|since|from|with|for)\b"),
        (5.5, r"\bwhat (?:has |have |had |did i |did we |did |else )?(?:change|changed|changes|happened|happen|went wrong|goes wrong|broke|caused|causes|made|"
              r"is responsible|explains?|is wrong|could have|is going wrong|is different since|is the (?:cause|reason|culprit))\b"),
        (7, r"^diagnose\b|\bdiagnosis\b"),
        (6, r"<metric>.*\b(?:is|are|was)\b.*\b(?:below|under|lower|worse|behind|off)\b"),
        (5.5, r"\b(?:something|anything|things|everything|stuff)\b.*\bchange[ds]?\b|\bdid (?:something|anything) change\b"),
        (6.5, r"\b(?:something|it|anything|somebody|someone)\b.*\b(?:broke|broken|went wrong|regressed|got worse|messed up|ruined)\b"),
        (5.5, r"\b(?:performance|results?|quality|scores?|numbers|model|models|predictions)\b.*\b(?:dropped|drops|dropping|fell|fallen|decreased|declined|gone down|went down|going down|"
              r"worse|worsened|regressed|degraded|degrading|tanked|collapsed|slipped|plummeted|sank|deteriorated|suffered)\b"),
        (4, r"\b(?:root cause|culprit|responsible|regression|regressed)\b"),
        (7, r"\b(?:noise|significant|significance|by chance|just luck|lucky|a fluke|real difference|statistically)\b"),
        (5.5, r"^(?:investigate|debug)\b"),
        (3.5, r"^why\b"),
        (5, r"^why(?: is that| so)?$"),
        (5, r"\b(?:got|gets|getting|become|became|is|are|was|much|performs?|performing|did|doing|do|so|a lot|way|slightly|bit|far) worse\b"),
        (4.5, r"^(?:find|figure|work) out (?:why|what)\b"),
    ),
    "rerun": (
        (7.5, r"^(?:rerun|reproduce|replicate|repeat|redo|retry|replay|restart|rerunning|rerunning)\b"),
        (7, r"^(?:roll back|rollback|revert|go back|restore|return|switch back|roll|reset|turn back|get back|take me back)\b.*(?:<run>|<best>|<id>)"),
        (5, r"^(?:roll back|rollback|revert|go back|restore|roll)\b"),
        (6.5, r"<run> (?:once )?(?:again|once more|over)\b"),
        (6.5, r"\b(?:run|do|try|execute|perform|launch|start) (?:it|this|that|that one|<run>|<best>|<newest>|the same|everything|{the}(?:run|experiment|thing|whole thing))?"
              r" ?(?:all )?(?:once more|again|over|over again|another time|one more time|anew|a second time)\b"),
        (6, r"^(?:and |now )?(?:again|once more|one more time|same|the same|same again|another time|one more)\b"),
        (2, r"\bagain\b"),
        (5, r"\b(?:rerun|reproduce|replicate|repeat)\b"),
    ),
    "explore": (
        (7, r"^(?:explore|sweep|tune|hpo|hyperopt|tuning|exploring|optuna)\b"),
        (7, r"^(?:grid|random|bayesian|hyperparams|params|parameter) ?(?:search|sweep|optimization|tuning|scan|study)\b"),
        (6.5, r"^(?:optimize|maximize|minimize|search|vary|improve)\b.*(?:<param>|<space>|\bhyperparams|\bparams|<trials>|<metric>|\bconfig)"),
        (6, r"\b(?:hyperparams?|params|parameter|grid|random|bayesian) (?:search|tuning|sweep|optimization|study|scan|exploration)\b"),
        (7, r"^{start} {the}(?:\w+ ){{0,2}}(?:sweep|search|study|grid|tuning|exploration|hpo|ablation|scan)\b"),
        (6.5, r"^(?:find|search|look|get|determine|identify|figure out|work out)\b.*\b(?:best|optimal|good|better|right|ideal|optimum)\b.*"
              r"(?:<param>|<space>|\bhyperparams|\bparams|\bsettings|\bconfig|\bvalues?)"),
        (7, r"\bwhich of <space>|<space> (?:works?|is|performs?) (?:the )?(?:best|better)"),
        (7.5, r"\bwhat (?:is|would be|will be|should be|could be) (?:the |a )?(?:best|good|optimal|right|ideal) (?:value (?:for|of) )?(?:the )?(?:<param>|hyperparams|params)(?!.*so far)"),
        (7, r"\b(?:which|what)\b.*(?:<param>|<space>|\bhyperparams|\bparams).*\b(?:works?|performs?|would be|would work|is|are) (?:the )?(?:best|optimal|better)\b"),
        (6.5, r"^(?:try|test|experiment|compare|evaluate|check|play)\b.*<space>"),
        (6, r"^(?:scan|sample|cover)\b.*(?:<param>|<space>)"),
        (6, r"^(?:try|test|experiment with|play with|evaluate|check) (?:out |with )?(?:a few|some|several|different|various|multiple|many|other|around with) .*"
            r"(?:<param>|\bhyperparams|\bparams|\bsettings|\bvalues|\bconfigs)"),
        (4, r"<trials>"),
        (3, r"<space>"),
        (4, r"\b(?:sweep|tune|hyperparams?|tuning)\b"),
        (5, r"^experiment\b"),
    ),
    "report": (
        (6.5, r"^(?:plot|draw|graph|chart|visualize|summarize|document)\b"),
        (6.5, r"^report\b(?! (?:him|her|them|me|you|to the)\b)"),
        (6.5, r"^{make}\b.*\b(?:report|chart|charts|plot|plots|graph|graphs|curve|curves|summary|figure|figures|diagram|writeup|model card|dashboard|pdf|"
              r"visualization|visualizations|histogram|web page|webpage|page|slide|slides)\b"),
        (4.5, r"\b(?:report|chart|charts|plot|plots|graph|graphs|curve|curves|model card|dashboard|histogram)\b"),
        (4, r"\b(?:summary|writeup)\b"),
        (6, r"\bhow\b.*\b(?:evolved|evolves|developed|develops|behaved|behaves|progressed over|changed over|moved over)\b"),
        (6.5, r"^write (?:it |this |that |everything |{the}(?:\w+ )?results? |{the}findings )(?:up|down)?"),
        (6, r"^write up\b"),
        (5, r"\b(?:html|markdown|pdf) (?:page|file|document|version|report|summary)\b"),
        (6, r"<metric> (?:over|by|per|across|through) (?:the )?(?:time|epochs?|steps?|training|runs?|iterations?)|<metric> (?:history|trend|evolution|trajectory)\b"),
        (4.5, r"\b(?:show|present|send|give|mail)\b.*\b(?:my |the |our )?(?:boss|manager|team|customer|client|supervisor|professor|advisor|colleagues)\b"),
        (4, r"\bfor (?:my |the |our )?(?:boss|manager|team|customer|client|supervisor|professor|advisor|lead|colleagues)\b"),
    ),
    "status": (
        (8, r"^status\b"),
        (5.5, r"\bstatus\b"),
        (6, r"\bhow (?:is|are|was|about)\b.*\b(?:going|doing|goin|coming along|progressing|progress|getting on|getting along|looking|holding up|running|"
            r"{job}|<host>|things|moving|advancing)\b"),
        (6, r"\b(?:is|are|was|did|has|have|does|will|when)\b.*\b(?:{ended}|running|alive|crash|crashed|crashing|stuck|fail|failed|failing|dead|died|die|still|busy|"
            r"idle|free|started|start|hang|hung|frozen|stalled|working|survive|survived|oom|going well|on track|left)\b"),
        (7, r"\beta\b"),
        (5.5, r"^where (?:is|are) (?:the |my |our )?(?:training|run|job|it|<run>)\b"),
        (7.5, r"\bwhat (?:has |have )?(?:happened|is up|is wrong|went wrong|is going on) (?:to|with) (?:the |my )?(?:<run>|<best>|runs?|job|training)"),
        (7, r"<metric>.*\b(?:at the moment|right now|currently|now|at present|by now)\b"),
        (6, r"\b(?:how|whether|if)\b.*\b(?:is|are|was|has|have)\b.*\b(?:going|doing|coming along|progressing|{ended}|running|crashed|failed|alive|stuck)\b"),
        (6, r"\b(?:how (?:far|long|much longer|much time|many epochs|much more time)|time (?:left|remaining)|epochs (?:left|remaining)|remaining)\b"),
        (6, r"\bwhat (?:is|are|was)(?: currently| still| now| happening)? (?:running|going on|happening|training|active|up|in progress|the progress|left|executing)\b"),
        (4.5, r"\b(?:progress|eta|jobs|queue|utilization)\b"),
        (5, r"\b(?:gpu|vram|cpu|memory|ram)\b.*\b(?:usage|use|used|uses|using|memory|utilization|load|busy|free|percent|left|now|full|temperature)\b"),
        (4.5, r"\b(?:vram|gpu memory|gpu usage|gpu load)\b"),
        (6, r"\bnvidia smi\b|^(?:top|htop|ps|nvtop)$"),
        (5.5, r"\b(?:which|what) (?:epochs|steps?|iterations?)\b|\bcurrent (?:epochs|step|loss|<metric>|state|<param>)\b|<metric> (?:right )?now\b|\bat which (?:epochs|<param>)"),
        (5.5, r"\bwhere are we\b|\bwe there yet\b|\bany (?:news|progress|updates?|errors?|problems?|issues?|crash\w*|failures?|luck)\b|\bupdate (?:me|on)\b|\blatest (?:news|on)\b"),
        (5.5, r"\b(?:anything|something|nothing) (?:running|wrong|broken|new|happening|going on)\b"),
        (6, r"\bwhat is (?:the )?<host> (?:doing|up to|running|busy)"),
        (7, r"^what is on (?:the )?(?:gpu|<host>)$"),
        (7.5, r"\bwhat (?:is|are) (?:the |my |our )?(?:gpu|cpu|machine|server|cluster|<host>|<run>|training|job)s? (?:doing|up to|busy with|running)\b"),
        (3, r"\b(?:updates?|state)\b"),
        (5, r"\bis everything (?:ok|fine|good|alright|in order|going)\b|\b(?:going|go) (?:well|ok|fine|smoothly)\b|\bare there (?:any )?errors\b"),
        (5.5, r"^(?:check|monitor|see|show|look)(?: me| on| in on| at| up on)* (?:the |my |our |all )*(?:training|run|job|jobs|progress|<run>|status|gpu|state|running)\b"),
        (6, r"\bwhy\b.*\b(?:crash|crashed|crashing|fail|failed|failing|die|died|killed|stopped|hang|hung|oom)\b"),
        (4, r"\b(?:crash|crashed)\b"),
        (5, r"^(?:training|run|<run>|job|it)? ?(?:{ended}|crashed|failed|still running|running|alive)$"),
        (5, r"\b(?:training|run|<run>|job) (?:is |has |was |been )*(?:{ended}|crashed|failed|still running|alive)\b"),
    ),
    "logs": (
        (7, r"^(?:logs?|tail|stdout|stderr|output|cat (?:the )?logs?)\b"),
        (5.5, r"\b(?:logs?|logfile|logfiles|log file|stdout|stderr|traceback|stacktrace|stack trace|console|terminal output|error message)\b"),
        (5, r"\b(?:show|see|get|print|give|view|read|display|any|full|whole|raw|console|run|its|<run>|the|open|check)(?: me| us)?(?: the| its)? ?output\b"),
        (6, r"<lines>"),
        (5.5, r"\bwhat (?:did|does|has|is|was|do|have)\b.*\b(?:print|prints|printed|printing|outputted|log|logged|logging|write|written|writing|spit|say|said)\b"),
        (4, r"\b(?:printed|prints)\b"),
    ),
    "stop": (
        (7.5, r"^(?:stop|kill|cancel|abort|terminate|halt|end|quit|interrupt)(?:$| (?:now|immediately|please|right now|at once)?$| (?:the |my |our |all |this |that |of |running |"
              r"every |current |whole |any |last |both |whatever |what |is |running |anything )*(?:{job}|<host>|<id>|\d+|on <host>|on the <host>))"),
        (6.5, r"^(?:shut down|turn off|pull the plug|shut|put an end|bring down|take down|make (?:it|that|this|the training))\b.*\b(?:training|run|job|jobs|<run>|experiment|stop)\b"),
        (6, r"\bto (?:stop|kill|cancel|abort|terminate|halt)\b"),
        (5, r"^(?:enough|that is enough|stop)$"),
    ),
    "watch": (
        (9, r"{notify}.*\b(?:when|if|once|whenever|should|in case|unless|after|as soon|the moment|every|on (?:completion|failure|crash|finish|error|success))\b"),
        (8.5, r"\b(?:if|when|once|whenever|should|in case|the moment|every)\b.*\b{notify}"),
        (7.5, r"^(?:watch|monitor|keep an eye|keep watch|look out|observe|keep track|track|babysit|supervise|guard|stay on)\b"),
        (6, r"^(?:check|look at|poll|test)\b.*<every>"),
        (5, r"{notify}.*\b(?:{ended}|crash|crashes|fails|plateaus?|nan|stalls|hangs|diverges)\b"),
    ),
    "usage": (
        (6, r"\btokens?\b"),
        (3, r"(?<!memory )(?<!gpu )(?<!cpu )(?<!disk )(?<!ram )(?<!vram )\busage\b"),
        (6.5, r"\b(?:how much|what|how expensive)\b.*\b(?:spend|spent|spending|costs?|pay|paid|bill|charged|expensive|money|cost us|cost me|dollars|owe)\b"),
        (7, r"^usage\b|\b(?:api|model|llm|token|my|show|our|total|the) (?:usage|costs?|bill|spend|spending|expenses|bills)\b"),
        (5, r"\b(?:spent|spend|spending|bill|invoice|costs?|expenses|expensive)\b"),
    ),
    "remember": ((12, r"\bremember <note>"),),
    "recall": (
        (7, r"^(?:recall|remember)\b(?! <note>)"),
        (7.5, r"\bwhat (?:do|did|have|has|had|was|were) (?:you|we|i|been)\b.*\b(?:remember|know|note|noted|wrote|write|written|say|said|tell|told|decide|decided|learn|learned|"
              r"record|recorded|conclude|concluded|find out about|found out about|agree|agreed)\b"),
        (7.5, r"\bwhy (?:did|have|had|do|are|were) (?:we|i|you|us)\b.*\b{gone}\b"),
        (7.5, r"\b(?:remember|know|recall|tell me|remind me|forgot|wonder) why (?:we|i|you|did)\b"),
        (6.5, r"^(?:have|did|had) (?:we|i|you) (?:ever |already |once |even )*(?:try|tried|test|tested|use|used|run|considered|consider|look at|looked at)\b"),
        (7, r"\b(?:my|our|the|your|any|all) (?:\w+ )?(?:notes?|memory|memories)\b|\bnotes? (?:about|on|for|regarding)\b|^notes?$"),
        (6, r"\bdo (?:you|we) (?:still )?(?:remember|recall)\b"),
        (6, r"\bremind me\b(?! (?:when|if|once|in|to))"),
        (7, r"\b(?:search|look up|look in|find|check|read|list|show|see|what|which|any)\b.*\bnotes?\b"),
        (5, r"\bwhat was (?:the |our |my )?(?:reason|decision|conclusion|plan|idea)\b"),
    ),
    "import": (
        (7.5, r"^(?:import|ingest|importing|slurp)\b"),
        (7, r"^(?:load|read in|read|bring in|bring|pull in|pull|add|take in|migrate|get|upload|fetch|include|use|parse|take over|absorb)\b.*"
            r"\b(?:runs?|history|histories|experiments|logs?|wandb|mlflow|tensorboard|results|event files|trainings|weights and biases|past)\b.*"
            r"(?:<path>|<file>|<slashed>|<quoted>)"),
        (4, r"\b(?:wandb|mlflow|tensorboard)\b"),
        (5, r"\bto import\b"),
    ),
    "help": (
        (8, r"^(?:i need |need |get |some |a little |give me |show me |can i get |can i have )*help\b"),
        (8, r"\bwhat (?:can|could|do|else can|all can|are) (?:you|i|mlclaw|it|this|we)\b.*\b(?:do|ask|say|type|able|capable|offer|help|know how to)\b(?! .*<)"),
        (7, r"^how (?:(?:do|can|should|would|could) (?:i|we|you|one)|to)\b"),
        (6, r"\b(?:what|which|list|show)\b.*\b(?:commands|skills|capabilities|features|abilities|functions|slash commands)\b"),
        (8, r"^(?:commands|manual|docs|documentation|man|usage guide|tutorial|instructions)$"),
        (7, r"^how does (?:this|it|mlclaw|everything|the \w+|\w+) (?:\w+ )?(?:work|function)\b"),
        (7.5, r"^what (?:does|is) (?:the |a |an )?/?(?:\w+)(?: command| skill)? (?:do|mean|for)$"),
        (6, r"^(?:who|what) are you\b"),
        (6, r"^what is (?:a |the )?/?(?:explore|rerun|diagnose|compare|deploy|infer|discover|recall|watch|analyze|mlclaw|sql|import)$"),
        (6, r"\bexplain (?:the )?(?:command|skill|slash)\b"),
    ),
}
"""Skill to its cues. `setup` is no skill: it is analyze and env together."""


@cache
def compiled() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """Return every cue as skill, weight and pattern."""
    return tuple(
        (skill, weight, re.compile(expanded(pattern))) for skill, cues in CUES.items() for weight, pattern in cues
    )


def expanded(pattern: str) -> str:
    """Return a pattern with its `{groups}` written out and `\\b` meaning the edge of a word or a placeholder."""
    for _ in range(2):  # a group may use another
        pattern = re.sub(r"(?<!\{)\{([a-z]+)\}", lambda found: GROUPS[found[1]], pattern)
    return pattern.replace("{{", "{").replace("}}", "}").replace(r"\b", r"(?:(?<!\S)|(?!\S))")


def words() -> set[str]:
    """Return every word that a cue speaks of."""
    text = " ".join(pattern.pattern for _, _, pattern in compiled())
    return set(re.findall(r"(?<![\\<a-z])[a-z]{2,}", text))
