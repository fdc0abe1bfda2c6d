//! Those of the sample who protect technology: a press shop with two years behind it, a sole proprietor, a laboratory.

use criteria::pack::checklist::Checklist;
use protection::check::Source;
use record::StreamId;
use scheme::member::{Offer, Role};

use super::NotFilled;
use super::people::{self, Someone};
use super::stage::{Sample, Stage, answer};
use crate::checks::Claim;
use crate::evidence::Filled;
use crate::members::Change;
use crate::office::{Caller, Refused};
use crate::packs::FIRST_CHECK;

const PRESS: Sample = Sample {
    kinds: &["company"],
    name: "株式会社見本プレス（架空）",
    reading: "ミホンプレス",
    address: "愛知県架空市見本町1-2-3",
    prefecture: "23",
    industry: "E24",
    capital: "10000000",
    employees: "40",
};

const GRINDING: Sample = Sample {
    kinds: &["sole_proprietor"],
    name: "雛形研磨所（架空）",
    reading: "ヒナガタケンマジョ",
    address: "東京都架空区見本町4-5",
    prefecture: "13",
    industry: "E24",
    capital: "",
    employees: "2",
};

const PLATING: Sample = Sample {
    kinds: &["sole_proprietor"],
    name: "例文めっき工房（架空）",
    reading: "レイブンメッキコウボウ",
    address: "大阪府架空市見本町7-2",
    prefecture: "27",
    industry: "E24",
    capital: "",
    employees: "4",
};

const LABORATORY: Sample = Sample {
    kinds: &["university"],
    name: "見本大学 材料研究室（架空）",
    reading: "ミホンダイガク ザイリョウケンキュウシツ",
    address: "京都府架空市見本町9",
    prefecture: "26",
    industry: "",
    capital: "",
    employees: "12",
};

/// What the press shop answered, year by year: one mark for each question of the first check.
const TWO_YEARS_AGO: &str = "△×××△○△××××△△○×−×△×";
const LAST_YEAR: &str = "○△△○△○○△×△△△○○△−△△△";
const THIS_SUMMER: &str = "○○△○○○○△△○△○○○○−○△△";
/// What it has answered of the check under way, with who answers: 総務 or 現場.
const UNDER_WAY: &str = "○○○○○○○△△○ ○       ";

/// Somebody who was invited and let the time pass, somebody invited on paper, and somebody who left.
const TOO_LATE: Someone =
    Someone { name: "試作 遅子", reading: "シサク チコ", email: "chiko@press.example", language: "ja" };
const ON_PAPER: Someone = Someone { name: "仮名 未来", reading: "カメイ ミライ", email: "", language: "ja" };
const LEFT: Someone =
    Someone { name: "例文 去", reading: "レイブン サル", email: "saru@press.example", language: "ja" };

/// Who works on the checks of the press shop.
struct Team {
    president: Caller,
    manager: Caller,
    clerk: Caller,
    foreman: Caller,
    supporter: Caller,
}

/// The press shop: 40 people, all four roles, a supporter, and checks of two years.
pub(super) async fn press(stage: &mut Stage<'_>, operator: &Caller) -> Result<Caller, NotFilled> {
    stage.days_ago(735, 9);
    let manager = stage.founder(operator, &people::PLANT_MANAGER, &PRESS).await?;
    stage.days_ago(734, 12);
    claimed(stage, manager, TWO_YEARS_AGO).await?;
    let president = stage.member(manager, &people::PRESIDENT, Role::Executive).await?;
    let clerk = stage.member(manager, &people::CLERK, Role::Staff).await?;
    let left = stage.member(manager, &LEFT, Role::Staff).await?;
    stage.days_ago(728, 15);
    sign_off_newest(stage, president).await?;
    stage.days_ago(520, 9);
    let foreman = stage.member(manager, &people::FOREMAN, Role::Staff).await?;
    stage.member(manager, &people::INSPECTOR, Role::Viewer).await?;
    let team = Team { president, manager, clerk, foreman, supporter: manager };
    stage.days_ago(372, 10);
    whole(stage, &team, LAST_YEAR).await?;
    stage.days_ago(365, 16);
    sign_off_newest(stage, president).await?;
    stage.days_ago(210, 17);
    stage.change(president, &left, Change::Remove).await?;
    kept(stage, &team).await?;
    let supporter = supporter(stage, manager).await?;
    let team = Team { supporter, ..team };
    summer(stage, &team).await?;
    newcomers(stage, &team).await?;
    under_way(stage, &team).await?;
    Ok(manager)
}

/// What the press shop keeps to show later.
async fn kept(stage: &mut Stage<'_>, team: &Team) -> Result<(), NotFilled> {
    let day = |stage: &Stage<'_>, days: i64| stage.day_in(-days).to_string();
    stage.days_ago(180, 13);
    let trained =
        Filled {
            title: "情報管理の教育（全員、年1回）".to_owned(), from: day(stage, 182), ..Filled::default()
        };
    let list = "架空データ\n情報管理の教育 出席 38名、欠席 2名（後日、個別に実施）\n";
    let slides = "架空データ\n1. 守る情報はどれか 2. 持ち出すとき 3. 困ったら誰に言うか\n";
    stage.keep(team.clerk, &trained, &[("出席者名簿.txt", list), ("教材の要点.txt", slides)]).await?;
    stage.days_ago(155, 9);
    let locked = Filled {
        title: "金型置き場の施錠・入退室の台帳".to_owned(),
        from: day(stage, 190),
        until: day(stage, 160),
        ..Filled::default()
    };
    stage.keep(team.foreman, &locked, &[("台帳.csv", "架空データ\n日付,開けた人,閉めた人\n")]).await?;
    stage.days_ago(152, 10);
    let pledge = Filled {
        title: "秘密保持の誓約書（協力会社の作業者）".to_owned(),
        from: day(stage, 152),
        class: "sensitive".to_owned(),
        keep_until: stage.day_in(700).to_string(),
        ..Filled::default()
    };
    stage.keep(team.manager, &pledge, &[("誓約書の写し.txt", "架空データ\n")]).await?;
    Ok(())
}

/// The check of this summer: confirmed, and changed since; the president is asked for a new confirmation.
async fn summer(stage: &mut Stage<'_>, team: &Team) -> Result<(), NotFilled> {
    stage.days_ago(98, 10);
    let (check, versions) = whole(stage, team, THIS_SUMMER).await?;
    stage.days_ago(94, 11);
    stage.sign_off(team.president, check).await?;
    stage.days_ago(60, 14);
    let item = format!("{FIRST_CHECK}/8");
    let note = "退職者の返却確認を、人事の手続きの一覧に加えました。";
    let base = versions.get(7).copied().unwrap_or_default();
    stage.answer_again(team.clerk, check, &item, '○', note, base).await?;
    stage.days_ago(58, 9);
    stage.office().ask_sign_off(team.manager, check).await?;
    Ok(())
}

async fn supporter(stage: &mut Stage<'_>, manager: Caller) -> Result<Caller, NotFilled> {
    stage.days_ago(150, 10);
    let until = stage.day_in(120);
    let made = stage.invite(manager, &people::SUPPORTER, Offer::Support { until }).await?;
    stage.accept(&people::SUPPORTER, &made).await
}

/// Somebody whose role ends, and the invitations: one over, one by mail and one on paper that wait.
async fn newcomers(stage: &mut Stage<'_>, team: &Team) -> Result<(), NotFilled> {
    stage.days_ago(40, 9);
    stage.invite(team.manager, &TOO_LATE, Offer::Roles([Role::Viewer].into())).await?;
    let trainee = stage.member(team.manager, &people::TRAINEE, Role::Viewer).await?;
    let until = stage.day_in(50);
    stage.change(team.manager, &trainee, Change::Grant(Role::Staff, Some(until))).await?;
    stage.days_ago(3, 16);
    stage.invite(team.manager, &people::NEWCOMER, Offer::Roles([Role::Staff].into())).await?;
    stage.invite_on_paper(team.manager, &ON_PAPER, Offer::Roles([Role::Viewer].into())).await?;
    Ok(())
}

/// The check under way: some answer, the supporter enters on behalf, several questions are open. Who opens it twice
/// and answers the same question on both sees how a conflict is told.
async fn under_way(stage: &mut Stage<'_>, team: &Team) -> Result<(), NotFilled> {
    stage.days_ago(6, 10);
    let check = stage.office().begin_check(team.manager, FIRST_CHECK).await?;
    let notes = [
        (0, "守る情報の一覧を、3月に社長と見直しました。"),
        (3, "図面の持ち出しは台帳に記入。先月は2件。"),
        (7, "派遣の方への説明は、次の入れ替わりから始めます。"),
        (9, "予備の鍵の置き場所を決め直しているところです。"),
    ];
    for (at, mark) in UNDER_WAY.chars().enumerate().filter(|(_, mark)| *mark != ' ') {
        match at {
            4 => stage.days_ago(4, 13),
            9 => stage.days_ago(1, 15),
            11 => stage.minutes_ago(50),
            _ => {}
        }
        let by = match at {
            0..4 => team.manager,
            4..7 => team.clerk,
            7..9 => team.supporter,
            _ => team.foreman,
        };
        let note = notes.iter().find(|(noted, _)| *noted == at).map_or("", |(_, note)| note);
        stage.answer(by, check, &format!("{FIRST_CHECK}/{}", at + 1), mark, note).await?;
    }
    Ok(())
}

/// A sole proprietor who does everything alone.
pub(super) async fn sole_proprietor(stage: &mut Stage<'_>, operator: &Caller) -> Result<Caller, NotFilled> {
    stage.days_ago(120, 20);
    let owner = stage.founder(operator, &people::GRINDER, &GRINDING).await?;
    claimed(stage, owner, "△△×○×○×××△△×△○××△××").await?;
    Ok(owner)
}

/// A plating shop of one person, which was certified last year.
pub(super) async fn plater(stage: &mut Stage<'_>, operator: &Caller) -> Result<Caller, NotFilled> {
    stage.days_ago(470, 10);
    stage.founder(operator, &people::PLATER, &PLATING).await
}

/// A laboratory that goes through the handbook's list, with a guest from abroad who reads only.
pub(super) async fn laboratory(stage: &mut Stage<'_>, operator: &Caller) -> Result<(), NotFilled> {
    stage.days_ago(80, 11);
    let professor = stage.founder(operator, &people::PROFESSOR, &LABORATORY).await?;
    let researcher = stage.member(professor, &people::RESEARCHER, Role::Staff).await?;
    stage.member(professor, &people::GUEST, Role::Viewer).await?;
    stage.days_ago(30, 14);
    let check = stage.office().begin_check(professor, "handbook-32").await?;
    for (number, mark) in (1..=14).zip("○○×○△○○×○○△○×○".chars()) {
        let by = if number % 3 == 0 { professor } else { researcher };
        stage.answer(by, check, &format!("handbook-32/{number}"), mark, "").await?;
    }
    Ok(())
}

/// The answers of a check that was done on a device, taken over the same day.
async fn claimed(stage: &mut Stage<'_>, by: Caller, marks: &str) -> Result<(), NotFilled> {
    let (edition, checklist) = first_check(stage)?;
    let given = checklist.items.iter().zip(marks.chars());
    let claim = Claim {
        check: stage.id()?,
        edition,
        answers: given.filter_map(|(item, mark)| Some((item.id.clone(), answer(mark)?))).collect(),
        reported_on: Some(stage.on()),
        source: Source::Device,
    };
    stage.office().claim(by, &claim).await?;
    Ok(())
}

/// A check answered whole by three people; with the version of each answer.
async fn whole(stage: &mut Stage<'_>, team: &Team, marks: &str) -> Result<(StreamId, Vec<u32>), NotFilled> {
    let check = stage.office().begin_check(team.manager, FIRST_CHECK).await?;
    let mut versions = Vec::new();
    for (at, mark) in marks.chars().enumerate() {
        let by = [team.manager, team.clerk, team.foreman][at % 3];
        versions.push(stage.answer(by, check, &format!("{FIRST_CHECK}/{}", at + 1), mark, "").await?);
    }
    Ok((check, versions))
}

async fn sign_off_newest(stage: &mut Stage<'_>, by: Caller) -> Result<(), NotFilled> {
    let newest = stage.office().checks(by).await?.first().map(|listed| listed.row.stream);
    stage.sign_off(by, newest.ok_or(Refused::NotThere)?).await
}

fn first_check(stage: &mut Stage<'_>) -> Result<(criteria::edition::EditionId, &'static Checklist), NotFilled> {
    let catalogue = stage.office().catalogue;
    let (pack, checklist) = catalogue.checklist(FIRST_CHECK).ok_or(Refused::NotThere)?;
    Ok((pack.edition.clone(), checklist))
}
