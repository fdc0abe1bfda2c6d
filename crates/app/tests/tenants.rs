//! Every question to the store, with the ids of another organisation: nothing comes of it (invariant 11).
//!
//! The functions are read from the source, so that a new one without its row here fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::access::Policy;
use app::checks::Given;
use app::evidence::{Filled, read};
use app::members::Invited;
use app::sign_in::Keys;
use app::vault::Vault;
use app::{Caller, Clock, Door, Office, Random, packs};
use criteria::answers::Answer;
use record::{Digest, OrganisationId, PersonId, StreamId, TextId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use store::vault::{Vault as Objects, VaultPlace};
use store::{HistoryFilter, NewApiToken, NewSession, StoreError, Terminal, TimeStampRow, Trail, Tx, WaitingFile};
use uuid::Uuid;

use crate::cases::certifying;
use crate::people::person;
use crate::support::source::{functions, statements};
use crate::support::{Database, databases, embedded};

/// The tables that hold what belongs to an organisation, with the column that says whose it is.
fn owned(database: &Database) -> BTreeMap<String, String> {
    let sql = "SELECT m.name || ' ' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.name IN ('owner', 'organisation')";
    let mut tables: BTreeMap<String, String> = database
        .ask(sql)
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect();
    tables.insert("organisation".to_owned(), "id".to_owned());
    tables
}

/// Statements on what is owned that name no owner, and why that is right.
const WITHOUT_OWNER: [(&str, &str); 46] = [
    ("every_organisation", "public facts, page by page, for who runs the installation"),
    ("lock", "compares heads that were read before, with their owner"),
    ("text", "for read models, which are made of the owner's own stream"),
    ("project", "writes the row of the stream whose owner is given"),
    ("find_organisations", "names of organisations are found by all who may search; the right is asked before"),
    ("same_organisations", "the same, for one that is about to be registered"),
    ("rarest", "counts letters of names"),
    ("accreditations", "what bodies are accredited for: a public fact"),
    ("every_accreditation", "the same of every body"),
    ("lock_many", "compares heads that were read before, with their owner"),
    ("put_parts", "writes the rows of the stream whose owner is given"),
    ("certifications_of_client", "by the company that is the client"),
    ("certificates_ending", "of every body, for the installation, which gives notice"),
    ("applications_of", "the same"),
    ("organisations_named", "names of organisations by their ids"),
    ("rebuild", "makes every read model again, of every organisation"),
    ("evidence_over", "whose last day is over, for the installation, which discards it"),
    ("discarded_objects", "copies that end with what was discarded, for who takes backups"),
    ("vault_keys_counted", "how many there are, for who takes backups"),
    ("named_objects", "which objects are named at all, before those that are not go"),
    ("evidence_to_stamp", "what has no time stamp, for the installation, which has it stamped"),
    ("stamps_over", "how many have one that ended, for who looks after the database"),
    ("stamped_events", "the time stamps of all, for who looks after the database"),
    ("objects_after", "the same, for who looks after the database"),
    ("forget_waiting_before", "whatever is long over"),
    ("stored_by_all", "a sum, for who runs the installation"),
    ("stored_by_each", "how much of whom, for who runs the installation"),
    ("session", "found by its secret; the organisation is what it says"),
    ("session_was", "found by its secret"),
    ("see_session", "one session by its id, which its secret gave"),
    ("act_for", "the same"),
    ("step_up_session", "found by its secret"),
    ("end_session", "found by its secret"),
    ("forget_sessions", "whatever is long over"),
    ("invitation", "found by its secret"),
    ("use_invitation", "found by its secret"),
    ("terminal", "found by its secret"),
    ("token_holder", "found by its secret"),
    ("see_api_token", "one token by its id, which its secret gave"),
    ("calendar_feed", "found by its secret"),
    ("access_trail", "who looked at one stream; the right is asked before"),
    ("unsealed", "seals the events of all; nothing of them is given out"),
    ("unsealed_counted", "how many events wait, of all"),
    ("leaves", "compares the events of all with the log, for who runs the installation"),
    ("outside_the_log", "the same"),
    ("is_empty", "whether there is anything at all, before the sample goes in"),
];

#[tokio::test]
async fn every_statement_on_what_belongs_to_somebody_names_whose_it_is() {
    let database = embedded();
    database.open().await.close().await;
    let owned = owned(&database);
    assert!(owned.len() >= 10, "{owned:?}");
    let mut used = BTreeSet::new();
    let (mut looked, mut nobodys) = (0, Vec::new());
    for function in functions() {
        // These look after the whole database, for its operator.
        if matches!(function.file.as_str(), "examine" | "events" | "rows" | "schema" | "grants") {
            continue;
        }
        for statement in statements(&function.body) {
            let of = |table: &&String| {
                ["FROM ", "JOIN ", "UPDATE "].iter().any(|before| {
                    statement
                        .split(before)
                        .skip(1)
                        .any(|rest| rest.split([' ', ')', ';']).next() == Some(table.as_str()))
                })
            };
            let Some(table) = owned.keys().find(of) else { continue };
            looked += 1;
            let narrowed = statement.split(" WHERE ").skip(1).collect::<Vec<_>>().join(" WHERE ");
            let names = [
                "owner =",
                "organisation =",
                "o.id = $1",
                "id = $1 AND owner",
                "person = $",
                "organisation IN",
                "IN (c.owner, c.party)",
            ];
            if names.iter().any(|name| narrowed.contains(name)) {
                continue;
            }
            if WITHOUT_OWNER.iter().all(|(name, _)| *name != function.name) {
                nobodys.push(format!("{}::{} asks `{table}`: {statement}", function.file, function.name));
            }
            used.insert(function.name.clone());
        }
    }
    assert!(looked > 30, "{looked} statements");
    assert!(nobodys.is_empty(), "these do not say whose it is: {nobodys:#?}");
    let unused: Vec<_> = WITHOUT_OWNER.iter().filter(|(name, _)| !used.contains(*name)).collect();
    assert!(unused.is_empty(), "no exception any longer: {unused:?}");
}

/// What belongs to one company.
struct Mine {
    company: OrganisationId,
    person: PersonId,
    check: StreamId,
    section: StreamId,
    evidence: StreamId,
    application: StreamId,
    case: StreamId,
    text: Uuid,
    terminal: Uuid,
    token: Uuid,
    invitation: Digest,
    invited: PersonId,
}

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

async fn mine(office: &Office, name: &str) -> Mine {
    let id = person(office, "山田").await;
    let input = Input { kinds: vec!["company".to_owned()], name: name.to_owned(), ..Input::default() };
    let company = office.register(caller(id, None), &input).await.unwrap();
    let manager = caller(id, Some(company));
    let check = office.begin_check(manager, packs::FIRST_CHECK).await.unwrap();
    let item = format!("{}/1", packs::FIRST_CHECK);
    let given = Given { item, answer: Some(Answer::Partial), note: "鍵は事務所".to_owned(), base: 0 };
    office.answer(manager, check, given, None).await.unwrap();
    let body = futures_util::stream::iter([Ok::<_, std::io::Error>(&b"a list"[..])]);
    let upload = office.receive(manager, "名簿.txt", body).await.unwrap();
    let keep_until = office.today().saturating_add(jiff::ToSpan::days(30)).to_string();
    let (title, from, class) = ("誓約書".to_owned(), "2026-10-01".to_owned(), "sensitive".to_owned());
    let filled = Filled { title, from, class, keep_until, ..Filled::default() };
    let described = read(&filled, &[], office.today()).unwrap();
    let evidence = office.keep_evidence(manager, described, vec![upload]).await.unwrap();
    let application = office.begin_application(manager).await.unwrap();
    let offer = Offer::Roles([Role::Staff].into());
    let invited =
        |offer| Invited { name: "佐藤".to_owned(), reading: None, email: None, offer, language: "ja".to_owned() };
    let executive = office.invite(manager, invited(Offer::Roles([Role::Executive].into()))).await.unwrap();
    office.accept(&executive.token, None).await.unwrap();
    office.invite(manager, invited(offer)).await.unwrap();
    let terminal = Terminal {
        token: Digest::of(name.as_bytes()),
        id: Uuid::new_v4(),
        organisation: company,
        name: "現場の端末".to_owned(),
        made_by: id,
        created_at: 1,
        ended_at: None,
    };
    let token = NewApiToken {
        token: Digest::of(name.as_bytes()),
        id: Uuid::new_v4(),
        person: id,
        organisation: company,
        name: "在庫の仕組み".to_owned(),
        grants: "checks".to_owned(),
        created_at: 1,
        expires_at: i64::MAX,
    };
    let session = NewSession {
        secret: Digest::of(name.as_bytes()),
        id: Uuid::new_v4(),
        person: id,
        organisation: Some(company),
        way: "password".to_owned(),
        created_at: 1,
        idle: 1_000,
        expires_at: i64::MAX,
        stepped_up_at: None,
        device: String::new(),
    };
    let (shared, made) = (terminal.clone(), token.clone());
    let stamp = TimeStampRow {
        version: 2,
        manifest: TextId(Uuid::new_v4()),
        covers: 1,
        stamped: Digest([1; 32]),
        token: b"a token".to_vec(),
        chain: String::new(),
        policy: "1.2.3".to_owned(),
        serial: "01".to_owned(),
        authority: "見本タイムスタンプ局".to_owned(),
        at: 1,
        ends: 2,
    };
    let added = office.store().write(move |tx| {
        Box::pin(async move {
            tx.keep_time_stamp(company, evidence, &stamp).await?;
            tx.add_terminal(&shared).await?;
            tx.add_api_token(&made).await?;
            tx.begin_session(&session).await?;
            tx.set_pin(id, company, b"sealed", 1).await?;
            tx.keep_waiting(company, &waiting(company), 7, 1).await?;
            tx.renew_calendar_feed(Digest::of(id.0.as_bytes()), id, company, 1).await
        })
    });
    added.await.map_err(|error: StoreError| error).unwrap();
    // Somebody is refused: a line of the trail.
    assert!(office.members(caller(id, Some(OrganisationId(Uuid::new_v4())))).await.is_err());
    let mut tx = office.store().reader().await.unwrap();
    let open = tx.invitations(company, 1).await.unwrap().remove(0);
    let (invitation, invited) = (open.token, open.person.unwrap());
    let sections = tx.sections(company, check).await.unwrap();
    let text = sections.iter().flat_map(|section| &section.given).find_map(|given| given.note).unwrap();
    let section = sections[0].stream;
    let (terminal, token) = (terminal.id, token.id);
    let case = certifying(office, company, id).await;
    Mine {
        company,
        person: id,
        check,
        section,
        evidence,
        application,
        case,
        text,
        terminal,
        token,
        invitation,
        invited,
    }
}

/// Part of a file that comes for a company.
fn waiting(company: OrganisationId) -> WaitingFile {
    WaitingFile::Part { file: company.to_string(), number: 0 }
}

/// Whether a question of `asker` about what is in `of` gives nothing; none = there is no row for it here.
async fn gives_nothing(tx: &mut Tx, name: &str, asker: OrganisationId, of: &Mine) -> Option<bool> {
    let newest = (i64::MAX, Uuid::max());
    Some(match name {
        "events" => tx.events(asker, of.check).await.unwrap().is_empty(),
        "hold" => tx.hold(asker, of.check).await.unwrap().is_none(),
        "history" => {
            let only = HistoryFilter { streams: vec![of.check], ..HistoryFilter::default() };
            tx.history(asker, &only, i64::MAX, 10).await.unwrap().is_empty()
        }
        "texts_of" => tx.texts_of(asker, [of.text]).await.unwrap().is_empty(),
        "names_and_texts" => tx.names_and_texts(asker, [of.person], [of.text]).await.unwrap().1.is_empty(),
        "events_of" => tx.events_of(asker, [of.check]).await.unwrap().is_empty(),
        "checks_of_sections" => tx.checks_of_sections(asker, [of.section]).await.unwrap().is_empty(),
        "section_times" => tx.section_times(asker, of.check).await.unwrap().is_empty(),
        "calendar_feed_since" => tx.calendar_feed_since(of.person, asker).await.unwrap().is_none(),
        "end_calendar_feed" => !tx.end_calendar_feed(of.person, asker, 2).await.unwrap(),
        "executives" => tx.executives(asker).await.unwrap().iter().all(|row| row.organisation != of.company),
        "people_with_pin" => !tx.people_with_pin(asker).await.unwrap().contains(&of.person),
        "api_tokens_for" => tx.api_tokens_for(asker, newest, 10).await.unwrap().iter().all(|one| one.id != of.token),
        "revoke_api_token_for" => !tx.revoke_api_token_for(asker, of.token, 2).await.unwrap(),
        "revoke_api_tokens_of" => tx.revoke_api_tokens_of(of.person, asker, 2).await.unwrap() == 0,
        "end_sessions_for" => {
            tx.end_sessions_for(asker, "password", 2).await.unwrap();
            !tx.sessions_of(of.person, 2).await.unwrap().is_empty()
        }
        "check" => tx.check(asker, of.check).await.unwrap().is_none(),
        "check_marks" => tx.check_marks(asker, newest, 10).await.unwrap().iter().all(|mark| mark.stream != of.check),
        "checks_of" => tx.checks_of(asker, [of.check], |row, _| row.stream).await.unwrap().is_empty(),
        "evidence_of" => {
            tx.evidence_of(asker, true, newest, 10).await.unwrap().iter().all(|row| row.stream != of.evidence)
        }
        "evidence" => tx.evidence(asker, of.evidence).await.unwrap().is_none(),
        "evidence_ending" => tx.evidence_ending(asker, 10).await.unwrap().iter().all(|(id, ..)| *id != of.evidence),
        "evidence_files" => tx.evidence_files(asker, of.evidence).await.unwrap().is_empty(),
        "time_stamps" => tx.time_stamps(asker, of.evidence, 10).await.unwrap().is_empty(),
        "vault_keys" => tx.vault_keys(asker).await.unwrap() != tx.vault_keys(of.company).await.unwrap(),
        "destroy_vault_keys" => {
            tx.destroy_vault_keys(asker, 2).await.unwrap();
            tx.vault_keys(of.company).await.unwrap().iter().all(|key| key.identity.is_some())
        }
        "stored" => {
            let (before, theirs) = (tx.stored(asker).await.unwrap(), tx.stored(of.company).await.unwrap());
            // Another one each time it is asked.
            let number = u32::try_from(theirs.waits).unwrap();
            let more = WaitingFile::Part { file: "more".to_owned(), number };
            tx.keep_waiting(of.company, &more, 5, 1).await.unwrap();
            tx.stored(asker).await.unwrap() == before
        }
        "waiting_parts" => tx.waiting_parts(asker, &of.company.to_string()).await.unwrap() == 0,
        "forget_waiting" | "forget_waiting_parts" => {
            let before = tx.stored(of.company).await.unwrap();
            match name {
                "forget_waiting" => tx.forget_waiting(asker, &[waiting(of.company)]).await.unwrap(),
                _ => tx.forget_waiting_parts(asker, &of.company.to_string()).await.unwrap(),
            }
            tx.stored(of.company).await.unwrap() == before
        }
        "certification" => tx.certification(asker, of.application).await.unwrap().is_none(),
        "certifications_owned" => {
            let rows = tx.certifications_owned(asker, "application", newest, 10).await.unwrap();
            rows.iter().all(|row| row.stream != of.application)
        }
        "certifications_within" => tx.certifications_within(asker, [of.case]).await.unwrap().is_empty(),
        "certifications_assigned" => tx.certifications_assigned(asker, of.person, newest, 10).await.unwrap().is_empty(),
        "certifications_of_client" => {
            tx.certifications_of_client(asker, 10).await.unwrap().iter().all(|row| row.party != Some(of.company))
        }
        "certification_tasks" => tx.certification_tasks(asker, of.person, 10).await.unwrap().is_empty(),
        "certification_parts" => tx.certification_parts(asker, of.case).await.unwrap().is_empty(),
        "member_events" => tx.member_events(asker, [of.person]).await.unwrap().is_empty(),
        "guards" => tx.guards(asker, [of.person]).await.unwrap().is_empty(),
        "events_in" => tx.events_in(asker, [of.application]).await.unwrap().is_empty(),
        "sections" => tx.sections(asker, of.check).await.unwrap().is_empty(),
        "member" => tx.member(asker, of.person).await.unwrap().is_none(),
        "members_of" => tx.members_of([asker]).await.unwrap().iter().all(|row| row.person != of.person),
        "members" => tx.members(asker, 100).await.unwrap().iter().all(|row| row.person != of.person),
        "members_after" => {
            let first = PersonId(Uuid::nil());
            tx.members_after(asker, first, 100).await.unwrap().iter().all(|row| row.person != of.person)
        }
        "invitations" => tx.invitations(asker, 1).await.unwrap().iter().all(|one| one.token != of.invitation),
        "terminals" => tx.terminals(asker).await.unwrap().iter().all(|one| one.id != of.terminal),
        "pin" => tx.pin(of.person, asker).await.unwrap().is_none(),
        "organisation" => tx.organisation(asker).await.unwrap().is_none_or(|row| row.id != of.company),
        "erase_text" => !tx.erase_text(asker, TextId(of.text), "2026-11-29", "x").await.unwrap(),
        "take_invitation_back" => !tx.take_invitation_back(asker, of.invitation, 2).await.unwrap(),
        "take_invitations_back_of" => tx.take_invitations_back_of(asker, of.invited, 2).await.unwrap() == 0,
        "end_terminal" => !tx.end_terminal(asker, of.terminal, 2).await.unwrap(),
        "remove_pin" => !tx.remove_pin(of.person, asker).await.unwrap(),
        _ => return None,
    })
}

/// Functions with an organisation that give nothing out, and why.
const NO_QUESTION: [(&str, &str); 20] = [
    ("certification_states", "how many cases there are, of the body that asks"),
    ("keep_text", "writes for the owner"),
    ("keep_time_stamp", "writes for the owner"),
    ("set_pin", "writes for the organisation"),
    ("keep_vault_key", "writes for the owner"),
    ("keep_waiting", "writes for the owner"),
    ("lock_waiting", "locks the key of the owner, and gives nothing out"),
    ("renew_calendar_feed", "writes for the organisation"),
    ("calendar_feed", "found by its secret"),
    ("member_changes", "a number that only grows, of the members of the one that asks"),
    ("sealed_until", "a number, of the events of the one that asks"),
    ("act_for", "what a session acts for; the right is asked with every request"),
    ("accreditations", "what bodies are accredited for: a public fact"),
    ("organisations_named", "names of organisations by their ids, for those who may know the ids"),
    ("peopled", "whether anybody is in an organisation, for who runs the installation"),
    ("put_organisation", "writes a read model"),
    ("put_grams", "writes a read model"),
    ("forget_grams", "writes a read model"),
    ("replay", "makes a read model again"),
    ("replay_as", "makes a read model again"),
];

#[tokio::test]
async fn every_question_with_the_ids_of_another_organisation_gives_nothing() {
    let asking: BTreeSet<String> = functions()
        .into_iter()
        .filter(|function| {
            // What it is asked with, not what it answers.
            let asked = function.signature.split("->").next().unwrap_or_default();
            asked.contains("OrganisationId")
        })
        .map(|function| function.name)
        .filter(|name| NO_QUESTION.iter().all(|(known, _)| known != name))
        .collect();
    assert!(asking.len() >= 15, "{asking:?}");
    for database in databases() {
        let door = Door::new(database.open().await, Clock::System, Random::System);
        let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), packs::shipped().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let place = VaultPlace::Folder(folder.path().join("vault"));
        let objects = Objects::open(&place, &folder.path().join("incoming")).unwrap();
        let office = office.with_vault(Vault::new(objects, Keys::new(1, &[5; 32])));
        let (ours, theirs) = (mine(&office, "株式会社見本製作所").await, mine(&office, "架空精機株式会社").await);
        for name in &asking {
            // In a transaction that is taken back: what changes something is asked, too.
            let asked = name.clone();
            let (asker, of) = (ours.company, Mine { ..copy(&theirs) });
            let own = copy(&theirs);
            let done = office.store().write(move |tx| {
                Box::pin(async move {
                    let foreign = gives_nothing(tx, &asked, asker, &of).await;
                    let owner = gives_nothing(tx, &asked, own.company, &own).await;
                    Err::<(), Told>(Told::Asked(foreign, owner))
                })
            });
            let Err(Told::Asked(foreign, owner)) = done.await else { panic!("{name}: the database failed") };
            let foreign = foreign.unwrap_or_else(|| panic!("`{name}` asks for an organisation and has no row here"));
            assert!(foreign, "{}: `{name}` gives out what is another's", database.name);
            assert_eq!(
                owner,
                Some(false),
                "{}: `{name}` gives its owner nothing: the test asks wrongly",
                database.name
            );
        }
        let mut tx = office.store().reader().await.unwrap();
        let trail = tx.access_trail(Trail::By(ours.person), None, 10).await.unwrap();
        assert!(trail.iter().all(|(_, looked)| looked.person == Some(ours.person)));
    }
}

fn copy(of: &Mine) -> Mine {
    let Mine {
        company,
        person,
        check,
        section,
        evidence,
        application,
        case,
        text,
        terminal,
        token,
        invitation,
        invited,
    } = *of;
    Mine { company, person, check, section, evidence, application, case, text, terminal, token, invitation, invited }
}

/// What was asked and found; the transaction is given up with it.
#[derive(Debug)]
enum Told {
    Asked(Option<bool>, Option<bool>),
    Failed,
}

impl From<StoreError> for Told {
    fn from(_: StoreError) -> Self {
        Self::Failed
    }
}
