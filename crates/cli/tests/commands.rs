//! The binary as a person in a terminal meets it, in both languages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const MAMORI: &str = env!("CARGO_BIN_EXE_mamori");

fn mamori(arguments: &[&str]) -> Output {
    let clean = ["MAMORI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let mut command = Command::new(MAMORI);
    for name in clean {
        command.env_remove(name);
    }
    command.args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

#[test]
fn help_is_written_in_both_languages() {
    for command in
        [&["--help"][..], &["serve", "--help"], &["check", "--help"], &["pack", "--help"], &["pack", "diff", "--help"]]
    {
        let japanese = mamori(command);
        let english = mamori(&[command, &["--lang", "en"]].concat());
        assert!(japanese.status.success() && english.status.success());
        assert!(out(&japanese).contains("使い方: mamori") && !out(&japanese).contains("Usage"), "{}", out(&japanese));
        assert!(
            out(&english).contains("Usage: mamori")
                && out(&english).is_ascii() | out(&english).contains('…') | out(&english).contains('○')
        );
        assert!(!out(&english).contains("使い方"));
    }
}

#[test]
fn wrong_arguments_say_what_there_is() {
    for (arguments, japanese, english) in [
        (&["chek"][..], "「chek」というコマンドはありません", "there is no command chek"),
        (&["check"], "<ファイル>... を指定してください", "expected <FILE>..."),
        (&["check", "x.csv", "--colour"], "「--colour」というオプションはありません", "there is no option --colour"),
        (&["serve", "--listen", "here"], "「here」は使えません", "cannot be \"here\""),
        (
            &["serve", "--operator-kind", "king"],
            "使えるのは ministry, body, association, company です。どれかを書いてください",
            "expected one of ministry, body, association, company",
        ),
        (&[], "コマンドを指定してください", "expected a command"),
    ] {
        let wrong = mamori(arguments);
        assert_eq!(wrong.status.code(), Some(2));
        assert!(err(&wrong).contains(japanese), "{}", err(&wrong));
        let wrong = mamori(&[arguments, &["--lang=en"]].concat());
        assert!(err(&wrong).contains(english), "{}", err(&wrong));
    }
}

#[test]
fn answers_in_a_table_become_a_readable_result() {
    let folder = tempfile::tempdir().unwrap();
    let csv = file(
        &folder,
        "answers.csv",
        "\u{feff}項目,回答\n1,○\n2,△\n3,×\n4,−\n5,実施している\ntics-19/9,not_implemented\n",
    );
    let shown = mamori(&["check", csv.to_str().unwrap()]);
    assert!(shown.status.success(), "{}", err(&shown));
    let text = out(&shown);
    for part in [
        "回答 6 / 19",
        "全体 50 / 100",
        "①決める",
        "████████████████████ 100  整っている",
        "まず取り組む3つのこと",
        "今週・",
        "記録として残すもの: ",
        "この結果は認証の審査ではありません。",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let english = out(&mamori(&["check", csv.to_str().unwrap(), "--lang", "en"]));
    assert!(english.contains("6 of 19 answered") && english.contains("Three things to do first"), "{english}");
}

#[test]
fn a_result_written_and_read_again_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let csv = file(&folder, "answers.csv", "1,○\n2,△\n19,-\n");
    let (first, second, svg) =
        (folder.path().join("a.json"), folder.path().join("b.json"), folder.path().join("a.svg"));
    let run = |input: &Path, output: &Path| {
        let done = mamori(&["check", input.to_str().unwrap(), "--out", output.to_str().unwrap()]);
        assert!(done.status.success(), "{}", err(&done));
    };
    run(&csv, &first);
    run(&first, &second);
    run(&csv, &svg);
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
    assert!(std::fs::read_to_string(&svg).unwrap().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
}

#[test]
fn what_cannot_be_read_ends_with_two_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let bad = file(&folder, "bad.csv", "項目,回答\n1,−\n20,○\n2,検討中\n3,○\n");
    let told = mamori(&["check", bad.to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(2));
    let said = err(&told);
    for part in [
        "bad.csv: B2（2行目）に「−」とあります。○ △ × のいずれかに直してください（この質問では − は選べません）。",
        "bad.csv: A3（3行目）に「20」とあります。このチェックにある質問の番号を書いてください。",
        "bad.csv: B4（4行目）に「検討中」とあります。",
        "bad.csv: ほかの1問は読み取れています。",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(out(&told).is_empty(), "a result with holes would be taken for the whole");
    let json = file(&folder, "bad.json", "{\n  \"pack\": \"tics-19\",\n  \"answers\": [}\n");
    let broken = mamori(&["check", json.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(err(&broken).contains("line 3: not well-formed JSON"), "{}", err(&broken));
}

#[test]
fn a_missing_file_and_an_unknown_ending_are_told_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(&folder, "good.csv", "1,○\n");
    let missing = mamori(&["check", "nowhere.csv"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(err(&missing).contains("nowhere.csv を読めません: ファイルがありません"), "{}", err(&missing));
    let ending = mamori(&["check", good.to_str().unwrap(), "--out", "x.doc"]);
    assert!(err(&ending).contains("名前の終わりを .pdf .xlsx .svg .json のどれかにしてください"), "{}", err(&ending));
    let pack = mamori(&["check", good.to_str().unwrap(), "--pack", "iso"]);
    assert_eq!(pack.status.code(), Some(2));
    let name = mamori(&["check", good.to_str().unwrap(), "--name", "株式会社😀"]);
    assert!(err(&name).contains("印刷できない文字") && err(&name).contains("😀"), "{}", err(&name));
}

/// A sheet made by another program, of the fixtures of `app`.
fn sheet(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/tests/sheets").join(name)
}

#[test]
fn a_filled_workbook_becomes_paper_and_a_workbook_that_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (pdf, book, first, second) = (
        folder.path().join("a.pdf"),
        folder.path().join("a.xlsx"),
        folder.path().join("a.json"),
        folder.path().join("b.json"),
    );
    let plain = sheet("plain-lo.xlsx");
    let write = |input: &Path, output: &Path, more: &[&str]| {
        let mut arguments = vec!["check", input.to_str().unwrap(), "--out", output.to_str().unwrap()];
        arguments.extend(more);
        let done = mamori(&arguments);
        assert!(done.status.success(), "{}", err(&done));
    };
    write(&plain, &pdf, &["--name", "株式会社𠮷田髙﨑製作所 ①㈱", "--earlier", sheet("gaps.xlsx").to_str().unwrap()]);
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-1.7"));
    write(&plain, &book, &[]);
    write(&book, &first, &[]);
    write(&plain, &second, &[]);
    assert_eq!(std::fs::read_to_string(first).unwrap(), std::fs::read_to_string(second).unwrap());
}

#[test]
fn an_own_workbook_is_taken_as_a_checklist_and_says_that_nobody_confirmed_it() {
    let own = sheet("section-rows-lo.xlsx");
    let own = own.to_str().unwrap();
    let listed = mamori(&["pack", "import", own]);
    assert!(listed.status.success(), "{}", err(&listed));
    assert!(out(&listed).starts_with("section-rows-lo（取り込み・未確認）\n1 ①守る情報の決定\n"), "{}", out(&listed));
    assert_eq!(out(&listed).lines().count(), 1 + 9 + 19 + 2);
    let shown = out(&mamori(&["check", "--checklist", own, own]));
    assert!(shown.contains("取り込み・未確認") && shown.contains("回答 19 / 19"), "{shown}");
    assert!(!shown.contains("①〜⑨は"), "the efforts are those of the shipped check only");
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("own.pdf");
    let written = mamori(&["check", "--checklist", own, own, "-o", pdf.to_str().unwrap()]);
    assert!(written.status.success() && std::fs::read(&pdf).unwrap().starts_with(b"%PDF"), "{}", err(&written));
    let nothing = mamori(&["pack", "import", sheet("no-questions.xlsx").to_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(err(&nothing).contains("no-questions.xlsx: ファイル全体：質問の番号"), "{}", err(&nothing));
}

#[test]
fn many_files_become_an_aggregate_that_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..6 {
        std::fs::copy(sheet("plain.xlsx"), folder.path().join(format!("甲{n}.xlsx"))).unwrap();
    }
    file(&folder, "乙.csv", "1,△\n2,×\n");
    file(&folder, "~$甲0.xlsx", "what a spreadsheet leaves beside an open file");
    std::fs::copy(sheet("h-encrypted.xlsx"), folder.path().join("丙.xlsx")).unwrap();
    let path = folder.path().to_str().unwrap();
    let shown = mamori(&["check", path]);
    assert_eq!(shown.status.code(), Some(2), "one file could not be read");
    let text = out(&shown);
    assert!(text.contains("7社の回答をまとめました。"), "{text}");
    // Six said ○ and one △: both are hidden, for the one could be worked out from the six.
    let first = text.lines().find(|line| line.trim_start().starts_with("1  経営者")).unwrap();
    assert_eq!(first.matches('※').count(), 2, "{first}");
    for name in ["甲", "乙", "丙"] {
        assert!(!text.contains(name), "{text}");
    }
    let said = err(&shown);
    assert!(
        said.contains("7 / 8 件を読み取りました") && said.contains("丙.xlsx: パスワードがかかっています"),
        "{said}"
    );

    let refused = mamori(&["check", path, "--named"]);
    assert!(err(&refused).contains("--each-agreed を加えてください") && out(&refused).is_empty());
    let named = out(&mamori(&["check", path, "--named", "--each-agreed"]));
    assert!(named.contains("甲0") && named.contains("社名を出すことに同意していると"), "{named}");

    for ending in ["pdf", "xlsx", "svg", "json"] {
        let to = folder.path().join(format!("../survey-{}.{ending}", std::process::id()));
        let done = mamori(&["check", path, "-o", to.to_str().unwrap()]);
        assert_eq!(done.status.code(), Some(2), "{}", err(&done));
        let bytes = std::fs::read(&to).unwrap();
        std::fs::remove_file(&to).unwrap();
        assert!(!bytes.is_empty() && !String::from_utf8_lossy(&bytes).contains("甲0"), "{ending}");
    }
}

#[test]
fn fewer_than_five_checks_are_not_counted_together() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..4 {
        file(&folder, &format!("{n}.csv"), "1,○\n");
    }
    let few = mamori(&["check", folder.path().to_str().unwrap()]);
    assert!(few.status.success(), "{}", err(&few));
    assert!(out(&few).contains("5社に満たないため、集計は出しません") && !out(&few).contains("守るべき情報"));
}

#[test]
fn packs_are_checked_listed_and_shown() {
    let checked = mamori(&["pack", "check"]);
    assert!(checked.status.success() && out(&checked).contains("10件のパックを点検しました。"));
    let list = out(&mamori(&["pack", "list"]));
    assert_eq!(list.lines().count(), 10);
    assert!(list.contains("tics-19       2026-11"), "{list}");
    let shown = out(&mamori(&["pack", "show", "tics-19", "--lang", "en"]));
    assert!(shown.contains("tics-19/19") && shown.contains("SHA-256 "));
    let criteria = out(&mamori(&["pack", "show", "tics-h30"]));
    assert!(criteria.contains("*：Mamori の作業用の内容・告示の文ではありません"), "{criteria}");
    assert!(
        criteria.contains("* tics-h30/1-3-manager  選択ではない項目、基礎（「該当しない」は選べない）"),
        "{criteria}"
    );
    assert!(criteria.contains("* tics-h30/3-container  選べる措置・標準"), "{criteria}");
    let rules = out(&mamori(&["pack", "show", "rules", "--lang", "en"]));
    assert!(rules.contains("* advised-before  INV-01  asks for a reason  Who advised does not audit"), "{rules}");
    assert!(rules.contains("* years-of-certificate  years: 3"), "{rules}");
    let unknown = mamori(&["pack", "show", "iso"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("「iso」というパックはありません"));
}

#[test]
fn a_faulty_pack_is_refused_with_file_line_expected_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(packs().join("tics-19/2026-11.toml")).unwrap();
    let text = text.replacen("weight = 1\n", "weight = 0\n", 1).replacen("strong_from = 80", "strong_form = 80", 1);
    let bad = file(&folder, "bad.toml", &text);
    let line = |needle: &str| text.lines().position(|line| line.starts_with(needle)).unwrap() + 1;
    let checked = mamori(&["pack", "check", bad.to_str().unwrap()]);
    assert_eq!(checked.status.code(), Some(2));
    let said = err(&checked);
    assert!(
        said.contains(&format!("bad.toml: {}行目 scoring.strong_form：知らない項目です。", line("strong_form"))),
        "{said}"
    );
    assert!(
        said.contains(&format!(
            "bad.toml: {}行目 items[1].weight：1から1000までの整数を書いてください。見つかったもの：「0」",
            line("weight = 0")
        )),
        "{said}"
    );
    assert!(said.contains("3か所を直してください。"), "the missing key counts too: {said}");
}

#[test]
fn two_editions_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let older = packs().join("tics-19/2026-11.toml");
    let text = std::fs::read_to_string(&older).unwrap();
    let newer = file(&folder, "newer.toml", &text.replacen("question.ja = \"", "question.ja = \"新しく、", 1));
    let diff = mamori(&["pack", "diff", older.to_str().unwrap(), newer.to_str().unwrap()]);
    assert!(diff.status.success(), "{}", err(&diff));
    assert!(out(&diff).contains("tics-19/1       文の変更  もう一度答える"), "{}", out(&diff));
    assert!(out(&diff).contains("変わらない項目：18"));
    let cases = packs().join("leak-cases/2026-11.toml");
    assert_eq!(mamori(&["pack", "diff", cases.to_str().unwrap(), cases.to_str().unwrap()]).status.code(), Some(2));
    let criteria = packs().join("tics-h30/2026-11.toml");
    let refused = mamori(&["pack", "diff", criteria.to_str().unwrap(), criteria.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("引き継がれるものはありません"), "{}", err(&refused));
}

#[test]
fn bodies_are_found_with_reasons() {
    let found = mamori(&["bodies", "find", "--main", "E26", "--employees", "40", "--capital", "1000"]);
    assert!(found.status.success(), "{}", err(&found));
    for part in [
        "中小企業者にあたります",
        "業務の範囲に合う (7)",
        "要確認 (0)",
        "範囲外 (1)",
        "受け付けるかどうかは機関の判断です",
    ] {
        assert!(out(&found).contains(part), "{part}\n{}", out(&found));
    }
    let declared =
        mamori(&["bodies", "find", "--main", "E31", "--employees", "40", "--field", "aviation", "--lang", "en"]);
    assert!(out(&declared).contains("Scope covers you (8)"), "{}", out(&declared));
    let wrong = mamori(&["bodies", "find", "--main", "candles", "--employees", "x"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        err(&wrong).contains("--main: 業種を一覧から選んでください") && err(&wrong).contains("「candles」"),
        "{}",
        err(&wrong)
    );
}

#[test]
fn nothing_of_what_is_sent_is_ever_logged() {
    let log = log_of_canaries("text");
    assert!(log.contains("route=\"/check/{pack}/result.pdf\""), "the route is logged: {log}");
}

/// Every line by itself is one JSON object that says when, how grave, what, and of a request how it was answered.
#[test]
fn a_log_as_json_is_one_object_a_line_and_tells_of_a_request_its_route_alone() {
    let log = log_of_canaries("json");
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut answered = std::collections::BTreeSet::new();
    for line in &lines {
        let text = |key: &str| line[key].as_str().unwrap_or_else(|| panic!("{key} in {line}")).to_owned();
        assert!(text("timestamp").ends_with('Z') && text("timestamp").contains('T'), "{line}");
        assert!(["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&text("level").as_str()), "{line}");
        assert!(!text("target").is_empty() && !text("message").is_empty(), "{line}");
        if text("message") == "answered" {
            assert!(line["status"].is_u64() && line["duration_ms"].is_f64(), "{line}");
            let of = |key: &str| line["span"][key].as_str().unwrap().to_owned();
            answered.insert((of("method"), of("route")));
            let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
            let known = ["timestamp", "level", "message", "status", "duration_ms", "target", "span"];
            assert!(keys.iter().all(|key| known.contains(key)), "{line}");
            assert_eq!(line["span"].as_object().unwrap().len(), 3, "name, method, route: {line}");
        }
    }
    for (method, route) in [
        ("GET", "/"),
        ("POST", "/check/{pack}/open"),
        ("POST", "/en/check/{pack}/result.pdf"),
        ("POST", "/api/v1/checks:score"),
        ("GET", "/set-up/{token}"),
        ("other", "none"),
    ] {
        assert!(answered.contains(&(method.to_owned(), route.to_owned())), "{method} {route}: {answered:?}");
    }
}

/// Starts the service with the log at its highest level, sends it canaries in every place a person can write, and gives what
/// it wrote. None of them stands in it.
fn log_of_canaries(format: &str) -> String {
    let data = tempfile::tempdir().unwrap();
    let mut child = Command::new(MAMORI)
        .args(["serve", "--listen", "127.0.0.1:0", "--lang", "en", "--data"])
        .arg(data.path())
        .env("MAMORI_LOG", "trace")
        .env("MAMORI_LOG_FORMAT", format)
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let canary = "CANARY7731";
    let form = "application/x-www-form-urlencoded";
    let files = "multipart/form-data; boundary=X";
    let file = |content: &str| {
        format!(
            "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{canary}\"\r\n\r\n{content}\r\n--X--\r\n"
        )
    };
    // Papers are made of all of it: of a name and of the name of a file, printable or not.
    let whole = format!("tics-19%2F1=partial&before%3Atics-19%2F1=implemented&before-file={canary}%F0%9F%98%80");
    for (path, kind, body) in [
        ("/check/tics-19/result", form, format!("tics-19%2F1={canary}&{canary}=1")),
        ("/check/tics-19/result.pdf", form, format!("{whole}&organisation={canary}")),
        ("/check/tics-19/result.xlsx", form, format!("{whole}&organisation={canary}")),
        ("/en/check/tics-19/result.pdf", form, format!("{whole}&organisation={canary}%F0%9F%98%80")),
        ("/check/tics-19/result.pdf", form, format!("{whole}&before%3A{canary}=1")),
        ("/check/tics-19/compare", files, file(canary)),
        ("/check/tics-19/open", files, file(canary)),
        (
            "/check/tics-19/open",
            files,
            file(&format!("番号,回答,備考\n1,{canary},{canary}\n2,○,{canary}\n{canary},○,\n")),
        ),
        ("/check/tics-19/open", files, file(&format!("PK\u{3}\u{4}{canary}"))),
        ("/check/tics-19/open", files, format!("--X\r\nContent-Disposition: {canary}")),
        ("/api/v1/checks:score", "application/json", format!("{{\"pack\":\"{canary}\"}}")),
        (&format!("/?q={canary}"), "text/plain", String::new()),
        (&format!("/set-up/{canary}"), "text/plain", String::new()),
        (&format!("/{canary}"), canary, String::new()),
    ] {
        let mut stream = TcpStream::connect(&address).unwrap();
        // A word that is no method may be anything, too.
        let method = if kind == canary {
            canary
        } else if body.is_empty() {
            "GET"
        } else {
            "POST"
        };
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {canary}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 ") && !answer.starts_with(b"HTTP/1.1 500"), "{path}");
    }
    // A polite stop, as a service manager asks for it.
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "a stop that was asked for is a success");
    let log = String::from_utf8(done.stderr).unwrap();
    assert!(!log.contains(canary) && !log.contains("/check/tics-19"), "{log}");
    log
}

#[test]
fn numbers_are_read_where_the_setting_says_and_nowhere_without_it() {
    let data = tempfile::tempdir().unwrap();
    let mut child = Command::new(MAMORI)
        .args(["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--lang", "en", "--data"])
        .arg(data.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told: Vec<String> = (0..3).map(|_| lines.next().unwrap().unwrap()).collect();
    assert!(told[2].starts_with("Numbers for a program") && told[2].ends_with("/metrics"), "{told:?}");
    let address = |line: &str| line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let ask = |address: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let numbers = ask(&address(&told[2]));
    assert!(numbers.starts_with("HTTP/1.1 200 ") && numbers.contains("\nmamori_database_up 1\n"), "{numbers}");
    assert!(ask(&address(&told[0])).starts_with("HTTP/1.1 404 "));
    child.kill().unwrap();
    child.wait().unwrap();
    // Where they cannot be, nothing starts, and it is told which address it is.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = data.path().to_str().unwrap();
    let refused = mamori(&["serve", "--listen", "127.0.0.1:0", "--metrics", &address, "--data", folder]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains(&format!("{address} で待ち受けられません")), "{}", err(&refused));
}

#[test]
fn a_certificate_and_a_key_that_cannot_be_used_are_told_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["one", "two"] {
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
            .args([
                "-subj",
                "/CN=localhost",
                "-keyout",
                &path(&format!("{name}.key")),
                "-out",
                &path(&format!("{name}.pem")),
            ])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", err(&made));
    }
    let data = path("data");
    let serve = |certificate: &str, key: &str, lang: &str| {
        let (certificate, key) = (path(certificate), path(key));
        let place = ["serve", "--listen", "127.0.0.1:0", "--origin", "https://localhost:1", "--data", &data];
        let tls = ["--tls-certificate", &certificate, "--tls-key", &key, "--lang", lang];
        mamori(&[&place[..], &tls].concat())
    };
    for (certificate, key, japanese, english) in [
        ("one.pem", "two.key", "two.key は、別の証明書の鍵です", "two.key is the key of another certificate"),
        ("none.pem", "one.key", "none.pem を読めません: ファイルがありません", "cannot read"),
        ("one.key", "one.key", "one.key に証明書がありません", "one.key holds no certificate"),
        ("one.pem", "one.pem", "one.pem に秘密鍵がありません", "one.pem holds no private key"),
    ] {
        for (lang, words) in [("ja", japanese), ("en", english)] {
            let refused = serve(certificate, key, lang);
            assert_eq!(refused.status.code(), Some(1), "{}", err(&refused));
            assert!(err(&refused).contains(words), "{}", err(&refused));
        }
    }
    let alone = mamori(&["serve", "--tls-key", &path("one.key"), "--data", &data]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(err(&alone).contains("tls_certificate"), "{}", err(&alone));
}

#[test]
fn an_address_in_use_is_told_plainly() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = tempfile::tempdir().unwrap();
    let refused = mamori(&["serve", "--listen", &address, "--data", data.path().to_str().unwrap()]);
    assert!(!refused.status.success());
    assert!(err(&refused).contains(&format!("{address} で待ち受けられません")), "{}", err(&refused));
}

#[test]
fn a_new_installation_prints_its_set_up_link_and_is_as_its_record_says() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let mut child = Command::new(MAMORI)
        .args(["serve", "--listen", "127.0.0.1:0", "--lang", "en", "--data", folder])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (ready, link) = (lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ready.contains("http://127.0.0.1:"), "{ready}");
    assert!(link.contains("/set-up/") && link.split('/').next_back().unwrap().len() == 64, "{link}");
    assert!(data.path().join("mamori.db").exists() && data.path().join("keys/master").exists());
    let rebuilt = mamori(&["rebuild", "--data", folder, "--lang", "en"]);
    assert!(rebuilt.status.success(), "{}", err(&rebuilt));
    assert!(String::from_utf8_lossy(&rebuilt.stdout).contains("Everything is as the record says."));
    let refused = mamori(&["rebuild", "--data", folder, "--database", "postgres://nobody@127.0.0.1:1/none"]);
    assert!(!refused.status.success());
}

#[test]
fn the_configuration_is_shown_with_where_each_value_came_from_and_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let text = "listen = \"127.0.0.1:9\"\ndatabase = \"postgres://mamori:hush@db/mamori\"\nlog = \"warn\"\n";
    let path = file(&folder, "mamori.toml", text);
    let config = |arguments: &[&str], file: Option<&str>| {
        let mut command = Command::new(MAMORI);
        command.args(["config", "check", "--lang", "en"]).args(arguments).current_dir(folder.path());
        command.env("MAMORI_ORIGIN", "https://mamori.example.jp/").env_remove("MAMORI_CONFIG");
        if let Some(file) = file {
            command.env("MAMORI_CONFIG", file);
        }
        command.output().unwrap()
    };
    // The file in the folder, the one the environment names, the one the option names: the same.
    let named = path.to_str().unwrap();
    for (arguments, variable) in [(&[][..], None), (&[], Some(named)), (&["--config", named], Some("/nowhere"))] {
        let shown = config(arguments, variable);
        assert!(shown.status.success(), "{}", err(&shown));
        let text = out(&shown);
        for line in [
            "database = postgres://mamori:***@db/mamori  # ",
            "origin = https://mamori.example.jp/  # MAMORI_ORIGIN",
            "connections = 16  # default",
            "mail.smtp = -  # not set",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(text.contains("mamori.toml:1\n") && !text.contains("hush"), "{text}");
    }
    let shown = config(&["--listen", "127.0.0.1:7"], None);
    assert!(out(&shown).contains("listen = 127.0.0.1:7  # --listen"), "{}", out(&shown));

    // A fault ends with 2, and nothing starts with one.
    file(&folder, "mamori.toml", "\nlisten = \"here\"\nport = 9\n");
    let faulty = config(&[], None);
    assert_eq!(faulty.status.code(), Some(2));
    assert!(err(&faulty).contains("mamori.toml:2 listen: cannot be \"here\"; expected"), "{}", err(&faulty));
    assert!(err(&faulty).contains("mamori.toml:3 port: there is no such setting"), "{}", err(&faulty));
    let start = Command::new(MAMORI).arg("serve").current_dir(folder.path()).output().unwrap();
    assert_eq!(start.status.code(), Some(2), "{}", err(&start));
    assert!(!folder.path().join("mamori-data").exists(), "nothing was made");
    let missing = mamori(&["config", "check", "--config", "nowhere.toml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(err(&missing).contains("nowhere.toml を読めません: ファイルがありません"), "{}", err(&missing));
}

#[test]
fn a_database_that_is_sound_is_called_so_and_a_guard_that_is_missing_is_named() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let none = mamori(&["db", "check", "--data", folder]);
    assert_eq!(none.status.code(), Some(2), "there is no database to look at");
    assert!(!data.path().join("mamori.db").exists(), "and none is made by looking");
    let made = mamori(&["db", "migrate", "--data", folder, "--lang", "en"]);
    assert!(out(&made).contains("The tables are those of this version."), "{}", err(&made));
    let sound = mamori(&["db", "check", "--data", folder, "--lang", "en"]);
    assert!(sound.status.success(), "{}", out(&sound));
    assert!(out(&sound).contains("Nothing is wrong with the record."), "{}", out(&sound));
    let drop = "DROP TRIGGER event_is_never_updated";
    assert!(Command::new("sqlite3").arg(data.path().join("mamori.db")).arg(drop).status().unwrap().success());
    let found = mamori(&["db", "check", "--data", folder]);
    assert_eq!(found.status.code(), Some(1));
    let told = out(&found);
    assert!(
        told.starts_with("trigger event_is_never_updated：表・索引・引き金が、作られたときと違います。あるべきもの："),
        "{told}"
    );
    assert!(told.contains("1か所が、あるべき状態と違います。"), "{told}");
    let refused = mamori(&["db", "grant", "somebody", "--data", folder, "--lang", "en"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("the embedded database has no roles"), "{}", err(&refused));
}
