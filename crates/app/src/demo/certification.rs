//! What of a certification the sample shows: an accredited body, one application that is written, one case in which the body has
//! quoted, one certificate with all that led to it, and one audit that is being prepared.

use scheme::case::{Aim, FeeKind};

use super::NotFilled;
use super::certified::{self, Body};
use super::stage::Stage;
use crate::certification::accreditation::{self, Deed};
use crate::certification::application::{self, Filled};
use crate::certification::case::{FeeTold, FindingTold, QuoteTold, ReviewTold};
use crate::office::{Caller, Refused};

/// Who takes part.
pub(super) struct Parts {
    pub(super) press: Caller,
    pub(super) grinder: Caller,
    pub(super) plater: Caller,
    pub(super) body: Body,
}

pub(super) async fn fill(stage: &mut Stage<'_>, parts: &Parts) -> Result<(), NotFilled> {
    let body = parts.body.administrator.acting_for.ok_or(Refused::NotThere)?;
    certified::certified(stage, parts.plater, &parts.body).await?;
    case(stage, parts, &body.to_string()).await?;
    certified::preparing(stage, parts.plater, &parts.body).await?;
    stage.minutes_ago(4);
    let draft = stage.office().begin_application(parts.press).await?;
    let scope = "自動車用プレス部品の設計・製造に関わる技術情報の管理（本社工場）";
    let told = told(&[("scope", scope), ("certification", "on_site"), ("staff", "38")])?;
    stage.office().write_application(parts.press, draft, told).await?;
    Ok(())
}

/// The operator enters what the body is accredited for, as it was published.
pub(super) async fn accredited(
    stage: &mut Stage<'_>,
    operator: &Caller,
    administrator: &Caller,
) -> Result<(), NotFilled> {
    let body = administrator.acting_for.ok_or(Refused::NotThere)?;
    let filled = accreditation::Filled {
        scope: "製造業".to_owned(),
        industries: "E".to_owned(),
        from: stage.on().to_string(),
        until: stage.day_in(490).to_string(),
        source: "見本の資料（架空）".to_owned(),
        ..accreditation::Filled::default()
    };
    let entry = accreditation::read(Deed::Enter, &filled, &[]).map_err(|_| Refused::NotThere)?;
    stage.office().enter_accreditation(*operator, body, None, entry).await?;
    Ok(())
}

/// The grinder applies, and the body reviews, accepts and quotes.
async fn case(stage: &mut Stage<'_>, parts: &Parts, body: &str) -> Result<(), NotFilled> {
    let grinder = parts.grinder;
    stage.days_ago(25, 12);
    let application = stage.office().begin_application(grinder).await?;
    let fields = [
        ("body", body),
        ("certification", "self_declaration"),
        ("scope", "金型部品の研磨に関わる技術情報の管理"),
        ("industry", "E24"),
        ("fields", "none"),
        ("site:new:name", "作業場"),
        ("site:new:address", "東京都架空区見本町4-5"),
        ("staff", "2"),
        ("forms", "paper"),
        ("forms", "entrusted"),
        ("advice", "nobody"),
    ];
    stage.office().write_application(grinder, application, told(&fields)?).await?;
    let seen = stage.office().application(grinder, application).await?.digest.ok_or(Refused::NotThere)?;
    stage.office().confirm_application(grinder, application, seen).await?;
    let case = stage.office().submit_application(grinder, application).await?;

    stage.days_ago(18, 14);
    stage.office().review_case(parts.body.administrator, case, reviewed()).await?;
    stage.office().accept_case(parts.body.administrator, case).await?;
    let fee = |of, yen| FeeTold { of, what: String::new(), yen };
    let fees = vec![fee(FeeKind::Application, 30_000), fee(FeeKind::Documents, 90_000)];
    let quote = QuoteTold { fees, until: stage.day_in(20), aim: Aim::Minimum };
    stage.office().quote_case(parts.body.administrator, case, quote).await?;
    Ok(())
}

/// A review in which everything fits.
pub(super) fn reviewed() -> ReviewTold {
    let finding = |reason: &str| FindingTold { fits: true, reason: reason.to_owned() };
    let findings = [
        finding("住所と連絡先を確かめた"),
        finding("金属製品の審査員が1人いる"),
        finding("役員にも審査員にも関係はない"),
        finding("製造業であり、認定の範囲に入る"),
    ];
    ReviewTold { findings, own_unit: false }
}

pub(super) fn told(fields: &[(&str, &str)]) -> Result<application::Told, Refused> {
    let filled = Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    application::read(&filled, &[], None).map_err(|_| Refused::NotThere)
}
