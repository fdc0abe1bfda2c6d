//! Ids of another organisation lead nowhere, through any address: what is another's and what is not there are answered
//! alike, to the byte. Every address of the router that has an id in it is walked; one that is added has to be met.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use uuid::Uuid;

use crate::town::forms::{self, Form, Sent};
use crate::town::{Answer, Device, Town, routes, small_town, towns};

/// Addresses whose parameter is no id of anything that an organisation has, and why.
const NO_IDS: [(&str, &str); 21] = [
    ("/assets/", "files of the product"),
    ("/check/", "shipped packs, open to everybody"),
    ("/api/v1/packs/", "shipped packs, open to everybody"),
    ("/set-up/", "a secret, printed once; of no use where somebody is"),
    ("/invitations/", "a secret that is shown once and never listed; tried in accounts.rs"),
    ("/address/", "a secret that is mailed once and never listed; tried in address.rs"),
    ("/reset/", "a secret that is mailed once and never listed; tried in reset.rs"),
    ("/calendar/", "a secret that is shown once and never listed; tried in desk.rs"),
    ("/account/keys/passkeys/", "the sample has no device that makes a passkey; tried in sign_in_pages.rs"),
    ("/account/tokens/", "the sample has no token; tried in api_tokens.rs"),
    ("/terminal/", "a device of its own signs in there; tried in sign_in_pages.rs"),
    ("/terminals/", "the sample has no terminal; tried in sign_in_pages.rs"),
    ("/evidence/{evidence}/proof", "of the sample nothing is stamped; tried in evidence.rs"),
    ("/evidence/uploads/", "an id that a device chooses, of use to its person alone; tried in evidence.rs"),
    ("/applications/{application}/confirm", "the press shop has nothing complete; tried in certification.rs"),
    ("/applications/{application}/submit", "the press shop has nothing confirmed; tried in certification.rs"),
    ("/applications/{application}/findings/{finding}", "of the sample nothing waits for an answer; tried in field.rs"),
    ("/applications/{application}/agree", "walked below, by the client"),
    ("/body/cases/{case}/{deed}", "walked below, by the body"),
    ("/body/cases/{case}", "walked below, by the body"),
    ("/operator/", "in the sample no job is dead and nobody is waited for; tried in operator.rs"),
];

/// Those of cases who see most of them: of the body, and of its clients.
const SIDES: [(&str, &str); 5] = [
    ("ritsu@ninsho.example", BODY),
    ("yomiko@ninsho.example", BODY),
    ("ken@ninsho.example", BODY),
    ("hitori@kenma.example", CLIENT),
    ("toko@mekki.example", CERTIFIED),
];

/// Who owns what is walked: those who see most of it.
const OWNERS: [&str; 2] = ["taro@press.example", "makoto@press.example"];
const PRESS: &str = "株式会社見本プレス（架空）";

/// What can be asked for: an address, and what is sent to it; none = it is read.
type Question = (String, Option<Sent>);

/// Every id in a text, by its place.
fn ids(text: &str) -> Vec<&str> {
    let starts = text.char_indices().map(|(at, _)| at);
    let found = starts.filter_map(|at| text.get(at..at + 36)).filter(|part| Uuid::try_parse(part).is_ok());
    found.collect()
}

/// The text with other ids in place of its own, each with the same one throughout.
fn changed(text: &str, others: &mut BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for id in ids(&text.clone()) {
        let other = others.entry(id.to_owned()).or_insert_with(|| Uuid::new_v4().to_string());
        text = text.replace(id, other);
    }
    text
}

/// The text with a word in place of every id, and without the keys of forms: each page has fresh ones.
fn without_ids(text: &str) -> String {
    const KEY: &str = "name=\"once\" value=\"";
    let mut parts = text.split(KEY);
    let first = parts.next().unwrap_or_default().to_owned();
    let mut bare =
        parts.fold(first, |bare, rest| bare + KEY + rest.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    for id in ids(text) {
        bare = bare.replace(id, "ID");
    }
    bare
}

fn with_other_ids((path, sent): &Question) -> Question {
    let mut others = BTreeMap::new();
    let path = changed(path, &mut others);
    let sent = sent.clone().map(|sent| match sent {
        Sent::Fields(fields) => Sent::Fields(
            fields.iter().map(|(name, value)| (changed(name, &mut others), changed(value, &mut others))).collect(),
        ),
        parts @ Sent::Parts(_) => parts,
    });
    (path, sent)
}

fn has_ids((path, sent): &Question) -> bool {
    let fields = match sent {
        Some(Sent::Fields(fields)) => fields.as_slice(),
        _ => &[],
    };
    !ids(path).is_empty() || fields.iter().any(|(name, value)| !ids(name).is_empty() || !ids(value).is_empty())
}

async fn ask(town: &Town, device: &Device, (path, sent): Question) -> Answer {
    let method = if sent.is_some() { Method::POST } else { Method::GET };
    town.send(&mut device.clone(), method, &path, sent.unwrap_or(Sent::Fields(Vec::new()))).await
}

/// Everything the owners can ask for by an id of theirs.
async fn questions(town: &Town) -> Vec<Question> {
    questions_of(town, &OWNERS.map(|owner| (owner, PRESS))).await
}

/// The same of those who act for these organisations.
async fn questions_of(town: &Town, owners: &[(&str, &str)]) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    let mut seen = BTreeSet::new();
    for (owner, organisation) in owners {
        // A second device, so that there is a session to be ended.
        town.sign_in(owner, organisation).await;
        let device = town.sign_in(owner, organisation).await;
        for (path, answer) in town.pages(&device).await {
            let forms: Vec<Form> = if answer.is_page() { forms::read(&answer.text()) } else { Vec::new() };
            let posts = forms.into_iter().filter(|form| form.method == "post").map(|form| {
                let sent = form.as_shown();
                (form.action, Some(sent))
            });
            for question in posts.chain([(path, None)]).filter(has_ids) {
                if seen.insert(format!("{question:?}")) {
                    all.push(question);
                }
            }
        }
    }
    all
}

#[test]
fn ids_are_found_and_changed_alike() {
    let (one, other) = (Uuid::new_v4().to_string(), Uuid::new_v4().to_string());
    let text = format!("見本/{one}/{other}?a={one}");
    assert_eq!(ids(&text), [&one, &other, &one]);
    assert_eq!(without_ids(&text), "見本/ID/ID?a=ID");
    let mut others = BTreeMap::new();
    let new = changed(&text, &mut others);
    assert!(!new.contains(&one) && new.ends_with(&format!("a={}", others[&one])));
}

#[tokio::test]
async fn every_address_with_an_id_is_walked() {
    let town = small_town().await;
    let mut questions = questions(&town).await;
    questions.extend(questions_of(&town, &SIDES).await);
    let mut missing = Vec::new();
    for route in routes::all().into_iter().filter(|route| route.path.contains('{')) {
        if NO_IDS.iter().any(|(start, _)| route.path.starts_with(start)) || route.path.starts_with("/api/") {
            continue;
        }
        let asked = |posts: bool| {
            questions.iter().any(|(path, sent)| sent.is_some() == posts && routes::is_of(&route.path, path))
        };
        if (route.gets && !asked(false)) || (route.posts && !asked(true)) {
            missing.push(route.path);
        }
    }
    assert!(missing.is_empty(), "nothing in the sample leads to these, or no form sends to them: {missing:#?}");
}

#[tokio::test]
async fn what_is_anothers_and_what_is_not_there_are_answered_alike() {
    for town in towns().await {
        let questions = questions(&town).await;
        assert!(questions.len() > 20, "{}: {}", town.name, questions.len());
        let president = town.sign_in(OWNERS[0], PRESS).await;
        let record = |answer: &Answer| (answer.status, answer.text());
        let before = record(&town.get(&mut president.clone(), "/history.json").await);
        // Not the operator's: who is of the press shop may be, or have been, of that organisation as well.
        for (email, organisation) in [
            ("kyoko@lab.example", "見本大学 材料研究室（架空）"),
            ("ritsu@ninsho.example", "見本認証センター（架空）"),
            ("sewako@kogyokai.example", "見本部品工業会（架空）"),
        ] {
            let stranger = town.sign_in(email, organisation).await;
            for question in &questions {
                let theirs = ask(&town, &stranger, question.clone()).await;
                let nothing = ask(&town, &stranger, with_other_ids(question)).await;
                let said =
                    |answer: &Answer| (answer.status, without_ids(&answer.location), without_ids(&answer.text()));
                assert_eq!(said(&theirs), said(&nothing), "{} {email}: {question:?}", town.name);
                assert!(
                    !theirs.text().contains("見本 太郎") && !theirs.text().contains(PRESS),
                    "{email}: {question:?}"
                );
            }
        }
        assert_eq!(
            record(&town.get(&mut president.clone(), "/history.json").await),
            before,
            "{}: nothing happened",
            town.name
        );
    }
}

#[tokio::test]
async fn a_case_is_there_for_its_two_sides_alone() {
    let town = small_town().await;
    let questions = questions_of(&town, &SIDES).await;
    let starts = ["/body/", "/applications/"];
    let of_a_case = |(path, _): &&Question| starts.iter().any(|start| path.starts_with(start));
    let questions: Vec<&Question> = questions.iter().filter(of_a_case).collect();
    let needed =
        ["/agree", "/quote", "/minimum", "/retract", "/team", "/paper", "/report", "/decision", "/certificate", "/end"];
    for needed in needed {
        assert!(questions.iter().any(|(path, _)| path.ends_with(needed)), "{needed}: {questions:?}");
    }
    for (email, organisation) in [("kyoko@lab.example", "見本大学 材料研究室（架空）"), (OWNERS[0], PRESS)]
    {
        let stranger = town.sign_in(email, organisation).await;
        for question in &questions {
            let theirs = ask(&town, &stranger, (*question).clone()).await;
            let nothing = ask(&town, &stranger, with_other_ids(question)).await;
            let said = |answer: &Answer| (answer.status, without_ids(&answer.location), without_ids(&answer.text()));
            assert_eq!(said(&theirs), said(&nothing), "{email}: {question:?}");
            assert!(![CLIENT, CERTIFIED].iter().any(|name| theirs.text().contains(name)), "{email}: {question:?}");
        }
    }
}

/// Names that nobody of this organisation has to do with: of the others of the sample and of their organisations.
fn names_of_others(town: &Town, organisation: &str) -> BTreeSet<String> {
    let here = |resident: &&app::demo::Resident| resident.acts_as.iter().any(|(name, _)| name == organisation);
    let others = town.residents.iter().filter(|resident| !here(resident));
    let names = others.flat_map(|resident| {
        let organisations = resident.acts_as.iter().map(|(name, _)| name.clone());
        organisations.chain([resident.name.clone(), resident.email.clone()]).collect::<Vec<_>>()
    });
    let known = |name: &String| {
        let clients = [CLIENT, "雛形 一人", CERTIFIED, "例文 鍍子"];
        // A company is told who audits it.
        let told = organisation == CERTIFIED && name == "仮名 検";
        name == OPERATOR || name == BODY || told || (organisation == BODY && clients.contains(&name.as_str()))
    };
    names.filter(|name| name != organisation && !known(name)).collect()
}

/// What a body is called and accredited for is a public fact: whoever applies chooses among them.
const BODY: &str = "見本認証センター（架空）";
/// Whose case it has.
const CLIENT: &str = "雛形研磨所（架空）";
/// Whom it certified last year, and audits again.
const CERTIFIED: &str = "例文めっき工房（架空）";

/// Who runs the installation is named on every page. Everybody came by an invitation of theirs, and stands in their
/// history.
const OPERATOR: &str = "見本運営事務局（架空）";

#[tokio::test]
async fn everybody_sees_their_own_on_every_page_or_is_refused_and_told_who_could() {
    // The pages and the policy are the same on both databases; one takes long enough.
    let town = small_town().await;
    let open = town.pages(&Device::default()).await;
    let open: BTreeSet<String> =
        open.into_iter().filter(|(_, answer)| answer.status.is_success()).map(|(path, _)| path).collect();
    let (mut shown, mut refused) = (0, 0);
    for (who, device) in town.one_of_each().await {
        let organisation = who.split_once('(').unwrap().1.trim_end_matches(')');
        let others = names_of_others(&town, organisation);
        for (path, answer) in town.pages_but(&device, &open).await {
            let text = answer.text();
            match answer.status.as_u16() {
                200 => shown += 1,
                303 => assert!(answer.location.starts_with('/'), "{} {who} {path}: {}", town.name, answer.location),
                // Somebody could: the roles are named; or nobody of such an organisation.
                403 => {
                    let advice = text.split("class=\"lead\"").nth(1).unwrap_or_default();
                    let could = ["管理責任者", "管理者", "文書", "運営者", "経営者", "担当者", "役割がありません"];
                    assert!(could.iter().any(|role| advice.contains(role)), "{} {who} {path}: {text}", town.name);
                    refused += 1;
                }
                404 => {}
                // A session is no way into the API: it takes tokens alone.
                401 if path.starts_with("/api/v1/") => {}
                other => panic!("{} {who} {path}: {other}", town.name),
            }
            // Names of organisations are public facts where they are searched for.
            if organisation != OPERATOR && !path.starts_with("/organisations") {
                let found: Vec<_> = others.iter().filter(|name| text.contains(name.as_str())).collect();
                assert!(found.is_empty(), "{} {who} {path}: {found:?}", town.name);
            }
        }
    }
    assert!(shown > 150 && refused > 10, "{}: {shown} shown, {refused} refused", town.name);
}
