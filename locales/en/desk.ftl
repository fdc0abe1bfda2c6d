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
deadline-finish = Finish the check and have the executive confirm it
deadline-again = Have the changed check confirmed again
deadline-repeat = Do the yearly check again
deadline-ours = Mamori's own
deadline-recorded = Day in the record
deadline-why-support = After this day the supporter can enter nothing. To go on, extend the last day on the page of members.
deadline-why-role = After this day nothing can be done in this role.
deadline-why-invitation = After this day the link of the invitation no longer works. Invite again if need be.
deadline-why-token = After this day the token can neither read nor write.
deadline-why-finish = Counted as 30 days from the beginning. If you give it up, close the check.
deadline-why-again = Answers changed after the confirmation. Counted as 30 days from the change.
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
