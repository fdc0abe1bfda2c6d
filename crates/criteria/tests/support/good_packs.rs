//! The smallest good pack of each kind, to be spoilt in one place. Comments make lines findable.

pub(crate) const CHECKLIST: &str = r#"kind = "checklist"
id = "small"
edition = "2026-11"
languages = ["ja", "en"]
valid_from = 2026-11-20
valid_until = 2027-11-19
title.ja = "小さなチェック"
title.en = "Small check"
about.ja = "試験用"
about.en = "For tests"
licence.ja = "自由"
licence.en = "Free"
changes.ja = "最初の版"
changes.en = "First edition"

[[documents]] # S1
id = "S1"
short.ja = "資料"
short.en = "Source"
title.ja = "資料の名前"
title.en = "Source title"
publisher.ja = "発行者"
publisher.en = "Publisher"
date = "2026-04"
url = "https://example.invalid/s1"

[[documents]] # S2
id = "S2"
short.ja = "別の資料"
short.en = "Other source"
title.ja = "別の資料の名前"
title.en = "Other title"
publisher.ja = "別の発行者"
publisher.en = "Other publisher"
date = "unknown"

[authorship] # who
source = ["axes.label", "items.label", "answers.label"]
mamori = ["answers.meaning", "axes.short", "items.axis", "items.question", "items.why", "items.good", "items.start", "items.record", "items.answers", "items.weight", "items.priority", "items.builds_on", "items.cases", "scoring"]

[scoring] # how
formula.ja = "計算"
formula.en = "formula"
strong_from = 80
weak_below = 50

[[terms]] # word
id = "word"
label.ja = "ことば"
label.en = "Word"
text.ja = "説明"
text.en = "Explanation"
source = { document = "S1", lines = "11" }

[[answers]] # implemented
answer = "implemented"
mark = "○"
points = 100
label.ja = "実施している"
label.en = "In place"
meaning.ja = "おおむねできている"
meaning.en = "Largely done"
source = { document = "S1", lines = "21" }

[[answers]] # partial
answer = "partial"
mark = "△"
points = 50
label.ja = "一部実施している"
label.en = "Partly in place"
meaning.ja = "一部できている"
meaning.en = "Partly done"
source = { document = "S1", lines = "22" }

[[answers]] # not implemented
answer = "not_implemented"
mark = "×"
points = 0
label.ja = "実施していない"
label.en = "Not in place"
meaning.ja = "できていない"
meaning.en = "Not done"
source = { document = "S1", lines = "23" }

[[answers]] # not applicable
answer = "not_applicable"
mark = "−"
label.ja = "該当しない"
label.en = "Not applicable"
meaning.ja = "当てはまらない"
meaning.en = "Does not fit"
source = { document = "S1", lines = "24" }

[[axes]] # a
id = "a"
mark = "①"
label.ja = "決定"
label.en = "Decide"
short.ja = "決める"
short.en = "Short a"
source = { document = "S1", lines = "31" }

[[axes]] # b
id = "b"
mark = "②"
label.ja = "識別"
label.en = "Identify"
short.ja = "見分ける"
short.en = "Short b"
source = { document = "S1", lines = "32" }

[[items]] # 1
id = "small/1"
axis = "a"
step = "first"
answers = ["implemented", "partial", "not_implemented"]
weight = 1
priority = 100
builds_on = []
cases = []
source = { document = "S1", lines = "41" }
label.ja = "特定"
label.en = "Label 1"
question.ja = "書き出していますか。"
question.en = "Question 1?"
why.ja = "理由"
why.en = "Why 1"
good.ja = "よい例"
good.en = "Good 1"
start.title.ja = "始める"
start.title.en = "Start 1"
start.how.ja = "こうして"
start.how.en = "How 1"
start.minutes = 30
start.within = "week"
record.ja = "記録"
record.en = "Record 1"

[[items]] # 2
id = "small/2"
axis = "b"
step = "unknown"
answers = ["implemented", "partial", "not_implemented", "not_applicable"]
weight = 1000
priority = 1
builds_on = ["small/1"]
cases = ["leaks/1"]
source = { document = "S2", lines = "93-98,131" }
label.ja = "分類"
label.en = "Label 2"
question.ja = "分けていますか。"
question.en = "Question 2?"
why.ja = "理由"
why.en = "Why 2"
good.ja = "よい例"
good.en = "Good 2"
record.ja = "記録"
record.en = "Record 2"

[items.start] # 2
title.ja = "始める"
title.en = "Start 2"
how.ja = "こうして"
how.en = "How 2"
minutes = 480
within = "month"
"#;

pub(crate) const CASES: &str = r#"kind = "cases"
id = "leaks"
edition = "2026-11"
languages = ["ja", "en"]
valid_from = 2026-11-20
title.ja = "事例"
title.en = "Cases"
about.ja = "試験用"
about.en = "For tests"
licence.ja = "自由"
licence.en = "Free"

[[documents]] # S1
id = "S1"
short.ja = "資料"
short.en = "Source"
title.ja = "資料の名前"
title.en = "Source title"
publisher.ja = "発行者"
publisher.en = "Publisher"
date = "2026-04-01"

[[groups]] # people
id = "people"
label.ja = "人"
label.en = "People"

[[cases]] # 1
id = "leaks/1"
group = "people"
anonymous = true
date = "2022-03"
suspicion = true
source = { document = "S1", lines = "1" }
title.ja = "ある会社で"
title.en = "In a company"
story.ja = "こうなった"
story.en = "It went so"
look.ja = "確かめる"
look.en = "Look"

[[approaches]] # 2
id = "leaks/2"
source = { document = "S1", lines = "2" }
title.ja = "近づき方"
title.en = "Approach"
sign.ja = "しるし"
sign.en = "Sign"
"#;

pub(crate) const CONTACTS: &str = r#"kind = "contacts"
id = "desks"
edition = "2026-11"
languages = ["ja", "en"]
valid_from = 2026-11-20
title.ja = "相談先"
title.en = "Desks"
about.ja = "試験用"
about.en = "For tests"
licence.ja = "自由"
licence.en = "Free"
note.ja = "未確認"
note.en = "Unconfirmed"

[[documents]] # S1
id = "S1"
short.ja = "資料"
short.en = "Source"
title.ja = "資料の名前"
title.en = "Source title"
publisher.ja = "発行者"
publisher.en = "Publisher"
date = "2026-04"

[[desks]] # north
id = "desks/north"
type = "bureau"
name.ja = "北の局"
name.en = "Northern bureau"
section.ja = "課"
section.en = "Section"
tel = "00-0000-0000"
extension = "12"
mail = "desk@example.invalid"
url = "https://example.invalid/desk"
free = true
prefectures = ["01", "02"]
as_of = "2026-04"
topics.ja = "相談"
topics.en = "Advice"
source = { document = "S1", lines = "1" }

[[desks]] # south
id = "desks/south"
type = "inpit"
name.ja = "南の窓口"
name.en = "Southern desk"
section.ja = "係"
section.en = "Unit"
tel = "00-0000-0001"
mail = "south@example.invalid"
prefectures = ["03"]
as_of = "unknown"
topics.ja = "相談"
topics.en = "Advice"
source = { document = "S1", lines = "2" }
"#;

pub(crate) const REFERENCE: &str = r#"kind = "reference"
id = "tables"
edition = "2026-11"
languages = ["ja", "en"]
valid_from = 2026-11-20
title.ja = "参照表"
title.en = "Tables"
about.ja = "試験用"
about.en = "For tests"
licence.ja = "自由"
licence.en = "Free"

[[documents]] # S1
id = "S1"
short.ja = "資料"
short.en = "Source"
title.ja = "資料の名前"
title.en = "Source title"
publisher.ja = "発行者"
publisher.en = "Publisher"
date = "unknown"

[[industries]] # E
code = "E"
name.ja = "製造業"
name.en = "Manufacturing"

[[prefectures]] # 01
code = "01"
name.ja = "北海道"
name.en = "Hokkaido"

[[prefectures]] # 02
code = "02"
name.ja = "青森県"
name.en = "Aomori"

[[prefectures]] # 03
code = "03"
name.ja = "岩手県"
name.en = "Iwate"

[[eras]] # heisei
id = "heisei"
name.ja = "平成"
name.en = "Heisei"
letter = "H"
from = 1989-01-08

[[eras]] # reiwa
id = "reiwa"
name.ja = "令和"
name.en = "Reiwa"
letter = "R"
from = 2019-05-01
"#;

pub(crate) const CRITERIA: &str = r#"kind = "criteria"
id = "demands"
edition = "2026-11"
languages = ["ja", "en"]
valid_from = 2026-11-20
title.ja = "題"
title.en = "Title"
about.ja = "試験用"
about.en = "For tests"
licence.ja = "自由"
licence.en = "Free"
ours.ja = "Mamori の作業用"
ours.en = "Mamori's own"
ours_links.ja = "仮の対応"
ours_links.en = "Provisional"

[[documents]] # S1
id = "S1"
short.ja = "資料"
short.en = "Source"
title.ja = "資料の名前"
title.en = "Source title"
publisher.ja = "発行者"
publisher.en = "Publisher"
date = "unknown"

[[parts]] # 1-1
id = "1-1"
mark.ja = "Ⅰ"
mark.en = "1-1"
title.ja = "部"
title.en = "Part 1-1"
title_by = "mamori"
minimum = "whole" # of 1-1
source = { document = "S1", lines = "51" }

[[parts]] # 2
id = "2"
mark.ja = "Ⅱ"
mark.en = "2"
title.ja = "部"
title.en = "Part 2"
title_by = "mamori"
minimum = "chapeau" # of 2
source = { document = "S1", lines = "52" }

[[parts]] # 3
id = "3"
mark.ja = "Ⅲ"
mark.en = "3"
title.ja = "部"
title.en = "Part 3"
title_by = "mamori"
minimum = "chapeau" # of 3
by_form = true
source = { document = "S1", lines = "53" }

[[levels]] # 1
level = 1
label.ja = "基礎"
label.en = "Basic"
text.ja = "はじめ"
text.en = "The beginning"

[[levels]] # 2
level = 2
label.ja = "高度"
label.en = "High"
text.ja = "つぎ"
text.en = "The next"

[[forms]] # paper
id = "paper"
label.ja = "書類"
label.en = "Papers"
text.ja = "紙"
text.en = "Paper"
parts = ["3"] # of paper
parts_by = "mamori"
source = { document = "S1", lines = "71" }

[[forms]] # mind
id = "mind"
label.ja = "知識"
label.en = "Knowledge"
text.ja = "頭の中"
text.en = "In the head"
parts = [] # of mind
parts_by = "source"
source = { document = "S1", lines = "72" }

[[requirements]] # 1
id = "demands/identify"
part = "1-1" # of 1
kind = "item" # of 1
basic = true # of 1
derived_from = ["small/1"] # of 1
areas = ["physical", "human"] # of 1
written_by = "mamori"
title.ja = "名前"
title.en = "Title of 1"
statement.ja = "すること"
statement.en = "What is required 1"
evidence.ja = "見るもの"
evidence.en = "Evidence 1"
sources = [{ document = "S1", lines = "61" }] # of 1

[[requirements]] # 2
id = "demands/access"
part = "2" # of 2
kind = "chapeau" # of 2
basic = true # of 2
areas = ["physical", "human"] # of 2
written_by = "mamori"
title.ja = "名前"
title.en = "Title of 2"
statement.ja = "すること"
statement.en = "What is required 2"
evidence.ja = "見るもの"
evidence.en = "Evidence 2"
sources = [{ document = "S1", lines = "62" }] # of 2

[[requirements]] # 3
id = "demands/lock"
part = "3" # of 3
kind = "chapeau" # of 3
areas = ["physical", "human"] # of 3
written_by = "mamori"
title.ja = "名前"
title.en = "Title of 3"
statement.ja = "すること"
statement.en = "What is required 3"
evidence.ja = "見るもの"
evidence.en = "Evidence 3"
sources = [{ document = "S1", lines = "63" }] # of 3

[[requirements]] # 4
id = "demands/safe"
part = "3" # of 4
kind = "measure" # of 4
level = 2 # of 4
forms = ["paper"] # of 4
areas = ["physical", "human"] # of 4
written_by = "mamori"
title.ja = "名前"
title.en = "Title of 4"
statement.ja = "すること"
statement.en = "What is required 4"
evidence.ja = "見るもの"
evidence.en = "Evidence 4"
sources = [{ document = "S1", lines = "64" }] # of 4

[[requirements]] # 5
id = "demands/split"
part = "2" # of 5
kind = "item" # of 5
forms = ["mind"] # of 5
areas = ["physical", "human"] # of 5
written_by = "mamori"
title.ja = "名前"
title.en = "Title of 5"
statement.ja = "すること"
statement.en = "What is required 5"
evidence.ja = "見るもの"
evidence.en = "Evidence 5"
sources = [{ document = "S1", lines = "65" }] # of 5
"#;

pub(crate) const RULES: &str = r#"kind = "rules"
id = "how"
edition = "2026-11"
languages = ["ja", "en"]
valid_from = 2026-11-20
title.ja = "題"
title.en = "Title"
about.ja = "試験用"
about.en = "For tests"
licence.ja = "自由"
licence.en = "Free"
ours.ja = "Mamori の作業用"
ours.en = "Mamori's own"

[[documents]] # S1
id = "S1"
short.ja = "資料"
short.en = "Source"
title.ja = "資料の名前"
title.en = "Source title"
publisher.ja = "発行者"
publisher.en = "Publisher"
date = "unknown"

[[rules]] # advised
word = "advised-before"
invariant = "INV-01"
strength = "warn"
set_by = "mamori"
title.ja = "助言"
title.en = "Advice"
text.ja = "助言した人は審査しない"
text.en = "Who advised does not audit"
basis.ja = "既定"
basis.en = "A default"
sources = [{ document = "S1", lines = "1" }]

[[figures]] # years
word = "years-after-advice"
value = 2
unit = "years"
set_by = "source"
text.ja = "年数"
text.en = "Years"
basis.ja = "根拠"
basis.en = "A basis"

[[figures]] # days
word = "days-to-object"
invariant = "INV-06"
value = 7
unit = "days"
set_by = "mamori"
text.ja = "日数"
text.en = "Days"
basis.ja = "別の根拠"
basis.en = "Another basis"
"#;
