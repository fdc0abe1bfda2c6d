# Typed and not saved yet (drafts)
draft-yours = This is what you typed and have not saved.
draft-there = { $n ->
    [one] One question has something you typed and did not save. Look at it, then press Save.
   *[other] { $n } questions have something you typed and did not save. Look at them, then press Save.
}
draft-met = Somebody else has changed this answer meanwhile. Compare it with the saved answer beside it and choose the one to keep.
draft-other = Typed in another window and not saved: { $answer } { $note }
draft-offline = No connection. What you typed stays on this page and is kept as soon as there is one.
draft-over = Your sign-in has ended. What you typed stays on this page.
draft-sign-in = Sign in and go on
draft-kept = What you typed is kept, but not saved yet.
draft-refused = What you typed could not be kept. It is still on this page: press Save.

# What could not be saved
version-saved = The saved answer
version-yours = What you typed
answers-not-saved = Not saved: { $items }
saved-all-the-same = { $n ->
    [one] The other answer was saved.
   *[other] The other { $n } answers were saved.
}

# The checks that are kept
checks-closed = closed
checks-closed-on = Closed on { $day }
checks-signed-by = Confirmed by { $name } on { $day }
checks-older = Show earlier checks
begin-pack = Which check?
begin-carry-over = You can also begin with the answers of an earlier check, as far as their questions read the same. They are marked as taken over.
begin-carry-over-go = Begin with the answers of { $name } ({ $day })

# Answers given elsewhere
claim-title = Take over what was answered elsewhere
claim-lead = Answers are taken over into your organisation's record from a result file or a filled sheet. What was read is shown before anything is taken.
claim-file = File
claim-file-note = The file you got from “Get the result as a file” (JSON), or a filled sheet (Excel, CSV or TSV, up to 4 MB). It is read and not kept.
claim-pack = Checklist of the sheet
claim-pack-note = Used for a sheet only. A result file says which check it is of.
claim-read = Read the file
claim-device = The first check answered on this device is taken over from its result page: “Keep this result for your organisation”.
claim-not = Back to the checks without taking anything over
claim-not-read = Nothing can be taken from this file
claim-nothing = No answers were found that can be taken over. Choose the file with the answers, or another checklist for the sheet.
claim-preview = { $n } of { $items } answers to “{ $check }” will be taken over into the record of { $organisation }. Nothing is saved yet.
claim-left = Not taken over
claim-left-then = Mend the file and have it read again, or answer on the page once the rest is taken over.
claim-open = Questions without an answer: { $items }
claim-answers = See the answers to be taken over
claim-day = Day of the answers (such as 2026-11-20)
claim-day-note = They are recorded as answers of this day. It cannot be later than today.
claim-day-unreadable = Type the day of the answers like 2026-11-20.
claim-day-later = That day is still to come. Type today ({ $day }) or an earlier day.
claim-day-before = The answers were changed on { $day }. Type that day or a later one.
claim-go = Take these answers over
claimed-device = Taken over from a check answered on a device.
claimed-result-file = Taken over from a result file.
claimed-sheet = Taken over from a filled sheet.
claimed-earlier = Carried over from an earlier check.
trend-title = Over time: { $name }
trend-description = The scores of { $n } checks: { $before } on { $first }, { $after } on { $last } (of 100; the scoring is Mamori's own).
trend-overall = Overall
trend-lowest = The weakest effort
trend-day = Last answered
compare-with = Compare with an earlier check
compare-go = Compare
compare-nothing = There is no other check of the same checklist and edition.
compare-items = Answers that changed
compare-not = This is the result of another checklist or another edition, so the two cannot be compared.
take-out-title = Hand on, keep
take-out-pdf = Get the report as PDF
take-out-xlsx = Get it as Excel
take-out-json = Get the result as a file (JSON)
take-out-note = Notes, and the names of those who answered, are in it. Look through it before you hand it to others.
kept-notes = Answers and notes
kept-giver = Entered by
close-title = Close the check
close-lead = Once it is closed, no answer and no confirmation can be changed or added. You can begin a new check at any time.
close-unsigned = The executive has not confirmed it yet, and cannot once it is closed.
close-go = Close this check
close-not = Go back without closing
check-is-closed = Closed on { $day }. Its answers stay as they are.

# Confirmation by the executive: three ways
sign-off-replaced = { $name } has not been an executive since { $since }. An executive of today has to confirm.
sign-off-details = Show what was confirmed
sign-off-route = How
sign-off-kept-where = Where the original is kept
sign-off-checked-by = Who compared scan and original
sign-off-file = Registered file
sign-off-mandate = Mandate
sign-off-code = Confirmation number
sign-off-other-ways = Confirm on paper or by e-contract, or by a mandate
ask-lead = You can ask { $names } to confirm. It will stand on their page “Today”.
sign-off-by-executive = The executive confirms.
ask-lead-mail = You can ask { $names } to confirm. It will stand on their page “Today”, and whoever has a mail address gets a mail.
ask-go = Ask for the confirmation
ask-nobody = No executive is a member yet. Invite one, then you can ask for the confirmation.
ask-invite = Invite an executive
asked-when = { $day }: { $by } asked { $names } to confirm.
asked-person = { $name }
text-erased = (erased)
bytes = { $n } bytes
route-on-screen = Confirm on screen
route-on-paper = Sign or seal on paper
route-e-contract = Sign with an e-contract service
ways-lead = Each way counts the same.
ways-nothing = There is nothing to confirm now.
ways-blank = Nothing is answered yet. Answer at least one question, then confirm.
mandate-title = If somebody confirms for the representative
mandate-note = What the mandate covers and until when is recorded. Keep the mandate itself in the company.
on-paper-how = Print the confirmation sheet and have the representative sign or seal it. Then register the scan.
sheet-take = Get the confirmation sheet as PDF
contract-how = Have the PDF of the confirmation sheet signed with the e-contract service, then register the signed copy.
register-title = Register what was signed
register-step-up = Before you register it, show who you are (it holds for ten minutes).
register-confirm = Show who I am
register-go = Register this confirmation
signer-by-mandate = (needs a mandate)
field-by = Who signed
field-signed-on = Signed on (such as 2026-11-20)
field-code = Confirmation number (the 12 letters printed on the sheet)
field-kept-where = Where the original is kept (such as: safe in the office)
field-file = File
field-file-paper = The scanned sheet (PDF, JPEG, PNG, TIFF). It is read once for its SHA-256, size and type; the file itself is not kept. Keep original and scan in the company.
field-file-copy = The signed copy (PDF or the like). It is read once for its SHA-256, size and type; the file itself is not kept. Keep the copy in the company.
field-service = Name of the e-contract service
field-reference = How the service names the contract
field-mandate-scope = What the mandate covers
field-mandate-until = Last day of the mandate
field-by-fault = Choose who signed from the list.
field-date-fault = Enter the date as 2026-11-20.
field-code-fault = This is not the confirmation number of the answers as they stand. Check the 12 letters on the sheet. If answers changed after it was printed, print the sheet again and have it signed anew.
field-file-fault = Choose a file: of paper a PDF, JPEG, PNG or TIFF, of an e-contract its copy (up to 16 MB).
field-short-fault = Enter 1 to 200 characters on one line.
choose-file-again = Please choose the file again.


# The confirmation sheet
sheet-sign-off = Confirmation of a check
sheet-says = We confirm the result of our check as it stands below.
sheet-code = Confirmation number { $code }
sheet-signature = Signature
sheet-organisation = Organisation
sheet-signer = Position and name
sheet-signed-on = Confirmed on
sheet-blank-day = (year) ________ (month) ____ (day) ____
sheet-space = Space for a seal (not needed with a signature)
sheet-mandate = If by a mandate
sheet-mandate-scope = Covers:
sheet-mandate-until = Until:
sheet-then = After signing, register the scan in Mamori. The original stays in the company. The confirmation number is worked out from the answers and notes below: if one changes, the number is another and this sheet is void.
sheet-answers = The answers confirmed
