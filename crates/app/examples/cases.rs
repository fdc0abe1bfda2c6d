//! Fills a database with running certification cases and with certificates, by the write door and the rules themselves, and
//! measures the lists of a body, one case, the page of the day, and the nightly notices.
//!
//! `cargo run --release -p app --example cases -- FOLDER CASES HOLDERS [postgres://…]`; `benches/run cases` calls it with 20,000 and
//! 100,000.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use app::certification::dossier::of_audit;
use app::door::{Act, Actor, Door};
use app::installation::{Installation, Place};
use app::jobs::Outbox;
use app::members::Email;
use app::office::Caller;
use app::{Clock, Office, Refused, packs};
use criteria::edition::EditionId;
use jiff::ToSpan;
use jiff::civil::Date;
use record::{OrganisationId, PersonId, StreamId, Text};
use scheme::application::{self, Content, Criteria, Declared, Site, SiteId, Snapshot};
use scheme::audit::{self, Audit, Opening, Purpose};
use scheme::case::{Accredited, CertificationCase, Command, Finding, Review};
use scheme::certificate::{self, Basis, Certificate, Issuing};
use scheme::certification::CertificationType;
use scheme::confirmation::{Confirmation, Route};
use scheme::decision::{Kind as Decided, Made};
use scheme::member::{self, Member, Role};
use scheme::organisation::{self, Input, Kind, Organisation, Profile};
use scheme::rules::Rules;
use scheme::seen::Seen;
use scheme::{accreditation, assignment};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Companies of one command.
const TOGETHER: usize = 8;
/// How often each question is asked.
const QUESTIONS: usize = 500;
/// Who audits.
const AUDITORS: usize = 40;

/// What every case is made with.
#[derive(Clone)]
struct With {
    body: OrganisationId,
    standing: accreditation::Standing,
    criteria: EditionId,
    rules: Rules,
    auditors: Vec<PersonId>,
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("expected a folder")?);
    let cases: usize = arguments.next().ok_or("expected how many cases")?.parse()?;
    let holders: usize = arguments.next().ok_or("expected how many holders")?.parse()?;
    let database = arguments.next();
    let name = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let catalogue = packs::shipped().map_err(|_| "the shipped packs are faulty")?;
        let place = Place {
            data: folder,
            database,
            connections: 16,
            origin: None,
            name: "Mamori".to_owned(),
            heads: None,
            vault: None,
        };
        let Installation { office, sign_in, .. } = Installation::open(&place, catalogue).await?;
        let email = Email { shown: "b@example.jp".to_owned(), folded: "b@example.jp".to_owned() };
        let person = office.set_up("bench".to_owned(), email, "ja".to_owned()).await?;
        let nobody = Caller::new(person, None, Uuid::new_v4()).stepped_up();
        let input =
            Input { kinds: vec!["certification_body".to_owned()], name: "見本認証".to_owned(), ..Input::default() };
        let body = office.register(nobody, &input).await?;
        let caller = Caller { acting_for: Some(body), ..nobody };
        let criteria = catalogue.criteria("tics-h30").ok_or("no criteria")?.0.edition.clone();
        let rules = Rules::read(catalogue.rules().ok_or("no rules")?).map_err(|_| "the rules cannot be read")?;
        let standing = accredited(&office, body).await?;
        let auditors = (0..AUDITORS).map(|_| PersonId(Uuid::new_v4())).collect();
        let with = With { body, standing, criteria, rules, auditors };
        fill(name, &office, &with, cases, "running cases", running).await?;
        lists(name, &office, caller, &with).await?;
        fill(name, &office, &with, holders, "certificates that end", holding).await?;
        let outbox: Outbox = sign_in.new_outbox();
        let door: Door = office.door.clone().with_outbox(outbox);
        let notifying = office.through(door);
        let begun = Instant::now();
        let letters = notifying.notify_at_night(Clock::System.now()).await?;
        let took = begun.elapsed().as_secs_f64();
        println!("{name:<12} {:<31} {took:>10.1} s   wanted 30", format!("{letters} letters of notice kept"));
        let begun = Instant::now();
        let again = notifying.notify_at_night(Clock::System.now()).await?;
        println!("{name:<12} {:<31} {:>10.1} s", format!("{again} the next time"), begun.elapsed().as_secs_f64());
        Ok(())
    })
}

async fn accredited(office: &Office, body: OrganisationId) -> Result<accreditation::Standing, Refused> {
    let today = office.today();
    let nobody = Actor { person: None, acting_for: None };
    let done = office.door.execute(nobody, move |act| {
        Box::pin(async move {
            let stream = StreamId(act.id()?);
            let text = act.text(body, "製造業".to_owned())?;
            let mut loaded = act.load::<accreditation::Accreditation>(body, stream).await?;
            let scope = accreditation::Scope { text, industries: Vec::new(), fields: Vec::new(), sme_only: false };
            let (from, until) = (today, today.saturating_add(2.years()));
            let enter = accreditation::Command::Enter { body, number: None, scope, from, until, source: text };
            act.decide(&mut loaded, enter)?;
            Ok::<_, Refused>(loaded.status.standing(today))
        })
    });
    done.await
}

/// What is made of one number.
type Make =
    for<'a, 'b> fn(&'a mut Act<'b>, &'a With, usize) -> futures_util::future::BoxFuture<'a, Result<(), Refused>>;

async fn fill(name: &str, office: &Office, with: &With, count: usize, what: &str, make: Make) -> Outcome<()> {
    let begun = Instant::now();
    let workers = if name == "SQLite" { 64 } else { 16 };
    let mut running = tokio::task::JoinSet::new();
    for worker in 0..workers {
        let (office, with) = (office.clone(), with.clone());
        running.spawn(async move {
            let mut at = worker * TOGETHER;
            while at < count {
                let (numbers, with) = (at..count.min(at + TOGETHER), with.clone());
                let nobody = Actor { person: None, acting_for: None };
                let done = office.door.execute(nobody, move |act| {
                    let (numbers, with) = (numbers.clone(), with.clone());
                    Box::pin(async move {
                        for number in numbers {
                            make(act, &with, number).await?;
                        }
                        Ok::<(), Refused>(())
                    })
                });
                done.await?;
                at += workers * TOGETHER;
            }
            Ok::<(), Refused>(())
        });
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    println!("{name:<12} {:<31} {:>10.0} s", format!("{count} {what} made"), begun.elapsed().as_secs_f64());
    Ok(())
}

/// A company, and who acts for it.
async fn company(act: &mut Act<'_>, number: usize) -> Result<(OrganisationId, PersonId, Box<Profile>, Text), Refused> {
    let name = format!("見本{number}製作所");
    let input = Input { kinds: vec!["company".to_owned()], name, ..Input::default() };
    let checked = organisation::check(&input).map_err(Refused::Input)?;
    let company = OrganisationId(act.id()?);
    let text = act.text(company, checked.name.clone())?;
    let mut loaded = act.load::<Organisation>(company, company.stream()).await?;
    let profile = Box::new(checked.profile(|_| text));
    act.decide(&mut loaded, organisation::Command::Register(profile.clone()))?;
    let person = PersonId(act.id()?);
    let mut member = act.load::<Member>(company, company.member(person)).await?;
    let (roles, kinds) = ([Role::Executive].into(), [Kind::Company].into());
    act.decide(&mut member, member::Command::Found { person, roles, kinds })?;
    Ok((company, person, profile, text))
}

fn received<'a, 'b>(
    act: &'a mut Act<'b>,
    with: &'a With,
    number: usize,
) -> futures_util::future::BoxFuture<'a, Result<(OrganisationId, StreamId, Text), Refused>> {
    Box::pin(async move {
        let (company, person, profile, text) = company(act, number).await?;
        let on = act.at().today;
        let certification =
            if number.is_multiple_of(2) { CertificationType::OnSite } else { CertificationType::SelfDeclaration };
        let content = Content {
            body: Some(with.body),
            certification: Some(certification),
            criteria: Some(Criteria(with.criteria.clone())),
            scope: Some(text),
            industry: "E26".parse().ok(),
            fields: None,
            sites: [(SiteId(1), Site { name: text, address: text })].into(),
            staff: Some(40),
            forms: "paper".parse().into_iter().collect(),
            advice: Some(Declared::Nobody),
            own_certification_business: None,
            check: None,
            wishes: [on].into(),
        };
        let digest = application::digest(company, &profile, &content)?;
        let (route, mandate, signed_on) = (Route::OnScreen, None, None);
        let confirmation = Confirmation { route, by: person, on, content: digest, mandate, signed_on };
        let snapshot = Box::new(Snapshot { company, profile: *profile, content, confirmation, on });
        let case = StreamId(act.id()?);
        let mut loaded = act.load::<CertificationCase>(with.body, case).await?;
        let application = StreamId(act.id()?);
        act.decide(&mut loaded, Command::Receive { body: with.body, application, snapshot })?;
        // A third waits, a third is reviewed, a third is accepted.
        if !number.is_multiple_of(3) {
            let finding = Finding { fits: true, reason: text };
            let review =
                Review { identity: finding, competence: finding, conflict: finding, scope: finding, own_unit: false };
            act.decide(&mut loaded, Command::Review(review))?;
        }
        if number % 3 == 2 {
            let accredited = Box::new(Accredited { on, standing: with.standing.clone(), size: None });
            act.decide(&mut loaded, Command::Accept { accredited })?;
        }
        Ok((company, case, text))
    })
}

/// A case that runs, with an audit that is being prepared.
fn running<'a, 'b>(
    act: &'a mut Act<'b>,
    with: &'a With,
    number: usize,
) -> futures_util::future::BoxFuture<'a, Result<(), Refused>> {
    Box::pin(async move {
        let (company, case, _) = received(act, with, number).await?;
        let mut audit = act.load::<Audit>(with.body, of_audit(case, 1)).await?;
        let opening = Opening {
            case,
            company,
            certification: CertificationType::OnSite,
            purpose: Purpose::Initial,
            sites: [1].into(),
            half_days: 2,
            criteria: with.criteria.clone(),
            rules: with.rules.clone(),
        };
        act.decide(&mut audit, audit::Command::Open(Box::new(opening)))?;
        let rules = with.rules.clone();
        if let Some(person) = with.auditors.get(number % AUDITORS).copied() {
            let function = audit::Function::Leader;
            let assign = audit::Command::Assign { person, function, overrides: Vec::new(), rules };
            act.decide(&mut audit, assign)?;
        }
        Ok(())
    })
}

/// A company with a certificate that ends within 180 days.
fn holding<'a, 'b>(
    act: &'a mut Act<'b>,
    with: &'a With,
    number: usize,
) -> futures_util::future::BoxFuture<'a, Result<(), Refused>> {
    Box::pin(async move {
        let (holder, case, text) = received(act, with, number).await?;
        let today: Date = act.at().today;
        let days = i64::try_from(number % 20).unwrap_or_default();
        let effective = today.saturating_sub(3.years()).saturating_add((161 + days).days());
        let decision = StreamId(act.id()?);
        let issuing = Issuing {
            case,
            holder,
            number: text,
            scope: text,
            sites: vec![text],
            certification: CertificationType::OnSite,
            criteria: with.criteria.clone(),
            decision: Made { seen: Seen { stream: decision, version: 1 }, kind: Decided::Grant, on: effective },
            basis: Basis::Initial { effective },
            accredited: true,
            fees_paid: true,
            fees_reason: None,
            rules: with.rules.clone(),
        };
        let stream = StreamId(act.id()?);
        let mut loaded = act.load::<Certificate>(with.body, stream).await?;
        act.decide(&mut loaded, certificate::Command::Issue(Box::new(issuing)))?;
        Ok(())
    })
}

/// The lists of the body, as its people ask for them.
async fn lists(name: &str, office: &Office, caller: Caller, with: &With) -> Outcome<()> {
    let mut before = None;
    let mut times = Vec::new();
    let mut case = None;
    for _ in 0..QUESTIONS {
        let begun = Instant::now();
        let page = office.cases(caller, before).await?;
        times.push(begun.elapsed());
        case = case.or(page.listed.first().map(|one| one.row.stream));
        before = page.next;
    }
    told(name, "a page of the cases, one after the other", times);
    let case = case.ok_or("no case")?;
    let mut times = Vec::new();
    for _ in 0..QUESTIONS {
        let begun = Instant::now();
        office.case(caller, case).await?;
        times.push(begun.elapsed());
    }
    told(name, "one case", times);
    let mut times = Vec::new();
    for _ in 0..QUESTIONS {
        let begun = Instant::now();
        office.desk(caller).await?;
        times.push(begun.elapsed());
    }
    told(name, "the page of the day of the body", times);
    let mut times = Vec::new();
    for question in 0..QUESTIONS {
        let person = *with.auditors.get(question % AUDITORS).ok_or("no auditor")?;
        let begun = Instant::now();
        let mut tx = office.store().reader().await?;
        let rows = tx.certifications_assigned(with.body, person, (i64::MAX, Uuid::max()), 51).await?;
        times.push(begun.elapsed());
        if rows.is_empty() {
            return Err(format!("an {} has no case", assignment::Function::Auditor.word()).into());
        }
    }
    told(name, "the cases of one auditor, found", times);
    Ok(())
}

fn told(name: &str, what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() - 1) * share / 100).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    println!("{name:<12} {what:<41} p50 {:>6.1} ms, p99 {:>6.1} ms   wanted p99 50", at(50), at(99));
}
