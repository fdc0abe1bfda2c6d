//! Fills a database with invented organisations, by the write door and with its read models, and measures how long it
//! takes to find one by a part of its name.
//!
//! `cargo run --release -p app --example organisations -- FOLDER COUNT [postgres://…]`; `benches/run record` calls it with
//! 1,000,000. A database that it filled before is asked only.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use app::door::Actor;
use app::installation::{Installation, Place};
use app::organisations::FOUND;
use app::{Office, Refused, packs};
use record::OrganisationId;
use scheme::organisation::{self, Input, Organisation};
use store::models::Page;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Organisations of one command: it writes four streams at most.
const TOGETHER: usize = 4;
/// How often each kind of question is asked.
const QUESTIONS: usize = 1_000;

/// Names are made of these: a family or a place, what is made there, the form.
const FIRST: [&str; 40] = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "松本",
    "井上",
    "木村",
    "林",
    "斎藤",
    "清水",
    "山口",
    "阿部",
    "池田",
    "橋本",
    "石川",
    "前田",
    "藤田",
    "後藤",
    "岡田",
    "長谷川",
    "村上",
    "近藤",
    "石井",
    "坂本",
    "遠藤",
    "青木",
    "藤井",
    "西村",
    "福田",
    "太田",
    "三浦",
];
const SECOND: [&str; 30] = [
    "東", "西", "南", "北", "中央", "大和", "富士", "旭", "光", "栄", "新", "第一", "昭和", "平和", "日進", "三和",
    "協同", "共立", "明治", "丸", "金", "銀", "松", "竹", "梅", "桜", "川", "山", "海", "空",
];
const THIRD: [&str; 30] = [
    "製作所",
    "精機",
    "精工",
    "金型",
    "鉄工所",
    "工業",
    "化学",
    "電機",
    "電子",
    "金属",
    "樹脂",
    "鋳造",
    "鍛造",
    "めっき",
    "熱処理",
    "塗装",
    "溶接",
    "板金",
    "プレス",
    "ばね",
    "ゴム",
    "硝子",
    "繊維",
    "印刷",
    "機械",
    "計測",
    "システム",
    "技研",
    "産業",
    "商会",
];

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("expected a folder")?);
    let count: usize = arguments.next().ok_or("expected a count")?.parse()?;
    let database = arguments.next();
    let name = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
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
        let office = Installation::open(&place, catalogue).await?.office;
        let last = office.store().reader().await?.find_organisations(&self::name(count - 1), &Page::first(), 1).await?;
        if last.organisations.is_empty() {
            fill(name, &office, count).await?;
        }
        search(name, &office, count).await
    })
}

/// The name of an invented organisation; the same number has the same name.
fn name(number: usize) -> String {
    let (first, rest) = (FIRST[number % FIRST.len()], number / FIRST.len());
    let (second, rest) = (SECOND[rest % SECOND.len()], rest / SECOND.len());
    let (third, rest) = (THIRD[rest % THIRD.len()], rest / THIRD.len());
    let number = if rest == 0 { String::new() } else { format!("第{rest}") };
    if number.len().is_multiple_of(2) {
        format!("株式会社{first}{second}{third}{number}")
    } else {
        format!("{first}{second}{third}{number}有限会社")
    }
}

async fn fill(database: &str, office: &Office, count: usize) -> Outcome<()> {
    let begun = Instant::now();
    let workers = if database == "SQLite" { 256 } else { 16 };
    let mut running = tokio::task::JoinSet::new();
    for worker in 0..workers {
        let office = office.clone();
        running.spawn(async move {
            let mut at = worker * TOGETHER;
            while at < count {
                register(&office, at..count.min(at + TOGETHER)).await?;
                at += workers * TOGETHER;
            }
            Ok::<(), Refused>(())
        });
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    let took = begun.elapsed().as_secs_f64();
    println!("{database:<12} {:<31} {took:>10.0} s", format!("{count} organisations made"));
    Ok(())
}

async fn register(office: &Office, numbers: std::ops::Range<usize>) -> Result<(), Refused> {
    let nobody = Actor { person: None, acting_for: None };
    office
        .door
        .execute(nobody, move |act| {
            let numbers = numbers.clone();
            Box::pin(async move {
                for number in numbers {
                    let input = Input { kinds: vec!["company".to_owned()], name: name(number), ..Input::default() };
                    let checked = organisation::check(&input).map_err(Refused::Input)?;
                    let id = OrganisationId(act.id()?);
                    let text = act.text(id, checked.name.clone())?;
                    let mut loaded = act.load::<Organisation>(id, id.stream()).await?;
                    let profile = Box::new(checked.profile(|_| text));
                    act.decide(&mut loaded, organisation::Command::Register(profile))?;
                }
                Ok(())
            })
        })
        .await
}

/// Asks for a part of a name: one letter, a pair, four, the whole.
async fn search(database: &str, office: &Office, count: usize) -> Outcome<()> {
    for (what, letters) in [("one letter", 1), ("two letters", 2), ("four letters", 4), ("a whole name", 40)] {
        let mut times = Vec::new();
        for question in 0..QUESTIONS {
            let name = name(question * 7_919 % count);
            let bare: Vec<char> = name.trim_start_matches("株式会社").trim_end_matches("有限会社").chars().collect();
            let from = if letters < bare.len() { question % (bare.len() - letters + 1) } else { 0 };
            let asked: String = bare.iter().skip(from).take(letters).collect();
            let begun = Instant::now();
            let mut tx = office.store().reader().await?;
            let found = tx.find_organisations(&asked, &Page::first(), FOUND).await?;
            times.push(begun.elapsed());
            if found.organisations.is_empty() {
                return Err(format!("`{asked}` is not found").into());
            }
        }
        times.sort_unstable();
        let at = |share: usize| millis(times[(times.len() - 1) * share / 100]);
        let figures = format!("p50 {:.1} ms, p99 {:.1} ms", at(50), at(99));
        println!("{database:<12} {:<31} {figures:>24}   wanted p99 20", format!("found by {what}"));
    }
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
