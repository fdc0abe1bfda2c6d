# Roles
role-executive = executive
role-protection_manager = information protection manager
role-staff = staff
role-viewer = viewer
role-supporter = supporter (enters on behalf)
role-reception = reception
role-adviser = adviser
role-auditor = auditor
role-reviewer = reviewer
role-decision_maker = decision maker
role-administrator = administrator
role-drafting = drafting
role-consultation = consultation
role-approval = approval
role-documents = documents
role-statistics = statistics
role-operator = operator
role-signed_in = anybody signed in

# At the top of every page
account-nav = Your organisation
account-own = Account
acting-as = {" "}({ $roles })
today-nav = Today
checks-nav = Checks
members-nav = Members
history-nav = History
sign-out = Sign out
name-erased = (erased, or automatic)
ours-roles = this division of roles is Mamori's own
form-faults = Something needs to be corrected

# Signing in
sign-in-title = Sign in
sign-in-email = Mail address
sign-in-password = Password
sign-in-code = The six-digit code of your app
sign-in-recovery = No code at hand? A recovery code
sign-in-go = Sign in
sign-in-note = New here? Open the invitation you got from your information protection manager.
sign-in-not-recognised = Mail address and password do not belong together. Please enter them again.
sign-in-code-wrong = The code does not fit. Enter the code that your app shows now.
sign-in-code-used = This code was used already. Wait for the next one and enter it.
sign-in-too-often = Tried too often in a short time. Please try again in about { $minutes } min.
sign-in-over = Too much time has passed. Please begin again.
sign-in-refused = This cannot be done. Please begin again.
password-choose = New password
password-rules = 10 characters or more. No signs or capitals needed; a long sentence is safer.
password-too-short = Use at least { $least } characters (now { $found }).
password-too-long = Use at most { $most } characters.
password-common = Many people have this password, and it is tried first. Choose another one.
password-name = A password cannot contain your mail address or your organisation's name. Choose another one.
confirm-title = Confirm who you are
confirm-lead = Show once more who you are before an act that is hard to undo. It holds for ten minutes.
confirm-go = Confirm and go on

# Invitation and set-up
invitation-title = Invitation from { $organisation }
invitation-as = { $name } is invited as { $roles }.
invitation-known = This invitation is for somebody who is registered already. Sign in as that person first, then accept it. Signing in leads back to this page.
invitation-accept = Accept the invitation
set-up-title = The first person
set-up-lead = This service is about to begin, and you are its first user. Next you register your organisation.
set-up-name = Name
set-up-go = Register and begin

# Account
account-title = Account
account-organisations = Your organisations
account-no-organisation = You belong to no organisation yet.
account-acting = you act for this one now
account-act = Act for this one
account-sessions = Devices signed in
account-sessions-note = If you do not know one of them, end it.
account-password = Change the password
account-password-note = All other devices are signed out then.
account-password-go = Change
account-session-seen = last used { $at }
account-this-session = this device
account-end-session = End

# Refusals
refused-denied = You may not do this
refused-denied-advice = Who may: { $roles }. Ask your information protection manager.
refused-denied-nobody = This organisation has no role that can do this.
refused-denied-who = You act for { $organisation } as { $name }, in the role: { $roles }.
refused-denied-alone = You are signed in as { $name } and act for no organisation.
refused-step-up = Confirm who you are first
refused-step-up-advice = This is hard to undo. Enter your password on the page “Confirm who you are” and try again.
refused-changed = Somebody changed this at the same time
refused-changed-advice = Nothing was saved. Open the page again, look at what stands there now, and try again.
refused-rule = This cannot be done
rule-registered-once = This organisation is registered already. Open its page to change it.
rule-registered-first = Register the organisation first.
rule-at-least-one-kind = Choose at least one kind of organisation.
rule-sole-proprietor-is-a-person = A sole proprietor cannot also be a company, certification body, ministry or association. Register that as an organisation of its own.
rule-sole-proprietor-has-no-number = A sole proprietor has no corporate number. Leave it empty, and never enter a My Number.
rule-size-from-its-figures = The size class does not fit its figures. Check capital and employees.
rule-size-names-its-sector = The size class names no sector. Check the main business.
rule-size-not-ahead = The size class is dated ahead.
rule-operator-of-these-kinds = A ministry, a certification body, an association or a company runs this Mamori; this organisation is none of them.
rule-operators-of-the-operating = Only people of the organisation that runs this Mamori can be operators.
rule-birth-kind-is-a-word = The name of a kind of record is not valid.
rule-born-once = This record has begun already as another kind.
rule-standing = As things stand with this person, this cannot be done. Look at the list of members.
rule-at-least-one-role = Choose at least one role.
rule-roles-of-its-kind = This kind of organisation does not have that role. Choose another one.
rule-founder-manages-members = The first person needs a role that manages members.
rule-one-invitation = This person is invited already. Withdraw that invitation, or wait until it expires.
rule-invitation-has-an-end = An invitation may stand for at most 90 days.
rule-invitation-stands = The invitation has expired. Ask to be invited again.
rule-not-back-dated = A role cannot begin in the past. Choose today or later.
rule-ends-after-it-begins = The last day must come after the first.
rule-support-has-an-end = The last day of a supporter must be within a year from today.
rule-supporter-has-no-role = A supporter has no role. Choose one or the other.
rule-renewed-by-its-only-organisation = This person belongs to, or is invited into, another organisation as well. A new way in made here would lead there, too, so none can be made. Tell them to choose “Forgot your password?” on the page to sign in, or to ask the operator.
rule-last-manager-stays = Nobody would be left to manage the members. First make somebody else executive or information protection manager.
rule-taken = It is in use already.
rule-input = Something needs to be corrected.
rule-over-invitation = This invitation was used or withdrawn, or has expired. Ask for a new one.
rule-known-invitation = This invitation is for somebody who is registered already. Sign in first, then open it again.

# What was typed when the session was over
carried-sign-in = You were signed out meanwhile. What you entered is not saved yet, but this page still has it: sign in as the same person and go on from there.
carried-title = What you entered is still here
carried-lead = It is not saved yet, because you were signed out when you sent it.
carried-note = This sends once more what you entered.
carried-go = Send what I entered
carried-drop = Go to today's page without sending it
