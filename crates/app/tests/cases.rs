//! Certification cases made by the rules themselves, for other tests; and that the lists of a body take few statements.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::access::Policy;
use app::certification::dossier::of_audit;
use app::door::{Act, Actor, DoorError};
use app::{Caller, Clock, Door, Office, Random, Refused, packs};
use record::{OrganisationId, PersonId, StreamId, Text};
use scheme::application::{self, Content, Declared, Snapshot};
use scheme::audit::{self, Audit, Opening, Purpose};
use scheme::case::{self, CertificationCase};
use scheme::certification::CertificationType;
use scheme::confirmation::{Confirmation, Route};
use scheme::organisation::{self, Input};
use scheme::partiality::{self, Partiality, Tie};
use scheme::rules::Rules;
use store::Statements;
use uuid::Uuid;

use crate::people::person;
use crate::support::databases;

/// As a body it has a case with an audit in which the person has a part; as a company it is the client of another body's, and the
/// person is tied to it.
pub(crate) async fn certifying(office: &Office, company: OrganisationId, person: PersonId) -> StreamId {
    let nobody = Actor { person: None, acting_for: None };
    let done = office.door.execute(nobody, move |act| {
        Box::pin(async move {
            let text = act.text(company, "見本".to_owned())?;
            let other = OrganisationId(act.id()?);
            let own = received(act, (company, other), text).await?;
            received(act, (other, company), text).await?;
            let mut audit = act.load::<Audit>(company, of_audit(own, 1)).await?;
            let pack = office_rules();
            let opening = Opening {
                case: own,
                company: other,
                certification: CertificationType::OnSite,
                purpose: Purpose::Initial,
                sites: [1].into(),
                half_days: 2,
                criteria: pack.edition.clone(),
                rules: pack.clone(),
            };
            act.decide(&mut audit, audit::Command::Open(Box::new(opening))).map_err(|_| DoorError::Receipt)?;
            let (function, overrides) = (audit::Function::Leader, Vec::new());
            let assign = audit::Command::Assign { person, function, overrides, rules: pack };
            act.decide(&mut audit, assign).map_err(|_| DoorError::Receipt)?;
            let mut guard = act.load::<Partiality>(company, company.guard(person)).await?;
            let (tie, from) = (Tie::Employment, act.at().today);
            let enter = partiality::Command::Enter { tie, from, until: None, source: text };
            act.decide(&mut guard, enter).map_err(|_| DoorError::Receipt)?;
            Ok::<_, Refused>(own)
        })
    });
    done.await.unwrap()
}

fn office_rules() -> Rules {
    Rules::read(packs::shipped().unwrap().rules().unwrap()).unwrap()
}

/// A case of a body, just received.
async fn received(
    act: &mut Act<'_>,
    (body, company): (OrganisationId, OrganisationId),
    text: Text,
) -> Result<StreamId, Refused> {
    let content = Content {
        body: Some(body),
        certification: Some(CertificationType::OnSite),
        criteria: None,
        scope: Some(text),
        industry: "E26".parse().ok(),
        fields: None,
        sites: BTreeMap::new(),
        staff: Some(40),
        forms: BTreeSet::new(),
        advice: Some(Declared::Nobody),
        own_certification_business: None,
        check: None,
        wishes: BTreeSet::new(),
    };
    let input = Input { kinds: vec!["company".to_owned()], name: "見本".to_owned(), ..Input::default() };
    let profile = organisation::check(&input).unwrap().profile(|_| text);
    let (on, by) = (act.at().today, PersonId(Uuid::nil()));
    let digest = application::digest(company, &profile, &content)?;
    let (route, mandate, signed_on) = (Route::OnScreen, None, None);
    let confirmation = Confirmation { route, by, on, content: digest, mandate, signed_on };
    let snapshot = Box::new(Snapshot { company, profile, content, confirmation, on });
    let (case, application) = (StreamId(act.id()?), StreamId(act.id()?));
    let mut loaded = act.load::<CertificationCase>(body, case).await?;
    act.decide(&mut loaded, case::Command::Receive { body, application, snapshot })?;
    Ok(case)
}

#[tokio::test]
async fn the_lists_of_a_body_take_few_statements_however_many_cases_there_are() {
    for database in databases() {
        let door = Door::new(database.open().await, Clock::System, Random::System);
        let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), packs::shipped().unwrap());
        let id = person(&office, "律").await;
        let caller = |body| Caller::new(id, body, Uuid::new_v4()).stepped_up();
        let kinds = vec!["certification_body".to_owned()];
        let input = Input { kinds, name: "見本認証".to_owned(), ..Input::default() };
        let by = caller(Some(office.register(caller(None), &input).await.unwrap()));
        let body = by.acting_for.unwrap();
        let mut taken = Vec::new();
        for more in [1, 11] {
            for _ in 0..more {
                certifying(&office, body, id).await;
            }
            let (cases, of_cases) = Statements::of(office.cases(by, None)).await;
            let (people, of_people) = Statements::of(office.people(by)).await;
            let (certificates, of_certificates) = Statements::of(office.certificates(by, None)).await;
            let (desk, of_desk) = Statements::of(office.desk(by)).await;
            assert!(people.is_ok() && certificates.is_ok() && desk.is_ok(), "{}", database.name);
            taken.push((cases.unwrap().listed.len(), [of_cases, of_people, of_certificates], of_desk));
        }
        let [(one, few, desk), (many, still, desk_still)] = taken.try_into().unwrap();
        assert_eq!((one, many), (1, 12), "{}", database.name);
        assert_eq!((few, desk), (still, desk_still), "{}", database.name);
        assert!(few.iter().all(|count| *count <= 8), "{}: {few:?}", database.name);
    }
}
