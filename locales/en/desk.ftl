# Dates (beside the day itself)
date-today = today
date-tomorrow = tomorrow
date-ahead = in { $n ->
    [one] { $n } day
   *[other] { $n } days
}
date-past = { $n ->
    [one] { $n } day
   *[other] { $n } days
} ago

# Deadlines
deadlines-nav = Deadlines
deadlines-title = Deadlines
deadlines-none = No deadline is set at present.
deadlines-next = The next deadline is { $day } ({ $distance }): { $what }
deadlines-over = { $n ->
    [one] One deadline is over.
   *[other] { $n } deadlines are over.
}
deadlines-lead = What to do by which day. The days are worked out from the record; nobody wrote them down.
deadlines-filter = Deadlines to show
deadlines-all = All
deadlines-mine = Those that concern me
deadlines-mine-none = No deadline concerns you.
deadlines-when = Last day
deadlines-what = What
deadlines-basis = Basis
deadlines-list = The next first
deadlines-table = Show as a table
deadlines-month = Deadlines of { $month }
deadlines-month-before = Month before
deadlines-month-after = Next month
deadlines-on-day = { $n } due
deadline-support = Last day of a supporter
deadline-role = Last day of the role { $role }
deadline-invitation = Last day of an invitation
deadline-token = Last day of an API token
deadline-sensitive = Last day of a sensitive paper
deadline-finish = Finish the check and have the executive confirm it
deadline-again = Have the changed check confirmed again
deadline-repeat = Do the yearly check again
deadline-ours = Mamori's own
deadline-recorded = Day in the record
deadline-why-support = After this day the supporter can enter nothing. To go on, extend the last day on the page of members.
deadline-why-role = After this day nothing can be done in this role.
deadline-why-invitation = After this day the link of the invitation no longer works. Invite again if need be.
deadline-why-token = After this day the token can neither read nor write.
deadline-why-sensitive = After this day its files are discarded at night. That they were kept stays in the record.
deadline-why-finish = Counted as 30 days from the beginning. If you give it up, close the check.
deadline-why-again = After the confirmation, answers or the executive changed. Counted as 30 days from the change.
deadline-why-repeat = Counted as one year from the last confirmation.

# Deadlines in one's calendar
calendar-title = Show them in your own calendar
calendar-lead = Subscribe to the address below in Outlook, Google Calendar or on your phone, and the deadlines appear there. Nobody's name is in them.
calendar-none = There is no address yet.
calendar-since = An address made on { $at } is in use. It is shown only when it is made; if you no longer have it, make a new one.
calendar-make = Make an address for calendars
calendar-renew = Make a new address (the old one stops working)
calendar-end = Stop the address
calendar-once = Whoever knows this address sees the deadlines. Give it to nobody. It is shown on this page only.
calendar-address = Address for calendars
calendar-how = How to subscribe
calendar-outlook = Outlook: Calendar → Add calendar → Subscribe from web, and paste it.
calendar-google = Google Calendar: on a computer, + beside Other calendars → From URL, and paste it.
calendar-iphone = iPhone: Calendar → Calendars → Add Calendar → Add Subscription Calendar, and paste it.
calendar-android = Android: what is added to Google Calendar appears on the phone as well.
calendar-reach = The address works where the other service can reach this installation. If it runs within your company only, subscribe from a calendar within the company.
calendar-stops = When your rights in this organisation end, nothing can be read under this address any more.
calendar-name = Mamori deadlines
calendar-summary = Due: { $what }
calendar-description =
    { $basis }
    See { $page }

# History
history-none = Nothing in the record fits.
history-shown = { $n ->
    [one] { $n } entry, the newest first
   *[other] { $n } entries, the newest first
}
history-narrow = Narrow the history
history-all = All
history-part = About what
part-organisation = The organisation
part-members = Members
part-checks = Checks begun, confirmed, closed
part-answers = Answers of checks
history-from = From this day (such as 2026-11-20)
history-until = Up to this day
history-day-fault = The day could not be read. Please type it as 2026-11-20.
history-show = Narrow
history-show-all = Show everything
history-about-one = Only what concerns one thing is shown.
history-capacity = Role
history-where = Page
history-open = Open
history-same = History of this
history-csv = Get it as CSV
history-xlsx = Get it as Excel
history-json = Get it as JSON
history-more = There is more: only the newest { $n } entries were written. Please get it by periods.
history-installation = Automatic
history-erased = Erased
history-erased-on = Erased ({ $day }, the person's own data)
history-acting-for = { $roles } (for { $organisation })
changed-name = name
changed-reading = reading
changed-corporate-number = corporate number
changed-address = address
changed-prefecture = prefecture
changed-main-industry = main business
changed-capital = capital
changed-employees = employees
changed-size = size class
history-sheet = What happened

# Members
members-count = { $n ->
    [one] This organisation has one member.
   *[other] This organisation has { $n } members.
}
members-invited = Invited
members-left = Former members
members-who-manages = Members are invited and their roles changed by those who manage members, such as an executive or the information protection manager.
member-me = (you)
member-name-erased = (name erased)
member-no-role = no role at present
member-from = from { $day }
member-term = Last day (only if there is one, such as 2027-03-31)
member-until-fault = Please type the last day as 2027-03-31.
member-revoke-one = Take the role { $role }
member-support-until = Last day as a supporter (within a year, such as 2027-03-31)
member-support = Make a supporter until this day
member-remove-note = Once removed, this person sees nothing any more, at once. What they entered stays, with their name.
member-left-on = until { $day }
member-leave = Leave this organisation
member-leave-ask = Leave { $organisation }?
member-leave-note = Once you leave, you see nothing of this organisation any more, at once; your roles and your address for calendars end. What you entered stays, with your name. To come back, you have to be invited again.
member-leave-go = Leave this organisation
member-stay = Stay
invite-email-short = Mail address
roles-title = What each role may do
may-executive = Confirms checks, chooses the information protection manager, manages members. May take out the organisation's data and history.
may-protection_manager = Drives checks, invites members and decides their roles. Changes the organisation's data and may take out its history.
may-staff = Answers checks. Sees members, deadlines and the history.
may-viewer = Looks only, and changes nothing.
may-reception = Receives inquiries and applications for certification.
may-adviser = Advises companies. Takes no part in audits and decisions.
may-auditor = Audits.
may-reviewer = Reviews the papers of an audit before the decision.
may-decision_maker = Decides on certification.
may-administrator = Manages the organisation's data and members, and may take out its history.
may-drafting = Drafts documents.
may-consultation = Takes part in consultations.
may-approval = Approves.
may-documents = Keeps documents, and manages the organisation's data and members.
may-statistics = Works with statistics.
may-operator = Runs this Mamori. Does not see the records of organisations.
may-supporter = Enters answers for the company from outside, until a last day. Never confirms, manages members or takes anything out.

# Today
today-waiting = Waiting for you
today-invited = { $organisation } has invited you. Open the link you were sent to accept.
today-to-confirm = A check is answered to the end and waits for the executive's confirmation.
today-asked = { $by } asked you on { $day } to confirm a check.
today-deadlines = Next deadlines
today-all-deadlines = See all deadlines
today-alone = First, invite those you work with.
today-together = You can manage members and what is known of your organisation.
today-invite = Invite members
today-see-members = See the members
desk-certification-body = From the receipt of an application to audit, decision and certificate, you go on under “Cases”.
desk-ministry = As a ministry you can now register what is known of you, and manage those who draft, consult, approve, keep documents and do statistics. There are no pages for accreditation yet.
switch-nav = Switch organisation
switch-title = For which organisation do you act?
switch-lead = You then act in the roles you hold there, and come back to the page you are on.

# Finding organisations
organisations-nav = Find an organisation
organisations-title = Find an organisation that is registered
organisations-lead = Search by any part of its name, from one letter on. Only name, kind, prefecture and corporate number are shown.
organisations-text = Part of the name
organisations-find = Find
organisations-none = No organisation has “{ $text }” in its name.
organisations-found = Organisations with “{ $text }” in their names
organisations-older = See the next { $n }
organisations-number = Corporate number { $number }

# Registering an organisation
alike-title = There is an organisation with the same number or nearly the same name
alike-lead = If one organisation is registered twice, its records are split. If one of these is yours, do not register it; ask whoever manages its members to invite you.
alike-other = Register as another organisation
number-none = Leave it empty if there is no corporate number (a sole proprietor, for example). It can be taken away later, too.
number-step-up = To change the corporate number, confirm who you are first. Do so in another window, then save here. What you typed is still here.
number-confirm = Confirm who you are (another window)
industry-fault = “{ $text }” does not lead to one industry. Choose below, or type a code such as E26.
industry-choices = Industries that fit
industry-hint = Type a code (such as E26), the name of an industry, or a word (such as molds).
size-title = Size class
size-on = worked out on { $day }
size-basis = Basis: main business { $industry }, capital { $capital }, { $employees } regular employees
size-old = Capital, employees or main business changed since. It is worked out again when you save.
size-none = Tell the main business and the employees to have it worked out whether you are a small or medium-sized enterprise.
size-not-told = not told
size-yen = { $n } yen
