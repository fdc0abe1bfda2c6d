# Words on every page
site-description = See in ten minutes how well your company protects its technical information. No registration.
skip = Skip to content
nav-label = Main pages
nav-cases = Leak cases
nav-desks = Where to ask
nav-about = About the data
nav-privacy = Privacy
nav-api = API reference
operator-line-ministry = Operated by { $name }
operator-line-other = This is not a government site. Operated by { $name }
operator-unnamed = nobody yet (trial run)
list-and = {" "}and{" "}
list-or = , {""}
list-comma = , {""}
quote = { $name }
as-of = As of { $date }
source = Source:{" "}
date-unknown = the source gives no date

# The door
home-title = The first ten minutes of protecting your technology
home-headline = How well is your technology protected?
home-line-2 = Ten minutes show you where you are strong, where you are not yet, and what to do next.
home-line-3-device = No registration. Your answers stay on this device, and the result is worked out here.
home-line-3-form = No registration. Your answers travel with each form you send and are not kept anywhere.
home-start = Start the first check
door-check = First check
door-check-size = { $n } questions, about 10 minutes
door-check-note = Follows the nine example efforts in the ministry's material.
home-sample = A sample result (an invented company)
home-how = How it goes
home-how-1 = Answer.
home-how-1-text = Pick one of a few marks. Every question explains its words and the first step. Stop any time and carry on later.
home-how-2 = Look.
home-how-2-text = A picture shows what is in order and what is still to do, with three things to do first and how long each takes.
home-how-3 = Show.
home-how-3-text = Print one A4 page and take it to your president.
home-not-audit = This check is not a certification audit. Even with every answer "In place", certification is not assured.
home-read = Also worth reading
home-read-cases = Cases of leaked technology ({ $n })
home-read-cases-note = From the ministry's material, retold by Mamori, each with what to check in your own company.
home-read-desks = Find a desk that answers questions
home-read-desks-note = The regional bureau near you, and INPIT's free trade-secret desk. Advice is given in Japanese.
home-read-sheet-note = Two A4 pages to fill by hand and type in later.

# Privacy
privacy-headline = What happens to your answers
privacy-with-js = The usual way (with JavaScript)
privacy-device = Your answers stay on this device, and the result is worked out here. They are sent only to make a PDF or Excel file, or to read a sheet (Excel, CSV): once, and they are not kept.
privacy-device-more = They are kept in this browser's storage. On a shared device, choose "Remove my answers from this device" when you are done. Result files (JSON) and pictures are made on the device, too. Where the browser is set to keep nothing, it is as without JavaScript, and the page says so.
privacy-without-js = Without JavaScript
privacy-form = Your answers travel with each form you send, the result is worked out, and they are not kept anywhere.
privacy-always = Either way
privacy-finder = Industry and size entered under "Find a certification body" are sent to make the page with the answer and are not kept anywhere.
privacy-log = The log holds the time, the address of the page and the number of the answer, and nothing of what was sent.
privacy-third = Nothing is sent to other companies or analytics services. There are no cookies.

# About the data
about-headline = About the data
about-lead = What this site says is kept in versioned data called packs. Each pack tells which document a thing comes from and what was written by Mamori.
about-unknown = The text of the certification criteria, the method notice, the official forms and the rules of the mark are not in our sources, and so they are not here.
about-documents = Source documents
about-json = See this pack as data (JSON)
about-parts = Parts we use
about-tokens = using the Digital Agency's tokens does not make this a government site
api-docs-noscript = The viewer needs JavaScript. The openapi.json above can be read as it is.

# Not found, not readable
refused-no-page = There is no such page
refused-no-page-advice = The address may have changed or been mistyped. Start from the home page.
refused-no-pack = There is no such check
refused-no-pack-advice = /api/v1/packs lists the ones there are.
refused-faults = Something could not be read
refused-faults-advice = Correct the places listed and try again.
refused-unreadable = What was sent could not be read
refused-unreadable-advice = Go back to the page before and try again.
refused-too-large = Too large to read
refused-too-large-advice = Result files (.json) of up to 256 KB and filled sheets (Excel, CSV) of up to 4 MB are read. Please check which file you chose.
refused-wrong-type = This type of data is not read
refused-wrong-type-advice = Send JSON with the Content-Type application/json.
refused-wrong-method = This address does not take that kind of request
refused-wrong-method-advice = Open the page again and try once more.
refused-foreign-site = Requests from other sites are not accepted
refused-foreign-site-advice = Open a page of this site and work from there.
refused-broken = We could not carry this out, and it is our fault
refused-broken-advice = Try again. If it goes on, tell the operator.
refused-home = To the home page
valid-from = In use from { $date }.
valid-until = Until { $date }.
door-handbook = Leak prevention check
door-handbook-size = { $n } items: first things, people, suppliers and customers, overseas, joint research
door-handbook-note = Looks for gaps along the items of the ministry's handbook.
door-revised = Self-check list for the revised criteria
door-revised-size = The { $n } items that are known
door-revised-note = Only the items of the official list that stand in our sources. No score and no chart.
about-paper-fonts = set the text of PDF files (of Noto, only some letters).
