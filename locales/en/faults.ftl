# What could not be read: where, what was expected, what was found
fault-sentence = { $expected }; found { $found }
fault-at = { $place }: { $sentence }
fault-line = line { $line }
expected-text = expected a text that is not empty
expected-text-up-to = expected at most { $n } characters
expected-integer = expected a whole number from { $from } to { $to }
expected-boolean = expected true or false
expected-date = expected a date such as 2026-11-20
expected-date-or-unknown = expected a date (2026-11-20), a month (2026-04) or "unknown"
expected-list = expected a list ([ ] or [[ ]])
expected-table = expected a group of keys
expected-one-of = expected one of { $words }
expected-known-key = unknown key; expected one of { $words }
expected-sequence = expected exactly { $words } in this order
expected-id = expected "{ $text }" followed by small letters, digits and hyphens
expected-unique-id = the same is used twice; use it once
expected-existing-item = expected the number of a question of this check
expected-existing-axis = expected the id of an axis of this pack
expected-existing-document = expected the id of a document listed under documents
expected-existing-case = expected the id of a case in a pack of cases
expected-existing-prefecture = expected a prefecture code from 01 to 47
expected-existing-pack = expected the name of this check's pack
expected-existing-listed-item = expected the id of an item in a pack of questions
expected-existing-part = expected the id of a part listed under parts (in a form: of one with by_form = true)
expected-existing-form = expected the id of a form that is listed under forms and leads to this part
expected-earlier-item = expected the id of an item that stands earlier in this pack
expected-lines = expected lines such as 119 or 93-98,131
expected-invariant = expected the number of a rule such as INV-01
expected-one-chapeau = expected exactly one chapeau (kind = "chapeau") in this part
expected-in-minimum = expected basic = true only on what is in the minimum set whatever the form
expected-https = expected an address that starts with https://
expected-not-before = expected a date not before { $text }
expected-utf8 = expected text in UTF-8; save the file as UTF-8
expected-at-most-bytes = expected a file of at most { $kib } KB
expected-toml = not well-formed TOML ({ $text })
expected-json = not well-formed JSON ({ $text })
expected-edition = expected a result of edition { $text }
expected-sha256 = expected a result of the pack whose SHA-256 is { $text }
expected-once = expected one answer per item
expected-some-answer = expected at least one answer
found-nothing = nothing
found-value = "{ $value }"
found-list = a list
found-table = a group of keys
found-binary = data that is not text
found-count = { $n }

# Which part of a sheet cannot be placed
fault-cell = { $place } says "{ $found }". { $expected }.
fault-cell-empty = { $place }: { $expected }.
place-sheet-cell = Sheet { $number } "{ $name }", cell { $cell },
place-sheet = Sheet { $number } "{ $name }"
place-cell = Cell { $cell } (row { $row })
expected-answer-of = Please change it to one of { $allowed }
expected-answer-of-but = Please change it to one of { $allowed } (this question does not take { $others })
expected-same-answer = { $place } answers the same question with "{ $answer }". Please make them agree
expected-one-tick = { $place } is ticked for the same question. Please leave one tick
expected-tick = Please tick it (✓) or leave it empty
expected-question-beside = This row has neither a question's number nor its name. Please move it to the question's row, or delete it
expected-number-of = The name beside it is that of question { $words }. Please correct the number or the name
expected-number-beside = Questions { $words } share this name. Please write the number beside it
expected-printable = Some letters cannot be printed. Please write them another way
expected-sheet-of = This looks like a sheet of "{ $text }". Please choose that check and read it again
expected-cell-per-question = It is merged over several questions. Please split the cell and answer each question
expected-computed = The file does not hold the formula's result. Open and save it in Excel, or type the answer
expected-questions = There is no column of question numbers (1, 2, …) or names. Please check that this is a sheet for this check
expected-answer-column = There is no column of answers: ○ △ × −, or their words
expected-one-answer-column = Columns { $words } all look like answers, and they differ. Delete those that do not count, or head them "current" and "previous"
sheet-rest = The other { $n } answers were read.
sheet-more = There are { $n } more places.
sheet-read = { $place }: found { $questions } questions, read { $answers } answers.
sheet-set-aside = { $place }: skipped, as its name says that it is an example, an explanation or an earlier check.
sheet-none = { $place }: no questions of this check (skipped).
sheet-by-number = { " " }It was read by its numbers alone. Please check that its items are those of this check.
sheet-whole = The file

# Why a file cannot be read
unreadable-empty = The file is empty. Please check it and choose it again.
unreadable-too-large = The file is too large ({ $kib } KB). Please choose one of at most { $limit } KB.
unreadable-bomb = Reading was stopped: the file unpacks to far too much. Copy just the check sheet to a new workbook and save that.
unreadable-cells = Reading was stopped: there are too many cells. Copy just the check sheet to a new workbook and save that.
unreadable-encrypted = The file is locked with a password. Open it in Excel, remove the password, save it and choose it again.
unreadable-old = This is an Excel file in the old format (.xls). Open it in Excel and save it as an Excel workbook (.xlsx).
unreadable-kind = This is another kind of file ({ $kind }), not a check sheet. Please choose an Excel workbook (.xlsx), CSV, TSV, or a Mamori result (.json).
unreadable-encoding = The text encoding cannot be read. Please save the file in UTF-8 or Shift_JIS.
unreadable-quote = A quotation mark (") opened near line { $line } is never closed. Close it, or remove it.
unreadable-broken = The file is damaged or cut off. Open the original and save it again.
