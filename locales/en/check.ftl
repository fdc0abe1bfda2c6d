# The questions
check-lead = Answer { $n } questions by picking what comes closest to today. It takes about { $minutes } minutes. Skip what you do not know.
check-begin = Start the questions
check-more = Open a result or a filled sheet, sheets on paper and in Excel, about this check
check-open-label = Open an earlier result or a filled sheet (.json .xlsx .csv .tsv)
check-open = Open the file
check-opened = Opened the answers of "{ $file }".
check-sheet = Print a sheet to fill by hand (two A4 pages)
check-forget = Remove my answers from this device
check-forgotten = Your answers were removed from this device.
check-kept = You can carry on where you stopped. Your answers are kept on this device.
check-new-edition = The questions have a new edition. Only answers to questions whose wording did not change were kept.
check-wrong-file = This file cannot be read. Choose a result (.json, same edition) of "{ $check }" saved from Mamori.
check-about = About this check
check-words = Words explained
check-contents = All questions
check-progress = { $n } of { $of } answered
check-progress-label = Progress
check-count = { $n } questions
check-keys = Keys: 1 to 4 answer, Enter goes on, j and k move to the next and the previous question
check-finish = That was the last question. You can see the result even if some are not answered.
check-show-result = Show the result
check-show-so-far = Show the result so far
efforts-are-examples = ① to ⑨ are examples of efforts needed for certification.
question-count = Question { $n } of { $of }
question-number = Question{" "}
question-why = Why it matters, and how far to go
question-ours = Question and explanation by Mamori
question-label = Item (short label):{" "}
question-back = Back
question-next = Next
explain-why = Why it matters
explain-good = In a small company
explain-start = The first step
explain-record = Keep as a record
within-week = this week, { $minutes } min
within-month = this month, { $minutes } min
case-related = A case related to this item (from the ministry's material, retold by Mamori)
case-look = Check in your company:
case-ours = Retold by Mamori
case-suspicion = (suspected)
faults-headline = { $n ->
    [one] One place could not be read
   *[other] { $n } places could not be read
}
faults-kept = All other answers are still there.

# Cases and desks
cases-headline = Cases of leaked technology
cases-groups = Kinds of cases
cases-approaches = How outsiders approach
desks-headline = Where to ask
desks-lead = When something seems odd, or you do not know where to begin: call or write. Advice is given in Japanese.
desks-list = All desks
desk-free = free of charge
desk-extension = (extension { $n })
desk-prefectures = Serves (our reading, unconfirmed):
desk-choose = Prefecture
desk-choose-none = Choose
desk-show = Show the desk

# The sheet to fill by hand
sheet-how = Prints on two A4 pages. When it is filled, type it into the first check.
sheet-page = — { $n } of 2
sheet-company = Company
sheet-by = Filled in by
sheet-date = Date
sheet-number = No.
sheet-question = Question (by Mamori)
sheet-answer = Circle one
sheet-memo = Notes
sheet-foot = This is not the official self-check list, and its result is not a certification audit.
check-continue = Carry on
sheet-print = Print this sheet (two A4 pages)
skip-group = Mark these { $n } items "not applicable" together
skip-to-next = To the next group
guidance-pages = METI leakage guidance (edition not stated, presumably the second), { $pages }
check-open-note = A result file is opened on this device. A sheet (Excel, CSV) is sent once to be read, and not kept.
check-sheet-xlsx = The sheet for Excel (fill it and read it back)
faults-question = Answer question { $n }
faults-back = Back to what could not be read
faults-name = Change the company name
faults-other-check = Open "{ $check }"
drop-one-file = Please open one file at a time.
