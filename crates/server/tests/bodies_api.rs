//! The finder of certification bodies as JSON: its answers, its refusals, and that the page says the same.

use app::{Clock, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::{Site, router};
use tower::ServiceExt as _;

const FIND: &str = "/api/v1/bodies:find";
const JSON: &str = "application/json";
const HEADINGS: [&str; 3] = ["fits", "to_confirm", "outside"];

fn app() -> Router {
    let clock = Clock::Fixed("2026-11-20T03:00:00Z".parse().unwrap());
    router(Site::new(packs::shipped().unwrap(), Operator::default(), clock))
}

async fn post(app: &Router, path: &str, kind: &str, lang: &str, body: String) -> (StatusCode, HeaderMap, String) {
    let request = Request::post(path).header(header::CONTENT_TYPE, kind).header(header::ACCEPT_LANGUAGE, lang);
    let response = app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    (head.status, head.headers, text)
}

async fn find(app: &Router, asked: &Value) -> Value {
    let (status, _, answer) = post(app, FIND, JSON, "ja", asked.to_string()).await;
    assert_eq!(status, StatusCode::OK, "{asked}: {answer}");
    serde_json::from_str(&answer).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// The bodies under each heading, in their order.
fn under(answer: &Value) -> [Vec<String>; 3] {
    HEADINGS.map(|heading| {
        let under = list(&answer["bodies"]).iter().filter(|body| body["answer"] == heading);
        under.map(|body| body["body"].as_str().unwrap().to_owned()).collect()
    })
}

fn counts(answer: &Value) -> [usize; 3] {
    under(answer).map(|bodies| bodies.len())
}

fn body<'a>(answer: &'a Value, id: &str) -> &'a Value {
    list(&answer["bodies"]).iter().find(|body| body["body"] == format!("bodies-2025-09/{id}")).unwrap()
}

#[tokio::test]
async fn a_die_shop_of_forty_finds_seven_bodies_with_every_reason() {
    let answer = find(&app(), &json!({ "main": "E26", "employees": 40, "capital": 10_000_000 })).await;
    assert_eq!(counts(&answer), [7, 0, 1]);
    assert_eq!(
        answer["size"],
        json!({
            "class": "sme",
            "sector": "manufacturing",
            "tests": [
                { "of": "capital", "found": 10_000_000, "up_to": 300_000_000, "holds": true, "boundary": false },
                { "of": "employees", "found": 40, "up_to": 300, "holds": true, "boundary": false },
            ],
            "doubts": [],
            "in_words": {
                "answer": "中小企業者にあたります",
                "reasons": [
                    "区分：製造業、建設業、運輸業その他（産業競争力強化法2条23項（中小企業基本法2条1項と同じ数字））",
                    "資本金 1,000万円：30,000万円以下なら該当 → 該当",
                    "常時使用する従業員 40人：300人以下なら該当 → 該当",
                ],
            },
        })
    );
    let defence = body(&answer, "bsk");
    assert_eq!(
        defence["reasons"],
        json!([{ "condition": "industry", "scope": ["E29", "E30", "E31"], "asked": "E26", "answer": "outside" }])
    );
    assert_eq!(defence["in_words"]["answer"], "範囲外");
    assert!(defence["in_words"]["reasons"][0].as_str().unwrap().contains("生産用機械器具製造業"));
    assert_eq!((&defence["tel"], &defence["as_of"]), (&json!("03-3358-8704"), &json!("2025-09-30")));
    assert_eq!(defence["source"], json!({ "document": "S3", "lines": "514" }));
    assert_eq!(body(&answer, "jqa")["in_words"]["reasons"], json!(["業務の範囲が「全て」のため"]));
}

/// What has to stand beside every answer, and what it rests on.
#[tokio::test]
async fn the_answer_carries_its_notices_its_day_its_documents_and_its_editions() {
    let asked = json!({ "main": "E26", "employees": 40 });
    let (_, headers, text) = post(&app(), FIND, "application/json; charset=utf-8", "ja", asked.to_string()).await;
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(headers[header::CONTENT_LANGUAGE], "ja");
    for words in
        ["受け付けるかどうかは機関の判断です。", "令和7年9月30日現在", "最新は経済産業省のページで", "未確認です"]
    {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("申し込める"));
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["as_of"], "2025-09-30");
    let documents: Vec<_> = list(&answer["documents"]).iter().map(|document| &document["id"]).collect();
    let mut packs = list(&answer["packs"]).iter();
    for id in ["bodies-2025-09", "industries"] {
        let known = &packs::shipped().unwrap().pack(id).unwrap().edition;
        let used = packs.next().unwrap();
        assert_eq!((&used["id"], &used["edition"]), (&json!(id), &json!(known.edition)));
        assert_eq!(used["sha256"], known.sha256);
    }
    assert!(packs.next().is_none());
    for body in list(&answer["bodies"]) {
        assert!(documents.contains(&&body["source"]["document"]), "{body}");
        assert_eq!(body["as_of"], "2025-09-30");
        assert!(!list(&body["in_words"]["reasons"]).is_empty(), "{body}");
    }
}

/// (request, class, boundaries in the order of the tests, counts). 「以下」: the limit itself qualifies.
#[tokio::test]
async fn the_limit_itself_qualifies_and_one_more_does_not() {
    let app = app();
    for (asked, class, boundaries, bodies) in [
        (json!({ "main": "E26", "employees": 300 }), "sme", vec![true], [7, 0, 1]),
        (json!({ "main": "E26", "employees": 301 }), "unknown", vec![false], [6, 1, 1]),
        (json!({ "main": "E26", "employees": 301, "capital": 300_000_000 }), "sme", vec![true, false], [7, 0, 1]),
        (json!({ "main": "E26", "employees": 301, "capital": 300_000_001 }), "larger", vec![false, false], [6, 0, 2]),
        (json!({ "main": "I58", "employees": 50, "capital": 50_000_001 }), "sme", vec![false, true], [6, 0, 2]),
        (json!({ "main": "I58", "employees": 51, "capital": 50_000_001 }), "larger", vec![false, false], [5, 0, 3]),
        (json!({ "main": "E26", "employees": 0, "capital": 0 }), "small", vec![false, false], [7, 0, 1]),
    ] {
        let answer = find(&app, &asked).await;
        let found: Vec<bool> =
            list(&answer["size"]["tests"]).iter().map(|test| test["boundary"].as_bool().unwrap()).collect();
        assert_eq!((answer["size"]["class"].as_str().unwrap(), found), (class, boundaries), "{asked}");
        assert_eq!(counts(&answer), bodies, "{asked}");
    }
}

#[tokio::test]
async fn a_yen_above_the_limit_is_seen_in_the_words_too() {
    let answer = find(&app(), &json!({ "main": "E26", "employees": 301, "capital": 300_005_000 })).await;
    let words = answer["size"]["in_words"].to_string();
    assert!(words.contains("資本金 30,000.5万円：30,000万円以下なら該当 → 該当しない"), "{words}");
}

#[tokio::test]
async fn special_sectors_and_sole_proprietors_have_their_own_limits() {
    let app = app();
    let large = 301_000_000;
    for (asked, class, sector, tests) in [
        (json!({ "main": "E19", "employees": 900, "capital": large }), "larger", "manufacturing", 2),
        (json!({ "main": "E19", "employees": 900, "capital": large, "special": "rubber" }), "sme", "rubber", 2),
        (json!({ "main": "E19", "employees": 901, "capital": large, "special": "rubber" }), "larger", "rubber", 2),
        (
            json!({ "main": "G39", "employees": 301, "capital": 300_000_000, "special": "software" }),
            "sme",
            "software",
            2,
        ),
        (json!({ "main": "M75", "employees": 200, "capital": large, "special": "ryokan" }), "sme", "ryokan", 2),
        (json!({ "main": "E26", "employees": 301, "capital": 1, "sole": true }), "larger", "manufacturing", 1),
        (json!({ "main": "E26", "employees": 300, "capital": large, "sole": true }), "sme", "manufacturing", 1),
        (json!({ "main": "E26", "employees": 301, "sole": true }), "larger", "manufacturing", 1),
        (json!({ "main": "E26", "employees": 301, "capital": 1, "sole": false }), "sme", "manufacturing", 2),
    ] {
        let size = &find(&app, &asked).await["size"];
        assert_eq!((&size["class"], &size["sector"]), (&json!(class), &json!(sector)), "{asked}");
        assert_eq!(list(&size["tests"]).len(), tests, "{asked}");
    }
}

#[tokio::test]
async fn what_should_be_looked_at_again_is_said() {
    let app = app();
    for (asked, doubts, words) in [
        (json!({ "main": "G41", "employees": 10 }), json!(["part_of_industry"]), "小分類によって区分が変わります"),
        (json!({ "main": "E26", "employees": 301 }), json!(["capital_unknown"]), "資本金がわかれば"),
    ] {
        let size = &find(&app, &asked).await["size"];
        assert_eq!(size["doubts"], doubts, "{asked}");
        assert!(size["in_words"]["reasons"].to_string().contains(words), "{asked}");
    }
}

/// A field not told, `null` and an empty list tell nothing; `none` declares that none is concerned.
#[tokio::test]
async fn a_field_is_to_be_confirmed_until_it_is_declared() {
    let app = app();
    for (fields, answer) in [
        (json!(null), "to_confirm"),
        (json!([]), "to_confirm"),
        (json!(["none"]), "outside"),
        (json!(["none", "none"]), "outside"),
        (json!(["aviation"]), "fits"),
        (json!(["space", "defence"]), "fits"),
    ] {
        let found = find(&app, &json!({ "main": "E31", "employees": 40, "fields": fields })).await;
        assert_eq!(body(&found, "bsk")["answer"], answer, "{fields}");
    }
}

#[tokio::test]
async fn an_industry_is_read_as_on_the_page_and_nothing_told_is_nothing() {
    let app = app();
    let whole = find(&app, &json!({ "main": "E26", "employees": 40 })).await;
    for main in ["e26", " E26 ", "E26 生産用機械器具製造業", "生産用機械器具製造業", "production machinery"]
    {
        let asked = json!({
            "main": main, "employees": 40, "capital": null, "certify": "", "sole": null, "special": "", "fields": null
        });
        assert_eq!(find(&app, &asked).await, whole, "{main}");
    }
    let other = find(&app, &json!({ "main": "G39", "employees": 40, "certify": "E31", "fields": ["space"] })).await;
    assert_eq!(counts(&other), [8, 0, 0], "the size by the main business, the scope by the one to be certified");
    assert_eq!(other["size"]["sector"], "service");
}

#[tokio::test]
async fn the_words_follow_the_reader_and_the_data_does_not() {
    let app = app();
    let asked = json!({ "main": "E31", "employees": 301 });
    let (_, headers, english) = post(&app, FIND, JSON, "en", asked.to_string()).await;
    assert_eq!(headers[header::CONTENT_LANGUAGE], "en");
    for words in [
        "Whether a body takes an application is its own decision.",
        "as of 30 September 2025",
        "Knowing the capital may change the answer.",
        "To be confirmed",
    ] {
        assert!(english.contains(words), "{words}");
    }
    fn without_words(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|key, _| key != "in_words" && key != "notices");
                fields.values_mut().for_each(without_words);
            }
            Value::Array(list) => list.iter_mut().for_each(without_words),
            _ => {}
        }
    }
    let (mut english, mut japanese) = (serde_json::from_str(&english).unwrap(), find(&app, &asked).await);
    without_words(&mut english);
    without_words(&mut japanese);
    assert_eq!(english, japanese);
}

/// (body, pointers, what the Japanese and the English details say).
#[tokio::test]
async fn every_fault_is_told_at_its_place_in_the_language_of_the_reader() {
    let app = app();
    let twice = r#"{"main":"E26","employees":40,"employees":400}"#;
    for (asked, pointers, ja, en) in [
        ("", vec![""], "JSON の書き方に合っていません", "not well-formed JSON"),
        ("{\"main\":\n", vec![""], "2行目：", "line 2: "),
        ("[]", vec![""], "項目のまとまりが必要です", "found a list"),
        ("{}", vec!["/employees", "/main"], "0から4294967295までの整数", "a whole number from 0 to 4294967295"),
        (r#"{"main":"E26"}"#, vec!["/employees"], "見つかったもの：なし", "found nothing"),
        (r#"{"main":"E26","employees":-1}"#, vec!["/employees"], "「-1」", "found \"-1\""),
        (r#"{"main":"E26","employees":4.5}"#, vec!["/employees"], "「4.5」", "found \"4.5\""),
        (r#"{"main":"E26","employees":"40"}"#, vec!["/employees"], "「\"40\"」", "found \"\"40\"\""),
        (r#"{"main":"E26","employees":4294967296}"#, vec!["/employees"], "「4294967296」", "4294967296"),
        (r#"{"main":"dies","employees":40}"#, vec!["/main"], "業種のコード（例：E26）", "such as E26, or its name"),
        (r#"{"main":26,"employees":40}"#, vec!["/main"], "「26」", "found \"26\""),
        (r#"{"main":"E","employees":40}"#, vec!["/main"], "「E」", "/api/v1/packs/industries"),
        // Programs name industries; only people look for them.
        (r#"{"main":"26","employees":40}"#, vec!["/main"], "「26」", "found \"26\""),
        (r#"{"main":"生産用機械","employees":40}"#, vec!["/main"], "「生産用機械」", "such as E26, or its name"),
        (r#"{"main":"金型","employees":40}"#, vec!["/main"], "「金型」", "such as E26, or its name"),
        (r#"{"main":"E26","employees":40,"certify":"E99"}"#, vec!["/certify"], "何も書かないでください", "or nothing"),
        (r#"{"main":"E26","employees":40,"certify":["E26"]}"#, vec!["/certify"], "一覧", "found a list"),
        (r#"{"main":"E26","employees":40,"capital":-5}"#, vec!["/capital"], "9007199254740991まで", "found \"-5\""),
        (r#"{"main":"E26","employees":40,"capital":9007199254740992}"#, vec!["/capital"], "0から", "from 0 to"),
        (r#"{"main":"E26","employees":40,"capital":{}}"#, vec!["/capital"], "項目のまとまり", "a group of keys"),
        (r#"{"main":"E26","employees":40,"sole":"yes"}"#, vec!["/sole"], "true か false", "true or false"),
        (r#"{"main":"E26","employees":40,"special":"gold"}"#, vec!["/special"], "rubber、software、ryokan", "ryokan"),
        (r#"{"main":"E26","employees":40,"special":"retail"}"#, vec!["/special"], "「retail」", "found \"retail\""),
        (r#"{"main":"E26","employees":40,"fields":"space"}"#, vec!["/fields"], "一覧", "expected a list"),
        (r#"{"main":"E31","employees":40,"fields":["air",3]}"#, vec!["/fields/0", "/fields/1"], "「air」", "\"3\""),
        (r#"{"main":"E31","employees":40,"fields":["none","space"]}"#, vec!["/fields"], "どちらか", "not both"),
        (r#"{"main":"E26","employees":40,"Capital":1}"#, vec!["/Capital"], "知らない項目です", "unknown key"),
        (r#"{"main":"E26","employees":40,"a/~b":1}"#, vec!["/a~1~0b"], "「a/~b」", "found \"a/~b\""),
        (twice, vec!["/employees"], "二度使われています", "used twice"),
        (
            r#"{"main":1,"certify":"x","employees":null,"capital":"","sole":0,"special":[],"fields":{},"y":1}"#,
            vec!["/y", "/main", "/employees", "/capital", "/special", "/sole", "/fields", "/certify"],
            "見つかったもの",
            "found",
        ),
    ] {
        for (lang, title, words) in
            [("ja", "読み取れないところがあります", ja), ("en", "Something could not be read", en)]
        {
            let (status, headers, text) = post(&app, FIND, JSON, lang, asked.to_owned()).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(headers[header::CONTENT_LANGUAGE], lang);
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            let problem: Value = serde_json::from_str(&text).unwrap();
            assert_eq!((&problem["title"], &problem["status"]), (&json!(title), &json!(422)));
            let errors = list(&problem["errors"]);
            let mut found: Vec<&str> = errors.iter().map(|part| part["pointer"].as_str().unwrap()).collect();
            let mut wanted = pointers.clone();
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{asked}");
            for part in errors {
                let detail = part["detail"].as_str().unwrap();
                for key in ["expected", "found"] {
                    let words = part[key].as_str().unwrap();
                    assert!(!words.is_empty() && detail.contains(words), "{part}");
                }
            }
            assert!(errors.iter().any(|part| part["detail"].as_str().unwrap().contains(words)), "{text}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_a_request_at_all_is_refused_before_it_is_read() {
    let app = app();
    let asked = r#"{"main":"E26","employees":40}"#;
    let large = format!(r#"{{"main":"{}","employees":40}}"#, "x".repeat(600 * 1024));
    for (kind, body, status, ja, en) in [
        ("text/plain", asked, 415, "読み取れない種類のデータです", "This type of data is not read"),
        ("application/x-www-form-urlencoded", "main=E26&employees=40", 415, "読み取れない", "is not read"),
        (JSON, large.as_str(), 413, "大きすぎて", "Too large to read"),
    ] {
        for (lang, words) in [("ja", ja), ("en", en)] {
            let (found, headers, text) = post(&app, FIND, kind, lang, body.to_owned()).await;
            assert_eq!(found.as_u16(), status, "{kind}");
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(headers[header::CONTENT_LANGUAGE], lang);
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            assert!(text.contains(words), "{text}");
        }
    }
    let other = Request::get(FIND).body(Body::empty()).unwrap();
    assert_eq!(app.clone().oneshot(other).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    let foreign = Request::post(FIND).header("sec-fetch-site", "cross-site").header(header::CONTENT_TYPE, JSON);
    let foreign = foreign.body(Body::from(asked)).unwrap();
    assert_eq!(app.oneshot(foreign).await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nonsense_has_no_huge_answer() {
    let keys: Vec<String> = (0..5000).map(|n| format!("\"k{n}\":1")).collect();
    for body in [format!("{{{}}}", keys.join(",")), json!({ "fields": vec!["x".repeat(500); 500] }).to_string()] {
        let (status, _, text) = post(&app(), FIND, JSON, "ja", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let problem: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(list(&problem["errors"]).len(), 100);
        assert!(text.len() < 100_000, "{} bytes", text.len());
    }
}

/// Every reference to a schema, and every name of an operation, is answered in the same document.
#[tokio::test]
async fn the_description_tells_the_request_and_the_answer() {
    let request = Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap();
    let bytes = app().oneshot(request).await.unwrap().into_body().collect().await.unwrap().to_bytes();
    let described: Value = serde_json::from_slice(&bytes).unwrap();
    let operation = &described["paths"][FIND]["post"];
    assert_eq!(operation["operationId"], "findBodies");
    let statuses: Vec<&String> = operation["responses"].as_object().unwrap().keys().collect();
    assert_eq!(statuses, ["200", "404", "413", "415", "422", "429"]);
    let schemas = &described["components"]["schemas"];
    for reference in described.to_string().split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.get(name).is_some(), "{name}");
    }
    let request = &schemas["FindRequest"];
    assert_eq!(request["required"], json!(["main", "employees"]));
    assert_eq!(request["additionalProperties"], false);
    assert_eq!(counts(&find(&app(), &request["examples"][0]).await), [7, 0, 1], "the example can be sent as it is");
    let answer = find(&app(), &json!({ "main": "E26", "employees": 40 })).await;
    for (schema, found) in
        [("FindAnswer", &answer), ("SizeAnswer", &answer["size"]), ("BodyAnswer", &answer["bodies"][0])]
    {
        let told: Vec<&String> = schemas[schema]["properties"].as_object().unwrap().keys().collect();
        assert_eq!(told, found.as_object().unwrap().keys().collect::<Vec<_>>(), "{schema}");
    }
}

// ------------------------------------------------------------------------------- the page agrees

/// One input, for both: capital in units of 10,000 yen, because the page asks so.
#[derive(Debug, Clone, Copy)]
struct Input {
    main: &'static str,
    employees: u32,
    capital: Option<u64>,
    sole: bool,
    special: &'static str,
    certify: &'static str,
    fields: &'static [&'static str],
}

impl Input {
    fn form(&self) -> String {
        let mut form = format!(
            "main={}&employees={}&certify={}&special={}",
            self.main, self.employees, self.certify, self.special
        );
        if let Some(capital) = self.capital {
            form += &format!("&capital={capital}");
        }
        if self.sole {
            form += "&sole=yes";
        }
        for field in self.fields {
            form += &if *field == "none" { "&fields=declared".to_owned() } else { format!("&field={field}") };
        }
        form
    }

    fn json(&self) -> Value {
        let mut asked = json!({ "main": self.main, "employees": self.employees, "sole": self.sole });
        for (key, told, value) in [
            ("capital", self.capital.is_some(), json!(self.capital.map(|units| units * 10_000))),
            ("special", !self.special.is_empty(), json!(self.special)),
            ("certify", !self.certify.is_empty(), json!(self.certify)),
            ("fields", !self.fields.is_empty(), json!(self.fields)),
        ] {
            if told {
                asked[key] = value;
            }
        }
        asked
    }
}

/// The bodies under each heading of the page, and how many it says there are.
fn on_page(page: &str) -> [(usize, Vec<String>); 3] {
    HEADINGS.map(|heading| {
        let section = page.split(&format!("data-answer=\"{heading}\"")).nth(1).unwrap();
        let section = section.split("</section>").next().unwrap();
        let said = section.split("<span class=\"tag\">").nth(1).unwrap().split('<').next().unwrap();
        let bodies = section.split("data-body=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        (said.parse().unwrap(), bodies.collect())
    })
}

#[tokio::test]
async fn the_api_and_the_page_give_the_same_answer_to_the_same_input() {
    let app = app();
    let plain = Input { main: "", employees: 0, capital: None, sole: false, special: "", certify: "", fields: &[] };
    let variants = [
        plain,
        Input { sole: true, ..plain },
        Input { special: "software", ..plain },
        Input { certify: "E31", fields: &["space"], ..plain },
        Input { certify: "E30", fields: &["none"], ..plain },
        Input { certify: "G39", special: "ryokan", fields: &["aviation", "defence"], ..plain },
        Input { special: "gold", ..plain },
        Input { certify: "E99", ..plain },
        Input { fields: &["none", "space"], ..plain },
        Input { fields: &["air"], ..plain },
    ];
    let (mut answered, mut refused) = (0, 0);
    for main in ["E26", "E31", "G41", "I54", "M75", "E99"] {
        for employees in [5, 50, 51, 300, 301] {
            for capital in [None, Some(5_000), Some(30_001)] {
                for variant in variants {
                    let input = Input { main, employees, capital, ..variant };
                    let (_, _, page) =
                        post(&app, "/bodies", "application/x-www-form-urlencoded", "ja", input.form()).await;
                    let (status, _, text) = post(&app, FIND, JSON, "ja", input.json().to_string()).await;
                    let answer: Value = serde_json::from_str(&text).unwrap();
                    if status != StatusCode::OK {
                        refused += 1;
                        let places = page.matches("<li><a href=\"#field-").count();
                        assert_eq!(list(&answer["errors"]).len(), places, "{input:?}");
                        assert!(places > 0 && !page.contains("data-answer="), "{input:?}");
                        continue;
                    }
                    answered += 1;
                    assert_eq!(on_page(&page), under(&answer).map(|bodies| (bodies.len(), bodies)), "{input:?}");
                    let words = [&answer["size"]["in_words"]["answer"], &answer["notices"][0]];
                    let reasons = list(&answer["bodies"]).iter().map(|body| &body["in_words"]["reasons"]);
                    let reasons = reasons.chain([&answer["size"]["in_words"]["reasons"]]).flat_map(list);
                    for sentence in reasons.chain(words) {
                        assert!(page.contains(sentence.as_str().unwrap()), "{input:?}: {sentence}");
                    }
                }
            }
        }
    }
    assert!(answered >= 400 && refused >= 300, "{answered} answers, {refused} refusals");
}
