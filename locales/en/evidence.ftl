# Evidence
evidence-nav = Evidence
evidence-title = Evidence
evidence-lead = Files with which you want to show later that something was there on a day: the list of a training, an access log, a drawing. Mamori sets the time of receipt, and nobody can change it. Files are encrypted with a key of your company.
evidence-who-keeps = Evidence is kept by executives, information protection managers and staff.
evidence-list = What is kept
evidence-none = Nothing is kept yet. Begin with the record of your last training, or the log of locks and entries.
evidence-older = Earlier evidence
evidence-title-erased = (erased name)
evidence-name-erased = (erased file name)
evidence-discarded = discarded
evidence-listed = { $period } · files: { $n } · { $size }
evidence-received = received { $at } ({ $who })
evidence-span = { $from } to { $until }
evidence-keep-title = Keep evidence
evidence-field-title = What it is
evidence-field-title-note = Such as: training on information protection (plant 1, 2026)
evidence-field-from = Which day it is of (the first)
evidence-field-from-note = Such as 2026-10-01
evidence-field-until = The last day
evidence-field-until-note = Leave it empty for a single day
evidence-field-class = How it is treated
evidence-field-keep-until = Keep it until
evidence-field-keep-until-note = For sensitive papers only (ten years at most). After that day they are discarded by themselves. Your company decides how long
evidence-field-files = Files
evidence-field-files-note = As many as you like (10 GB each, 200 in all). Programs are not kept
evidence-class-ordinary = Ordinary
evidence-class-ordinary-note = Everybody in the company but supporters sees it
evidence-class-sensitive = Sensitive papers
evidence-class-sensitive-note = Residence certificates, careers, pledges. Keep copies without My Number and registered domicile. Executives and information protection managers alone see them, and every look is noted
evidence-keep-go = Keep it
evidence-files-stay = The files that came stay: you need not choose them again.
evidence-sending = Sending
evidence-again = The line was lost. It goes on from there once it is back
evidence-failed = It could not be sent
evidence-came = received
evidence-remove = Remove
evidence-period = Which day it is of
evidence-period-note = As its keeper wrote
evidence-when = Received
evidence-when-note = The time Mamori set. Nobody can change it
evidence-files = Files ({ $n })
evidence-noted = Whoever takes a file is noted, with the time.
evidence-add-title = Add files
evidence-add-go = Add
evidence-looked = Who took a file
evidence-looked-nobody = Nobody yet.
evidence-time = Proof of the time
evidence-time-lead = An authority apart from Mamori says “these files were there at this time”. That can be checked without Mamori. The authority is given a SHA-256 of the list of the files’ SHA-256, no file and no name.
evidence-time-proved = Stamped at { $at } by { $authority }.
evidence-time-ends = The certificate behind it ends at { $at }. The next stamp is made 30 days before.
evidence-time-ends-alone = The certificate behind it ends at { $at }.
evidence-time-over = The certificate behind it has ended ({ $at }), and no other stamp follows. The stamp stays, but who checks it from now on may believe it less than before. Tell those who run this Mamori.
evidence-time-part = Files that were added after it are not stamped yet.
evidence-time-next-not-set = This Mamori has no authority that stamps the time. When files were received is shown by the record of Mamori alone.
evidence-time-next-not-set-more = There is no authority that stamps the time at present. No new stamp can be made.
evidence-time-next-tonight = It is stamped tonight, after three in the morning in Japan; where there is much to stamp, in one of the next nights.
evidence-time-next-waiting = It is being stamped. That takes less than a minute as a rule.
evidence-time-next-again = It could not be stamped yet. It is tried again by itself.
evidence-time-next-given-up = It could not be stamped. Those who run this Mamori look at it and try again. The files are kept as they are.
evidence-time-take = Take out the proof (ZIP)
evidence-time-take-note = It has the stamp, the list of what was stamped (names and SHA-256), the certificates, and how to check them. The files themselves are not in it. That it was taken is noted.
evidence-discard = Discard this evidence
evidence-discard-lead = The files of “{ $title }” ({ $n }) are discarded.
evidence-discard-gone = What stands in the files goes from the vault and cannot be brought back.
evidence-discard-stays = What was received and discarded when, and the SHA-256 of each file, stay. Whoever has the same file can show that it was kept here.
evidence-discard-never = Copies in backups stay until the backups end.
evidence-reason = Why it is discarded
evidence-reason-mistake = Kept by mistake
evidence-reason-over = The time for which it is kept is over
evidence-reason-asked = A person it is about asked for it
evidence-discard-go = Discard
evidence-discard-not = Do not
evidence-discarded-on = Discarded on { $day } ({ $reason }). Its files are gone.
evidence-wrong-title = Write one line of 120 characters at most
evidence-wrong-day = This is no date. Write it like 2026-10-01
evidence-wrong-later = This day has not come yet. Write one up to today
evidence-wrong-before = This is before the first day. Write that day or a later one
evidence-wrong-class = Choose one of them
evidence-wrong-keep-until = For sensitive papers, write a day within ten years from today
evidence-wrong-keep-nothing = This is for sensitive papers only. Leave it empty, or choose otherwise above
evidence-wrong-no-file = Choose at least one file
evidence-wrong-upload = Write the upload of a file that you sent within two days. Send older ones again
size-bytes = { $n } bytes
rule-evidence-not-kept = This evidence is not kept yet.
rule-evidence-kept-otherwise = This evidence is kept already.
rule-evidence-discarded = This evidence was discarded. Keep it as new evidence.
rule-evidence-no-files = Choose at least one file.
rule-evidence-too-many-files = Evidence has 200 files at most. Divide it.
rule-evidence-later = This day has not come yet. Write one up to today.
rule-evidence-ends-before = The last day is before the first.
rule-evidence-keep-until = For sensitive papers, write a day within ten years from today; for others none.
rule-evidence-stamp-of-other = What was stamped are not the files of this evidence.
rule-vault-destroyed = The key of this company's files was destroyed. Nobody can ever read them again.
rule-vault-lost = The operator lost the key that opens this file. It cannot be read. If you have it elsewhere, keep it again.
rule-vault-empty-file = There is nothing in this file. Choose another one.
rule-vault-program = Programs are not kept. Put it into a ZIP file if you need to.
rule-vault-broken-off = The file broke off. Nothing was kept. Send it again.
rule-vault-damaged = The file in the vault is not what was kept. It was not given out. Tell the operator, with the time.
rule-vault-too-late = This file came more than two days ago. Choose it again.
rule-vault-reason = Choose why it is discarded.
refused-no-vault = No files for now
refused-no-vault-advice = The vault cannot be reached. No file was kept. Please try again later; if it goes on, tell the operator.
grant-evidence-view = See evidence and take its files
grant-evidence-keep = Keep evidence
grant-evidence-sensitive = See and keep sensitive papers
happened-evidence-kept = kept evidence
happened-evidence-files-added = added files to evidence
happened-evidence-stamped = an outside authority stamped evidence
happened-evidence-discarded = discarded evidence
part-evidence = Evidence
grant-evidence-discard = Discard evidence
grants-evidence = Evidence

proof-readme-head =
    About this proof

    With what is in this ZIP anybody can check, without Mamori, that certain files were there at a certain time.
    The files themselves are not in it. To check you need them, OpenSSL (3.0 or later), and sha256sum or anything else that works out a SHA-256.

    How it works
    1. manifest-NUMBER.json lists the files: name, length and SHA-256 (JSON, UTF-8). If a single letter of it is changed it cannot be checked any more.
    2. An outside authority received the SHA-256 of that list, nothing else, and signed it together with the time of its own clock (RFC 3161). That is time-stamp-NUMBER.tst.
    3. certificates-NUMBER.pem has the certificate that signed, authority-NUMBER.pem that of the certification authority behind it.
    4. The higher the number, the newer the stamp. A later manifest says under follows the SHA-256 of the manifest and the stamp before it, and so carries them on.
proof-readme-stamp =
    Stamp { $n }

    Time (Japan): { $at }
    Time (UTC): { $utc }
    Authority: { $authority }
    Its number there (hexadecimal): { $serial }
    Policy of the authority: { $policy }
    Its certificate ends: { $ends }
    SHA-256 of the list: { $sha256 }

    Whether the SHA-256 of the list is the one above:
      sha256sum manifest-{ $n }.json
    Whether the SHA-256 of a file you have is in the list:
      sha256sum FILE
    Whether the stamp holds (it says “Verification: OK”):
      openssl ts -verify -data manifest-{ $n }.json -in time-stamp-{ $n }.tst -token_in -CAfile authority-{ $n }.pem -untrusted certificates-{ $n }.pem
    The same after the certificate has ended, as of the time of the stamp:
      openssl ts -verify -data manifest-{ $n }.json -in time-stamp-{ $n }.tst -token_in -CAfile authority-{ $n }.pem -untrusted certificates-{ $n }.pem -attime { $seconds }
    The time in the stamp:
      openssl ts -reply -in time-stamp-{ $n }.tst -token_in -token_out -text
proof-readme-erased =
    The list of this stamp was erased, by law or because somebody asked for it. Whoever has it elsewhere can compare its SHA-256 with the one above.
proof-readme-end =
    What it proves, and what it does not
    - That files of these SHA-256 were there at the time above. Not who made them, nor that what they say is right.
    - Whether authority-NUMBER.pem is that of the authority: compare it with what the authority publishes.
    - Whether the authority has withdrawn its certificate since is not told here. Ask the authority.
