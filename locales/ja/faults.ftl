# 読み取れないところ：どこに、何があるはずで、何があったか
fault-sentence = { $expected }。見つかったもの：{ $found }
fault-at = { $place }：{ $sentence }
fault-line = { $line }行目
expected-text = 文字を書いてください（空にはできません）
expected-text-up-to = { $n }文字以内で書いてください
expected-integer = { $from }から{ $to }までの整数を書いてください
expected-boolean = true か false を書いてください
expected-date = 日付を 2026-11-20 の形で書いてください
expected-date-or-unknown = 日付（2026-11-20）、年月（2026-04）、または "unknown" を書いてください
expected-list = 一覧（[ ] または [[ ]]）が必要です
expected-table = 項目のまとまりが必要です
expected-one-of = { $words } のいずれかにしてください
expected-known-key = 知らない項目です。ここに書けるのは { $words } です
expected-sequence = { $words } をこの順に書いてください
expected-id = 「{ $text }」に続けて、小文字・数字・ハイフンで書いてください
expected-unique-id = 同じものが二度使われています。一度だけにしてください
expected-existing-item = このチェックにある質問の番号を書いてください
expected-existing-axis = このパックにある軸の id を書いてください
expected-existing-document = documents に書いた資料の id を書いてください
expected-existing-case = 事例のパックにある id を書いてください
expected-existing-prefecture = 都道府県の番号（01〜47）を書いてください
expected-existing-pack = このチェックのパック名を書いてください
expected-existing-listed-item = チェックリストのパックにある項目の id を書いてください
expected-existing-part = このパックの parts にある部の id を書いてください（態様の parts には by_form = true の部だけ）
expected-existing-form = このパックの forms にあり、この部に結びついた態様の id を書いてください
expected-earlier-item = このパックで先に出てくる項目の id を書いてください
expected-lines = 行番号を 119 や 93-98,131 の形で書いてください
expected-invariant = INV-01 のような規則の番号を書いてください
expected-one-chapeau = この部の柱書き（kind = "chapeau"）は一つだけにしてください
expected-in-minimum = basic = true は、態様によらず必要最低限に入るものだけに付けてください
expected-https = https:// で始まるアドレスを書いてください
expected-not-before = { $text } 以後の日付を書いてください
expected-utf8 = 文字コードを UTF-8 にして保存してください
expected-at-most-bytes = { $kib } KB 以内のファイルにしてください
expected-toml = TOML の書き方に合っていません（{ $text }）
expected-json = JSON の書き方に合っていません（{ $text }）
expected-edition = { $text } 版の結果が必要です
expected-sha256 = SHA-256 が { $text } のパックの結果が必要です
expected-once = 一つの項目には一度だけ書いてください
expected-some-answer = 回答が一つ以上必要です
found-nothing = なし
found-value = 「{ $value }」
found-list = 一覧
found-table = 項目のまとまり
found-binary = 文字として読めないデータ
found-count = { $n }

# シートのどこが読み取れないか
fault-cell = { $place }に「{ $found }」とあります。{ $expected }。
fault-cell-empty = { $place }：{ $expected }。
place-sheet-cell = { $number }枚目のシート『{ $name }』の{ $cell }
place-sheet = { $number }枚目のシート『{ $name }』
place-cell = { $cell }（{ $row }行目）
expected-answer-of = { $allowed } のいずれかに直してください
expected-answer-of-but = { $allowed } のいずれかに直してください（この質問では { $others } は選べません）
expected-same-answer = 同じ質問の答えが{ $place }では「{ $answer }」です。どちらかに揃えてください
expected-one-tick = 同じ質問で{ $place }にも印があります。印は一つにしてください
expected-tick = 印（✓ か レ）を付けるか、空にしてください
expected-question-beside = この行には質問の番号も項目名もありません。質問の行に移すか、消してください
expected-number-of = となりの項目名は質問 { $words } のものです。番号か項目名を直してください
expected-number-beside = この項目名は質問 { $words } にあります。どの質問の答えか、番号を書き添えてください
expected-printable = 報告書に印刷できない文字があります。別の字に置きかえてください
expected-sheet-of = これは「{ $text }」のシートのようです。そのチェックを選んで、もう一度読み取ってください
expected-cell-per-question = 複数の質問にまたがって結合されています。結合を解いて、質問ごとに書いてください
expected-computed = 数式の計算結果がファイルに入っていません。Excel で開いて保存し直すか、答えを直接書いてください
expected-questions = 質問の番号（1、2、…）か項目名が並んだ列が見つかりません。このチェックのシートか確かめてください
expected-answer-column = ○ △ × − か、その言葉が入った回答の列が見つかりません
expected-one-answer-column = 回答に見える列が { $words } と複数あり、内容が違います。使わない列を消すか、見出しを「今回」「前回」のように書き分けてください
sheet-rest = ほかの{ $n }問は読み取れています。
sheet-more = ほかに{ $n }か所あります。
sheet-read = { $place }：{ $questions }問を見つけ、{ $answers }問の答えを読み取りました。
sheet-set-aside = { $place }：シート名から記入例・記入要領・前回分とみて、読み飛ばしました。
sheet-none = { $place }：このチェックの質問はありません（読み飛ばしました）。
sheet-by-number = 番号だけで読み取りました。項目の文がこのチェックと同じか、確かめてください。
sheet-whole = ファイル全体

# ファイルが読めないわけ
unreadable-empty = ファイルが空です。中身を確かめて、もう一度選んでください。
unreadable-too-large = ファイルが大きすぎます（{ $kib } KB）。{ $limit } KB までのファイルを選んでください。
unreadable-bomb = 展開すると大きくなりすぎるファイルのため、読み取りを止めました。点検表のシートだけを新しいブックに写して保存してください。
unreadable-cells = セルが多すぎるため、読み取りを止めました。点検表のシートだけを新しいブックに写して保存してください。
unreadable-encrypted = パスワードがかかっています。Excel で開き、パスワードを外して保存したものを選んでください。
unreadable-old = 古い形式の Excel ファイル（.xls）です。Excel で開き、「名前を付けて保存」で「Excel ブック（.xlsx）」を選んで保存してください。
unreadable-kind = 点検表ではない種類のファイル（{ $kind }）です。Excel ブック（.xlsx）、CSV、TSV、または Mamori の結果（.json）を選んでください。
unreadable-encoding = 文字コードを読み取れません。UTF-8 か Shift_JIS で保存してください。
unreadable-quote = { $line }行目あたりで始まった引用符「"」が閉じていません。閉じるか、消してください。
unreadable-broken = ファイルが壊れているか、途中で切れています。元のファイルを開いて、保存し直してください。
