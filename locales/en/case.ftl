# What happens in a certification case, and who may do it
grants-competence = Records of competence
grant-case-advise = Record advice to a company (certification body)
grant-competence-view = See records of competence (certification body)
grant-competence-record = Record competence, confidence and ties to companies (certification body)
grant-audit-view = See what was found and how it is decided (certification body)
grant-audit-assign = Choose the audit team and tell the company (certification body)
grant-audit-prepare = Plan an audit (certification body)
grant-audit-declare = Declare one's own conflicts (auditor)
grant-audit-conduct = Audit and report (auditor)
grant-audit-answer = Answer for the company to names, days and nonconformities
grant-audit-attest = Declare for the company that it conforms
grant-decision-propose = Review and propose a decision (certification body)
grant-decision-decide = Decide (certification body)
grant-certificate-issue = Issue certificates (certification body)
grant-certificate-maintain = Propose a suspension, hear the company, carry decisions out on certificates (certification body)
grant-certificate-speak = Speak for the company before a suspension
grant-certificate-end = Give a certificate back

happened-audit-opened = opened an audit
happened-audit-assigned = put somebody into the audit team
happened-audit-leader-chosen = changed the team leader
happened-audit-released = took somebody out of the audit team
happened-audit-declared = declared conflicts
happened-audit-team-told = told the company the names of the team
happened-audit-team-agreed = the company agreed to the team
happened-audit-objected = the company objected to somebody of the team
happened-audit-replied = answered an objection
happened-audit-programme-set = set the audit programme
happened-audit-dates-proposed = proposed days
happened-audit-date-chosen = the company chose a day
happened-audit-planned = planned a stage
happened-audit-plan-sent = sent the plan to the company
happened-audit-begun = began the audit
happened-audit-visited = visited a site
happened-audit-area-covered = looked at an area
happened-audit-stage-finished = finished a stage
happened-audit-advised = recorded advice given during the audit
happened-audit-attested = the company declared that it conforms
happened-audit-report-issued = issued the audit report
happened-audit-report-handed-over = handed the report to the company
happened-audit-stopped = stopped the audit

happened-certificate-issued = issued a certificate
happened-certificate-suspended = suspended a certificate
happened-certificate-resumed = restored a certificate
happened-certificate-rescoped = changed the scope of a certificate
happened-certificate-withdrawn = withdrew a certificate
happened-certificate-ended = the certificate was given back
happened-certificate-transferred = transferred a certificate

happened-competence-begun = began records of competence
happened-competence-found = found somebody competent
happened-competence-renewed = found somebody competent again
happened-competence-withdrawn = withdrew a finding of competence
happened-competence-pledged = recorded a pledge of confidence
happened-competence-left = recorded that somebody left

happened-decision-proposed = proposed a decision
happened-decision-circulated = sent the papers of a decision round
happened-decision-voted = voted on a decision
happened-decision-recused = took no part in a decision
happened-decision-minutes-kept = kept the minutes of a decision
happened-decision-decided = decided
happened-decision-dropped = dropped a proposed decision

happened-nonconformity-raised = raised a nonconformity
happened-nonconformity-answered = the company answered a nonconformity
happened-nonconformity-accepted = accepted the plan for a nonconformity
happened-nonconformity-returned = gave the answer to a nonconformity back
happened-nonconformity-verified = verified a correction
happened-nonconformity-closed = closed a nonconformity
happened-nonconformity-withdrawn = withdrew a nonconformity
happened-nonconformity-regraded = changed the grade of a nonconformity

happened-partiality-entered = recorded what ties somebody to the company
happened-partiality-ended = recorded that such a tie is over
happened-partiality-struck = struck a record of such a tie

happened-requirement-opened = opened the working paper of a requirement
happened-requirement-entered = entered what was found
happened-requirement-agreed = agreed the finding with the company
happened-requirement-reopened = opened a finding again

happened-suspension-proposed = proposed a suspension
happened-suspension-invited = let the company speak
happened-suspension-heard = put down what the company said
happened-suspension-imposed = imposed a suspension
happened-suspension-condition-met = a condition is met
happened-suspension-lifted = lifted a suspension
happened-suspension-concluded = concluded a suspension
happened-suspension-dropped = dropped a proposed suspension

case-pages = Pages of this case
case-page-case = Application and agreement
case-page-team = Audit team
case-page-audit = Audit plan
case-page-paper = Working paper
case-page-findings = Nonconformities and report
case-page-decision = Decision
case-page-certificate = Certificate

waits-quote = The certification body has quoted fees and extent. Read it and decide whether you agree.
waits-team = The names of the audit team are here. If you object to one, say so in time.
waits-dates = Days for the audit are proposed. Choose one.
waits-answers = Nonconformities that are not answered: { $n }
waits-speak = Before a suspension the company may speak.
waits-review = Applications to be reviewed: { $n }
waits-to-quote = Cases to be quoted: { $n }
waits-to-begin = Agreed cases of which the assessment has not begun: { $n }
waits-decide = The papers of a decision went round.
waits-audit = You have an audit under way.
waits-prepare = You are in the team of an audit that is being prepared.

happened-certificate-ends-180 = the certificate ends within 180 days
happened-certificate-ends-90 = the certificate ends within 90 days
happened-certificate-ends-30 = the certificate ends within 30 days

body-cases-none-yours = You have no case yet. Cases stand here once you are in a team or have recorded advice.
body-cases-yours = The cases in which you have a part.
certificates-nav = Certificates

waits-go = Open
case-see-audit = See how the audit goes on
case-see-decision = See the decision and the certificate
case-see-team = To the audit team and plan
case-see-certificate = See the decision and the certificate
today-cases = Go on with the certification cases.
today-see-cases = See the cases
audit-choose-more = Add an expert or observer
audit-without-role = Who is no auditor, and why ({ $n })

waits-declaration = The self-declaration is missing. The representative makes it.
case-page-declaration = Self-declaration
