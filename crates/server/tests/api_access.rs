//! Every operation of the API that needs a token: who may, what is another's, what must not be sent. The table of calls
//! is compared with the API's description, so that an operation without a row fails.

use std::collections::{BTreeMap, BTreeSet};

use app::checks::Given;
use app::evidence::{Filled, read};
use app::{Statements, Texts};
use axum::http::{Method, StatusCode};
use criteria::text::Lang;
use scheme::member::{Offer, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::by_token::{Answer, House, Member, founder, houses, own};
use crate::outside::printed;
use crate::stamping::Desk;
use crate::stamping::authority::GOOD;

/// What a call is about: ids that are put into addresses.
#[derive(Clone)]
struct Ids {
    check: String,
    evidence: String,
    person: String,
    token: String,
    session: String,
}

impl Ids {
    fn nowhere() -> Self {
        let id = || Uuid::new_v4().to_string();
        Self { check: id(), evidence: id(), person: id(), token: id(), session: id() }
    }
}

/// One call of an operation.
struct Call {
    operation: &'static str,
    /// The action that is asked for; none = anybody with a token.
    action: Option<&'static str>,
    method: Method,
    path: String,
    seen: Option<&'static str>,
    body: Option<Value>,
}

fn call(operation: &'static str, action: &'static str, method: Method, path: &str) -> Call {
    let action = Some(action).filter(|action| !action.is_empty());
    Call { operation, action, method, path: format!("/api/v1{path}"), seen: None, body: None }
}

impl Call {
    fn sends(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    fn saw(self, tag: &'static str) -> Self {
        Self { seen: Some(tag), ..self }
    }
}

/// Every operation once. None of them undoes what a later one needs; leaving stands last.
fn calls(ids: &Ids) -> Vec<Call> {
    let Ids { check, evidence, person, token, session } = ids;
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    let member = format!("/members/{person}");
    let kept = format!("/checks/{check}");
    let item = format!("{kept}/items/tics-19%2F1");
    let organisation = json!({ "kinds": ["company"], "name": "架空精機株式会社" });
    let answer = json!({ "answer": "implemented", "note": "" });
    let answers = json!({ "answers": [{ "item": "tics-19/2", "answer": "partial", "base": 0 }] });
    vec![
        call("getMe", "", get.clone(), "/me"),
        call("getAccess", "", get.clone(), "/me/access/check.answer"),
        call("findOrganisations", "organisation.search", get.clone(), "/organisations?name=%E8%A6%8B"),
        call("findAlike", "organisation.search", get.clone(), "/organisations:alike?name=a"),
        call("registerOrganisation", "organisation.register", post.clone(), "/organisations")
            .sends(organisation.clone()),
        call("getOrganisation", "organisation.view", get.clone(), "/organisation"),
        call("describeOrganisation", "organisation.describe", put.clone(), "/organisation")
            .saw("\"0\"")
            .sends(organisation),
        call("listMembers", "member.list", get.clone(), "/members"),
        call("getMember", "member.list", get.clone(), &member),
        call("inviteMember", "member.invite", post.clone(), "/members")
            .sends(json!({ "name": "招待", "role": "viewer" })),
        call("grantRole", "member.grant", post.clone(), &format!("{member}/roles")).sends(json!({ "role": "viewer" })),
        call("revokeRole", "member.revoke", delete.clone(), &format!("{member}/roles/viewer")),
        call("supportMember", "member.invite", put.clone(), &format!("{member}/support"))
            .sends(json!({ "until": "2099-12-31" })),
        call("withdrawInvitation", "member.invite", delete.clone(), &format!("{member}/invitation")),
        call("removeMember", "member.remove", delete.clone(), &member),
        call("listChecks", "check.view", get.clone(), "/checks"),
        call("beginCheck", "check.begin", post.clone(), "/checks").sends(json!({ "pack": "tics-19" })),
        call("claimCheck", "check.begin", post.clone(), "/checks:claim").sends(
            json!({ "result": { "pack": "tics-19", "answers": [{ "item": "tics-19/1", "answer": "partial" }] } }),
        ),
        call("claimFile", "check.begin", post.clone(), "/checks:claim-file?reported_on=2026-04-01")
            .sends(json!({ "pack": "tics-19", "answers": [{ "item": "tics-19/1", "answer": "partial" }] })),
        call("getCheck", "check.view", get.clone(), &kept),
        call("getAnswer", "check.view", get.clone(), &item),
        call("answerItem", "check.answer", put.clone(), &item).saw("\"v0\"").sends(answer),
        call("answerItems", "check.answer", post.clone(), &format!("{kept}/answers")).sends(answers),
        call("exportCheck", "check.export", get.clone(), &format!("{kept}/result.json")),
        call("askSignOff", "check.ask_sign_off", post.clone(), &format!("{kept}/ask")),
        call("exportCheckPdf", "check.export", get.clone(), &format!("{kept}/result.pdf")),
        call("exportCheckWorkbook", "check.export", get.clone(), &format!("{kept}/result.xlsx")),
        call("signOffCheck", "check.sign_off", post.clone(), &format!("{kept}/sign-off")),
        call("closeCheck", "check.close", post.clone(), &format!("{kept}/close")),
        call("listEvidence", "evidence.view", get.clone(), "/evidence"),
        call("keepEvidence", "evidence.keep", post.clone(), "/evidence")
            .sends(json!({ "title": "教育", "from": "2026-10-01", "files": ["nothing of ours"] })),
        call("uploadFile", "evidence.keep", post.clone(), "/evidence/uploads?name=a.txt").sends(json!({ "a": 1 })),
        call("getEvidence", "evidence.view", get.clone(), &format!("/evidence/{evidence}")),
        call("addEvidenceFiles", "evidence.keep", post.clone(), &format!("/evidence/{evidence}/files"))
            .sends(json!({ "files": ["nothing of ours"] })),
        call("getEvidenceProof", "evidence.view", get.clone(), &format!("/evidence/{evidence}/proof")),
        call("getEvidenceFile", "evidence.view", get.clone(), &format!("/evidence/{evidence}/files/1")),
        call("listHistory", "history.view", get.clone(), "/history"),
        call("listDeadlines", "deadline.view", get.clone(), "/deadlines"),
        call("makeCalendarAddress", "deadline.view", post.clone(), "/deadlines/calendar"),
        call("endCalendarAddress", "", delete.clone(), "/deadlines/calendar"),
        call("listSessions", "session.list", get.clone(), "/sessions"),
        call("endSession", "session.revoke", delete.clone(), &format!("/sessions/{session}")),
        call("listTokens", "token.revoke", get, "/tokens"),
        call("stopToken", "token.revoke", delete, &format!("/tokens/{token}")),
        call("leaveOrganisation", "member.leave", post, "/me/leave"),
    ]
}

impl House {
    async fn call(&self, token: &str, call: &Call) -> Answer {
        let seen: Vec<(&str, &str)> = call.seen.map(|tag| ("if-match", tag)).into_iter().collect();
        self.by_with(token, call.method.clone(), &call.path, &seen, call.body.as_ref()).await
    }
}

#[test]
fn every_operation_that_needs_a_token_has_its_row() {
    let document = server::openapi();
    let mut described = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if !operation["security"].is_null() {
                described.insert(
                    operation["operationId"].as_str().unwrap().to_owned(),
                    (method.to_uppercase(), path.clone()),
                );
            }
        }
    }
    let calls = calls(&Ids::nowhere());
    let ours: BTreeSet<String> = calls.iter().map(|call| call.operation.to_owned()).collect();
    assert_eq!(ours, described.keys().cloned().collect(), "an operation has no row, or a row no operation");
    for call in &calls {
        let (method, path) = &described[call.operation];
        assert_eq!(call.method.as_str(), method, "{}", call.operation);
        let begins = path.split('{').next().unwrap();
        assert!(call.path.starts_with(begins), "{}: {} is no {path}", call.operation, call.path);
        // `{item}` has a slash of its own in it, written as %2F.
        let bare = call.path.split('?').next().unwrap();
        assert_eq!(bare.matches('/').count(), path.matches('/').count(), "{}", call.operation);
    }
}

/// What `policies/table.csv` says of the owner: action and role → answer, and who could.
fn table() -> BTreeMap<(String, String), (String, BTreeSet<String>)> {
    let mut cells = BTreeMap::new();
    for row in csv::Reader::from_reader(include_str!("../../../policies/table.csv").as_bytes()).records() {
        let row = row.unwrap();
        let words = |at: usize| row[at].split(' ').filter(|word| !word.is_empty()).map(str::to_owned);
        if !words(1).any(|relation| relation == "owner") {
            continue;
        }
        let could: BTreeSet<String> = words(5).collect();
        for role in words(2) {
            cells.insert((row[0].to_owned(), role), (row[3].to_owned(), could.clone()));
        }
    }
    cells
}

fn could(answer: &Answer) -> BTreeSet<String> {
    let roles = answer.body["roles_that_could"].as_array().cloned().unwrap_or_default();
    roles.iter().map(|role| role.as_str().unwrap().to_owned()).collect()
}

/// A check of the organisation with nothing in it; none where its kind keeps no checks.
async fn ids(house: &House, member: &Member) -> Ids {
    let mut ids = Ids::nowhere();
    if let Ok(check) = house.office.begin_check(member.caller, "tics-19").await {
        ids.check = check.to_string();
    }
    if let Ok(evidence) = kept(house, member).await {
        ids.evidence = evidence.to_string();
        house.stamp(&Desk::open(GOOD)).await;
    }
    ids.person = member.caller.person.to_string();
    ids
}

/// Evidence with one file.
async fn kept(house: &House, member: &Member) -> Result<record::StreamId, app::Refused> {
    let office = &house.office;
    let body = futures_util::stream::iter([Ok::<_, std::io::Error>(&b"a list"[..])]);
    let upload = office.receive(member.caller, "名簿.txt", body).await?;
    let filled = Filled { title: "教育".to_owned(), from: "2026-10-01".to_owned(), ..Filled::default() };
    office.keep_evidence(member.caller, read(&filled, &[], office.today()).unwrap(), vec![upload]).await
}

#[tokio::test]
async fn every_role_does_by_token_what_the_table_says_and_is_told_who_could() {
    let table = table();
    let kinds: [(&str, &[Role]); 3] = [
        ("company", &[Role::Executive, Role::ProtectionManager, Role::Staff, Role::Viewer]),
        (
            "certification_body",
            &[Role::Reception, Role::Adviser, Role::Auditor, Role::Reviewer, Role::DecisionMaker, Role::Administrator],
        ),
        ("ministry", &[Role::Drafting, Role::Consultation, Role::Approval, Role::Documents, Role::Statistics]),
    ];
    for house in houses().await {
        let mut asked = 0;
        for (kind, roles) in kinds {
            let first = house.organisation(kind, kind).await;
            let head = if kind == "company" {
                house.joined(first.caller, "代表", Role::Executive).await.stepped_up()
            } else {
                first.caller
            };
            let ids = ids(&house, &first).await;
            for role in roles {
                let member = house.member(head, role.word(), *role, kind).await;
                for call in calls(&ids) {
                    let answer = house.call(&member.token, &call).await;
                    let place = format!("{}: {} as {}: {}", house.name, call.operation, role.word(), answer.body);
                    asked += 1;
                    assert!(!answer.status.is_server_error(), "{place}");
                    assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{place}");
                    let Some(action) = call.action else {
                        assert!(answer.status.is_success(), "{place}");
                        continue;
                    };
                    // Of one's own, whoever is signed in may do it.
                    let cell = |role: &str| table.get(&(action.to_owned(), role.to_owned()));
                    let (expected, who) = cell(role.word()).unwrap();
                    match expected.as_str() {
                        "allow" => {
                            assert_ne!(answer.status, StatusCode::FORBIDDEN, "{place}");
                            assert!(
                                call.method != Method::GET
                                    || answer.status.is_success()
                                    || action == "check.view" && kind != "company",
                                "{place}"
                            );
                        }
                        "step-up" => {
                            assert_eq!((answer.status, answer.kind()), (StatusCode::FORBIDDEN, "by-person"), "{place}");
                        }
                        _ => {
                            assert_eq!((answer.status, answer.kind()), (StatusCode::FORBIDDEN, "denied"), "{place}");
                            assert_eq!(&could(&answer), who, "{place}");
                        }
                    }
                }
                assert!(founder(kind).manages_members());
            }
        }
        assert!(asked > 450, "{asked}");
    }
}

#[tokio::test]
async fn what_belongs_to_another_organisation_is_answered_like_what_is_not_there() {
    for house in houses().await {
        let own_one = house.organisation("company", "株式会社見本製作所").await;
        let other = house.organisation("company", "架空精機株式会社").await;
        let staff = house.joined(other.caller, "鈴木", Role::Staff).await;
        let mut foreign = ids(&house, &other).await;
        foreign.person = staff.person.to_string();
        foreign.token = house.get(&other.token, "/api/v1/me").await.body["token"].as_str().unwrap().to_owned();
        let mut seen = 0;
        for (theirs, nothing) in calls(&foreign).into_iter().zip(calls(&Ids::nowhere())) {
            if theirs.path == nothing.path {
                continue;
            }
            seen += 1;
            let found = house.call(&own_one.token, &theirs).await;
            let missing = house.call(&own_one.token, &nothing).await;
            let place = format!("{}: {}: {}", house.name, theirs.operation, found.body);
            assert_eq!((found.status, &found.body), (missing.status, &missing.body), "{place}");
            let hidden = matches!(found.kind(), "not-found" | "by-person" | "denied");
            assert!(hidden, "{place}");
        }
        assert!(seen >= 14, "{seen}");
        // Nothing of it happened.
        let check = house.get(&other.token, &format!("/api/v1/checks/{}", foreign.check)).await;
        assert!(check.body["answers"].as_array().unwrap().iter().all(|one| one["version"] == 0), "{}", check.body);
        assert_eq!(house.get(&other.token, "/api/v1/me").await.status, StatusCode::OK);
        // In a question too.
        for name in ["person", "about"] {
            let ask = async |id: &str| house.get(&own_one.token, &format!("/api/v1/history?{name}={id}")).await;
            let (found, missing) = (ask(&foreign.person).await, ask(&Uuid::new_v4().to_string()).await);
            assert_eq!((found.status, &found.body), (StatusCode::OK, &missing.body), "{name}");
            let found = ask(&own(&other).to_string()).await;
            assert_eq!(found.body["entries"], json!([]), "{name}");
        }
    }
}

#[tokio::test]
async fn nobody_sends_more_than_the_description_names() {
    for house in houses().await {
        let member = house.organisation("company", "株式会社見本製作所").await;
        let ids = ids(&house, &member).await;
        let mut tried = 0;
        // A file is whatever it is.
        let sent = calls(&ids).into_iter().filter(|call| call.body.is_some() && call.operation != "uploadFile");
        for call in sent {
            for more in ["owner", "organisation", "person", "by", "acting_for", "id", "stepped_up", "grants", "size"] {
                let mut body = call.body.clone().unwrap();
                body[more] = json!(Uuid::new_v4());
                let asked = Call { body: Some(body), path: call.path.clone(), method: call.method.clone(), ..call };
                let answer = house.call(&member.token, &asked).await;
                tried += 1;
                let place = format!("{}: {} with {more}: {}", house.name, call.operation, answer.body);
                assert_eq!((answer.status, answer.kind()), (StatusCode::UNPROCESSABLE_ENTITY, "faults"), "{place}");
                assert!(answer.body["errors"][0]["detail"].as_str().unwrap().contains(more), "{place}");
            }
        }
        assert!(tried >= 60, "{tried}");
        // Nor in an address: who mistypes a filter does not get everything.
        for path in [
            "/tokens?owner=a",
            "/history?by=a",
            "/organisations?nmae=a",
            "/history?limit=0",
            "/history?limit=101",
            "/history?limit=x",
            "/history?from=yesterday",
            "/history?part=all",
            "/tokens?limit=1&limit=2",
        ] {
            let answer = house.get(&member.token, &format!("/api/v1{path}")).await;
            assert_eq!((answer.status, answer.kind()), (StatusCode::UNPROCESSABLE_ENTITY, "faults"), "{path}");
        }
        for cursor in ["", "x", "t00", "p313233zz", "%00", "p2d"] {
            let answer = house.get(&member.token, &format!("/api/v1/history?cursor={cursor}")).await;
            assert_eq!((answer.status, answer.kind()), (StatusCode::BAD_REQUEST, "cursor"), "{cursor}");
        }
    }
}

#[tokio::test]
async fn a_conflict_tells_both_answers_and_who_gave_theirs() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let head = house.joined(manager.caller, "社長", Role::Executive).await.stepped_up();
        let staff = house.member(head, "佐藤 花子", Role::Staff, "company").await;
        let ids = ids(&house, &manager).await;
        let item = format!("/api/v1/checks/{}/items/tics-19%2F1", ids.check);
        let put = async |token: &str, tag: &str, body: Value| {
            house.by_with(token, Method::PUT, &item, &[("if-match", tag)], Some(&body)).await
        };
        let blind = house.by(&manager.token, Method::PUT, &item, Some(&json!({ "answer": null }))).await;
        assert_eq!(
            (blind.status, blind.kind()),
            (StatusCode::PRECONDITION_REQUIRED, "no-precondition"),
            "{}",
            blind.body
        );
        let first = house.get(&staff.token, &item).await;
        assert_eq!(first.etag(), "\"v0\"", "{}", first.body);
        let given = put(&staff.token, "\"v0\"", json!({ "answer": "partial", "note": "半分まで" })).await;
        assert_eq!(given.status, StatusCode::OK, "{}: {}", house.name, given.body);
        let late = put(&manager.token, "\"v0\"", json!({ "answer": "implemented", "note": "済み" })).await;
        assert_eq!((late.status, late.kind()), (StatusCode::PRECONDITION_FAILED, "conflict"), "{}", late.body);
        let both = &late.body["conflicts"][0];
        assert_eq!(both["mine"], json!({ "answer": "implemented", "note": "済み" }), "{both}");
        let theirs = &both["theirs"];
        assert_eq!((&theirs["answer"], &theirs["note"]), (&json!("partial"), &json!("半分まで")), "{both}");
        assert_eq!((&theirs["by_name"], &theirs["by"]), (&json!("佐藤 花子"), &json!(staff.caller.person.to_string())));
        assert!(theirs["at"].as_str().unwrap().ends_with('Z'), "{both}");
        // With what stands now it goes through; a tag of another kind, or one that never stood, does not.
        let tag = given.etag();
        for wrong in ["\"v99\"", "\"abc\"", "\"\"", "v1", "*"] {
            let answer = put(&manager.token, wrong, json!({ "answer": "implemented" })).await;
            assert!(matches!(answer.kind(), "version" | "header" | "conflict"), "{wrong}: {}", answer.body);
        }
        assert_eq!(put(&manager.token, &tag, json!({ "answer": "implemented" })).await.status, StatusCode::OK);
        // Of several answers those without a conflict are saved.
        let answers = json!({ "answers": [
            { "item": "tics-19/1", "answer": "not_implemented", "base": 0 },
            { "item": "tics-19/2", "answer": "implemented", "base": 0 },
        ] });
        let several = house
            .by(&staff.token, Method::POST, &format!("/api/v1/checks/{}/answers", ids.check), Some(&answers))
            .await;
        assert_eq!(several.status, StatusCode::OK, "{}", several.body);
        assert_eq!(several.body["saved"][0]["item"], "tics-19/2", "{}", several.body);
        assert_eq!(several.body["conflicts"][0]["item"], "tics-19/1", "{}", several.body);
        // Of the organisation as well nothing is overwritten unseen.
        let shown = house.get(&manager.token, "/api/v1/organisation").await;
        let change = |name: &str| json!({ "kinds": ["company"], "name": name });
        let tag = shown.etag();
        let seen = [("if-match", tag.as_str())];
        let path = "/api/v1/organisation";
        let done = house.by_with(&manager.token, Method::PUT, path, &seen, Some(&change("見本製作所株式会社"))).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
        let again = house.by_with(&manager.token, Method::PUT, path, &seen, Some(&change("別の名前"))).await;
        assert_eq!((again.status, again.kind()), (StatusCode::PRECONDITION_FAILED, "version"), "{}", again.body);
        let known = house.by_with(&manager.token, Method::GET, path, &[("if-none-match", &tag)], None).await;
        assert_eq!(known.status, StatusCode::OK, "it changed");
        let tag = known.etag();
        let known = house.by_with(&manager.token, Method::GET, path, &[("if-none-match", &tag)], None).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn a_check_is_begun_filled_and_taken_out_by_a_program_and_done_once_under_one_key() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let begin = json!({ "pack": "tics-19" });
        let key = [("idempotency-key", "begin-1")];
        let first = house.by_with(&manager.token, Method::POST, "/api/v1/checks", &key, Some(&begin)).await;
        let second = house.by_with(&manager.token, Method::POST, "/api/v1/checks", &key, Some(&begin)).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}: {}", house.name, first.body);
        assert_eq!(first.body, second.body, "{}", house.name);
        let result =
            json!({ "result": { "pack": "tics-19", "answers": [{ "item": "tics-19/1", "answer": "implemented" }] } });
        let key = [("idempotency-key", "claim-1")];
        let taken = house.by_with(&manager.token, Method::POST, "/api/v1/checks:claim", &key, Some(&result)).await;
        let again = house.by_with(&manager.token, Method::POST, "/api/v1/checks:claim", &key, Some(&result)).await;
        assert_eq!((taken.status, &taken.body), (StatusCode::CREATED, &again.body), "{}", taken.body);
        let listed = house.get(&manager.token, "/api/v1/checks?limit=1").await.body;
        assert_eq!(taken.body["taken"], json!(["tics-19/1"]), "{}", taken.body);
        assert_eq!(taken.body["unanswered"].as_array().unwrap().len(), 18, "{}", taken.body);
        let next = listed["next"].as_str().unwrap();
        let more = house.get(&manager.token, &format!("/api/v1/checks?limit=1&cursor={next}")).await.body;
        assert_ne!(listed["checks"][0]["id"], more["checks"][0]["id"]);
        assert!(more["next"].is_null(), "two in all: {more}");
        let path = format!("/api/v1/checks/{}", taken.body["id"].as_str().unwrap());
        let shown = house.get(&manager.token, &path).await;
        assert_eq!(shown.body["answers"].as_array().unwrap().len(), 19, "every item: {}", shown.body);
        assert_eq!(shown.body["answers"][0]["answer"], "implemented");
        assert!(!shown.etag().is_empty());
        let file = house.get(&manager.token, &format!("{path}/result.json")).await;
        assert_eq!(file.body["answers"][0], json!({ "item": "tics-19/1", "answer": "implemented" }), "{}", file.body);
        let wrong =
            json!({ "result": { "pack": "tics-19", "answers": [{ "item": "nothing", "answer": "implemented" }] } });
        let wrong = house.by(&manager.token, Method::POST, "/api/v1/checks:claim", Some(&wrong)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.body["errors"][0]["pointer"], "/result/answers/0/item", "{}", wrong.body);
        assert_eq!(
            house.by(&manager.token, Method::POST, &format!("{path}/close"), None).await.status,
            StatusCode::NO_CONTENT
        );
        let late = house
            .by_with(
                &manager.token,
                Method::PUT,
                &format!("{path}/items/tics-19%2F2"),
                &[("if-match", "\"v0\"")],
                Some(&json!({ "answer": "partial" })),
            )
            .await;
        assert_eq!((late.status, &late.body["rule"]), (StatusCode::CONFLICT, &json!("check-closed")), "{}", late.body);
    }
}

#[tokio::test]
async fn members_are_told_in_pages_each_once() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        for _ in 0..4 {
            house.joined(manager.caller, "人", Role::Viewer).await;
        }
        let (mut persons, mut cursor) = (Vec::new(), String::new());
        for page in 0..3 {
            let path = format!("/api/v1/members?limit=2{cursor}");
            let listed = house.get(&manager.token, &path).await;
            assert_eq!(listed.status, StatusCode::OK, "{}: {}", house.name, listed.body);
            let members = listed.body["members"].as_array().unwrap();
            persons.extend(members.iter().map(|one| one["person"].as_str().unwrap().to_owned()));
            assert_eq!(listed.body["next"].is_null(), page == 2, "{}: {}", house.name, listed.body);
            cursor = format!("&cursor={}", listed.body["next"].as_str().unwrap_or_default());
        }
        let once: BTreeSet<&String> = persons.iter().collect();
        assert_eq!((once.len(), persons.len()), (5, 5), "{}", house.name);
        for wrong in ["cursor=x", "limit=0", "limit=101", "after=1"] {
            let refused = house.get(&manager.token, &format!("/api/v1/members?{wrong}")).await;
            assert!(refused.status.is_client_error(), "{}: {wrong}", house.name);
        }
    }
}

#[tokio::test]
async fn a_check_leaves_by_token_as_paper_and_workbook_and_comes_back() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let check = house.office.begin_check(manager.caller, "tics-19").await.unwrap();
        let answer = json!({ "answer": "partial", "note": "鍵は金庫" });
        let item = format!("/api/v1/checks/{check}/items/tics-19%2F1");
        let seen = [("if-match", "\"v0\"")];
        house.by_with(&manager.token, Method::PUT, &item, &seen, Some(&answer)).await;
        let mut files = Vec::new();
        for (ending, kind, starts) in [
            ("pdf", "application/pdf", &b"%PDF-"[..]),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &b"PK"[..]),
        ] {
            let file = house.get(&manager.token, &format!("/api/v1/checks/{check}/result.{ending}")).await;
            assert_eq!(file.status, StatusCode::OK, "{} {ending}", house.name);
            assert!(file.bytes.starts_with(starts), "{} {ending}", house.name);
            assert_eq!((file.head("content-type"), file.head("cache-control")), (kind, "no-store"), "{ending}");
            assert!(file.head("content-disposition").ends_with(&format!(".{ending}\"")), "{ending}");
            files.push(file.bytes);
        }
        // What left is taken over again, with its day; what cannot be read of a sheet is told.
        let path = "/api/v1/checks:claim-file?reported_on=2026-04-01";
        let taken = house.send_file(&manager.token, path, files.remove(1)).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{}: {}", house.name, taken.body);
        assert_eq!((&taken.body["taken"], &taken.body["left_out"]), (&json!(["tics-19/1"]), &json!([])));
        let shown = house.get(&manager.token, taken.head("location")).await.body;
        assert_eq!((&shown["origin"], &shown["reported_on"]), (&json!("sheet"), &json!("2026-04-01")), "{shown}");
        let sheet = "番号,項目,回答\n1,,○\n2,,検討中\n".as_bytes().to_vec();
        let part = house.send_file(&manager.token, "/api/v1/checks:claim-file", sheet).await;
        assert_eq!(part.body["taken"], json!(["tics-19/1"]), "{}", part.body);
        assert!(part.body["left_out"][0].as_str().unwrap().contains("検討中"), "{}", part.body);
        for (path, bytes, status) in [
            ("/api/v1/checks:claim-file", b"\xff\xd8\xff\xe0".to_vec(), StatusCode::BAD_REQUEST),
            ("/api/v1/checks:claim-file", "番号,項目,回答\n1,,\n".into(), StatusCode::UNPROCESSABLE_ENTITY),
            ("/api/v1/checks:claim-file?reported_on=2999-01-01", "番号,項目,回答\n1,,○\n".into(), StatusCode::CONFLICT),
            (
                "/api/v1/checks:claim-file?reported_on=soon",
                "番号,項目,回答\n1,,○\n".into(),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
        ] {
            let refused = house.send_file(&manager.token, path, bytes).await;
            assert_eq!(refused.status, status, "{}: {path}: {}", house.name, refused.body);
        }
    }
}

#[tokio::test]
async fn what_a_supporter_entered_leaves_with_the_last_day_of_the_support() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let check = house.office.begin_check(manager.caller, "tics-19").await.unwrap();
        let until = house.office.today().tomorrow().unwrap();
        let offer = Offer::Support { until };
        let supporter = house.joined_by(manager.caller, "田中支援", offer).await;
        let given = Given {
            item: "tics-19/1".to_owned(),
            answer: Some(criteria::answers::Answer::Partial),
            note: String::new(),
            base: 0,
        };
        house.office.answer(supporter, check, given, None).await.unwrap();
        let shown = house.get(&manager.token, &format!("/api/v1/checks/{check}")).await.body;
        let (first, second) = (&shown["answers"][0], &shown["answers"][1]);
        assert_eq!(
            (&first["by_name"], &first["on_behalf"], &first["support_until"]),
            (&json!("田中支援"), &json!(true), &json!(until.to_string())),
            "{}: {first}",
            house.name
        );
        assert!(second["support_until"].is_null() && second["on_behalf"] == false, "{}: {second}", house.name);
        let paper = house.get(&manager.token, &format!("/api/v1/checks/{check}/result.pdf")).await.bytes;
        // A line of a cell ends where its column does.
        let printed: String = printed(&paper).split_whitespace().collect();
        let day = Texts::new(Lang::Ja).date(until, house.office.today());
        let said = format!("田中支援（支援者による代行、支援は{day}まで）");
        assert!(printed.contains(&said), "{}: {said} in {printed}", house.name);
    }
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_rows() {
    for house in houses().await {
        let manager = house.organisation("company", "株式会社見本製作所").await;
        let paths = [
            "/organisations?name=%E8%A6%8B&limit=100",
            "/members?limit=100",
            "/checks?limit=100",
            "/history?limit=100",
            "/tokens?limit=100",
            "/deadlines",
        ];
        let counted = async || {
            // That a token was used is noted once a minute: not while it is counted.
            house.get(&manager.token, "/api/v1/me").await;
            let mut counted = Vec::new();
            for path in paths {
                let (answer, statements) = Statements::of(house.get(&manager.token, &format!("/api/v1{path}"))).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
                counted.push((path, statements));
            }
            counted
        };
        house.office.begin_check(manager.caller, "tics-19").await.unwrap();
        let few = counted().await;
        for number in 0..100 {
            house.office.begin_check(manager.caller, "tics-19").await.unwrap();
            house.token(manager.caller, [app::access::Action::CheckView].into_iter()).await;
            if number < 30 {
                house.joined(manager.caller, "人", Role::Viewer).await;
            }
        }
        let many = counted().await;
        assert_eq!(few, many, "{}", house.name);
        assert!(many.iter().all(|(_, statements)| *statements <= 12), "{}: {many:?}", house.name);
        // The token, what its person is there, and who the person is: one statement.
        house.get(&manager.token, "/api/v1/me").await;
        let (_, statements) = Statements::of(house.get(&manager.token, "/api/v1/me")).await;
        assert_eq!(statements, 1, "{}", house.name);
    }
}
