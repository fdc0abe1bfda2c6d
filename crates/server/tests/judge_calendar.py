"""An outside judge of the calendar on standard input: it is read by another program, and says what it should."""

import sys
from datetime import date, timedelta

from icalendar import Calendar

data = sys.stdin.buffer.read()
today = date.fromisoformat(sys.argv[1])
calendar = Calendar.from_ical(data)
assert not calendar.errors, calendar.errors
assert calendar["VERSION"] == "2.0" and calendar["PRODID"] and calendar["METHOD"] == "PUBLISH"
events = list(calendar.walk("VEVENT"))
assert len(events) == 2, len(events)
assert len({str(event["UID"]) for event in events}) == len(events), "ids are not unique"
for event in events:
    assert not event.errors, event.errors
    assert type(event.decoded("DTSTART")) is date, "a day has no time"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
    assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)
    assert int(event["SEQUENCE"]) >= 0
    assert str(event["URL"]).startswith("http")
    assert str(event["SUMMARY"]).startswith("期限："), event["SUMMARY"]
    assert event.walk("VALARM")
starts = sorted(event.decoded("DTSTART") for event in events)
# An invitation stands 14 days, a check should be finished in 30.
assert starts[0] in (today + timedelta(days=13), today + timedelta(days=14)), starts
assert starts[1] == today + timedelta(days=30), starts
# What was read is written as it came: nothing was misunderstood on the way.
again = Calendar.from_ical(calendar.to_ical())
assert [event["SUMMARY"] for event in again.walk("VEVENT")] == [event["SUMMARY"] for event in events]
