# In every letter
mail-hello = Dear { $name },
mail-moment = { $clock } on { $year }-{ $month }-{ $day } (Japan)
mail-every-role = every role
mail-foot = Mamori ({ $origin }) sent this by itself. Replies reach nobody. If it means nothing to you, open no link and delete it.

# Invitation
mail-invitation-subject = { $organisation } invites you to Mamori
mail-invitation-text = { $organisation } invites you to Mamori as { $roles }. Mamori helps a company to see how well its technical information is protected, and keeps a record of it.
mail-invitation-go = Open this link to accept:
mail-invitation-then = It works once, until { $at }. Anybody who has the link can use it, so do not pass it on. After that time, ask whoever invited you for another one.

# A new password
mail-reset-subject = Mamori: a link to choose a new password
mail-reset-text = Somebody asked to choose a new password for this mail address.
mail-reset-go = Open this link to choose one:
mail-reset-then = It works once, until { $at }. Every open session then ends. If you use codes of a second step, you still need one. If you did not ask for this, do nothing: your password stays as it is.
mail-no-password-subject = Mamori: about your password
mail-no-password-text = Somebody asked to choose a new password for this mail address, but you have none. Sign in with your passkey (fingerprint, face or screen lock of your device) as before.
mail-no-password-then = If you lost the device with the passkey, ask an information protection manager or executive of your organisation for a new way in.
mail-password-changed-subject = Mamori: your password was changed
mail-password-changed-text = At { $at } your password was changed by a link from a mail, and every open session ended.
mail-password-changed-then = If that was not you, choose a new password from the sign-in page at once and tell an information protection manager of your organisation.
mail-address-asked-subject = Mamori: please confirm your mail address
mail-address-asked-text = Somebody asked that your account uses this mail address.
mail-address-asked-go = Open the link below and press “Use this address”.
mail-address-asked-then = The link works once, until { $at }. If you did not ask for it, do nothing: nothing changes.
mail-address-changed-subject = Mamori: your mail address was changed
mail-address-changed-text = On { $at } the mail address of your account was changed from this one to another. From now on the new one is used for signing in and for notices.
mail-address-changed-then = If that was not you, tell a manager of your organisation at once.

# Signing in
mail-signed-in-subject = Mamori: a sign-in from a new device
mail-signed-in-text = At { $at } somebody signed in as you from a device or browser that was not used before.
mail-signed-in-go = If that was not you, open your account and end that session:
mail-signed-in-then = If it was you, there is nothing to do. If not, change your password, too.

# Confirmation
mail-sign-off-asked-subject = { $organisation }: please confirm a check
mail-sign-off-asked-text = You are asked to confirm a self-check of { $organisation } as its executive.
mail-sign-off-asked-go = Sign in here and read it:
mail-sign-off-asked-then = What the check says does not stand in this mail.
mail-case-moved-subject = { $organisation }: about the certification
mail-case-moved-text =
    About the certification of { $organisation }:
    { $moved }
mail-case-moved-go = Sign in here and see what to do next:
mail-case-moved-then = What it says does not stand in this mail.

# Roles
mail-role-taken-subject = { $organisation }: your role has changed
mail-role-taken-text = You no longer have this role in { $organisation }: { $roles }. What it allowed is no longer possible.
mail-role-taken-then = If this surprises you, ask an information protection manager or executive there.
mail-access-renewed-subject = { $organisation }: a new way in was made for you
mail-access-renewed-text = At { $at } somebody who manages the members of { $organisation } made a paper with which you can come in again. Once it is used, your earlier password, passkeys and codes stop working.
mail-access-renewed-then = If you did not ask for it, speak to an executive of that organisation at once.

# An invitation that is of no use
rule-invitation-used = This invitation has been used. If you have registered already, sign in. If it was not you who used it, tell whoever invited you at once.
rule-invitation-expired = The time of this invitation is over. Ask whoever invited you to send it again.
rule-invitation-withdrawn = This invitation was taken back. Ask whoever invited you.
rule-invitation-replaced = There is a newer invitation. Open the link of the newest mail or paper.
rule-invitation-unknown = There is no such invitation. See whether the link is complete: long ones are sometimes cut.

# After inviting, and the invitation on paper
invited-title = Invitation
invited-for = The invitation for { $name } is ready
invited-lead = Give this paper or link to that person only. It is shown on this page only, and whoever opens it is registered as that person.
invited-back = Back to the members
invited-mailed = An invitation goes to the person's mail address. It usually arrives within minutes.
invited-until = Valid until { $at } (Japan)
invited-instead-note = If the mail does not arrive, or the person has no mail at work, hand over a paper. Once it is made, the link that was mailed no longer works.
invited-instead = Make a paper invitation
invited-print = To print, use your browser (Ctrl+P). It fits on one A4 page.
invited-paper = { $organisation } invites you to Mamori
invited-paper-for = For { $name }
invited-qr = QR code that opens the invitation
invited-step-open = Point the camera of your phone at the QR code and open the page it shows.
invited-step-password = Choose a password that only you know (at least 10 characters).
invited-step-pin = Follow the page and choose a PIN of your own for the shared terminals (6 to 12 digits).
invited-step-done = Press “Accept the invitation”. That is all.
invited-or-type = On a computer, type this address into the browser.
invited-secret = This paper works once. It is like a key: show it to nobody and send no photo of it. Throw it away after use. If its time is over, ask whoever invited you for another one.
member-invite-again = Mail it again
member-invite-paper = Make another paper invitation

# A new way in
member-renew = Make a new way in
member-renew-note = Makes a paper for somebody who forgot the password or PIN, or lost the telephone. Wherever the person is signed in now, they are signed out at once.
renewed-title = A new way in
renewed-for = The paper with a new way in for { $name } is ready
renewed-lead = Give this paper to that person only. It is shown this once, and whoever opens it is in as that person. That it was made stands in the history; where the person has a mail address and mail is set up, they are told by mail as well.
renewed-paper = { $organisation }: a new way into Mamori
renewed-qr = QR code that opens the page
renewed-step-done = Choose “Use this from now on”, and you are done.
renewal-title = { $organisation }: a new way into Mamori
renewal-lead = On this page { $name } gets in again.
renewal-note = Your earlier password, passkeys and app for codes are then of no use any more, and other devices are signed out.
renewal-go = Use this from now on

# What is wrong with the mail setting, at the start
cli-mail-server = The mail server (mail.smtp) cannot be read. Write it as smtps://name:password@server.
cli-mail-clear = By this setting (mail.smtp) the password would be sent in clear. Use smtps://, or add ?tls=required.
cli-mail-from = The sender of mail (mail.from) cannot be read. Write it as Mamori <mamori@example.jp>.
cli-mail-root = The certificate of the mail server cannot be read. It must be a PEM file.
cli-mail-no-origin = To send mail, the address people open is needed (origin, such as https://mamori.example.jp): the links in mails begin with it.
