//! What the vault has: what is wrong with it first, then where it is and how much room there is, then how much of whom.

use app::storage::{StoredBy, Stores, VaultRound};
use app::texts::arg;
use app::vitals::{Room, RoomOf};
use maud::{Markup, html};

use super::ways;
use crate::cursor;
use crate::view::Frame;
use crate::view::company::framed;

/// The page; `further` = it shows organisations from further down the list alone.
pub(crate) fn storage(frame: Frame<'_>, stores: &Stores, further: bool) -> Markup {
    let title = frame.t("storage-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (ways(frame, "/operator/storage"))
            @if !further {
                p.lead { (frame.t("storage-lead")) }
                (amiss(frame, stores))
                (place(frame, stores))
                (night(frame, stores))
            }
            (each(frame, stores))
        }
    };
    framed(frame, &title, "/operator/storage", &main)
}

fn missing(stores: &Stores) -> u64 {
    stores.round.done.map_or(0, |round| round.missing)
}

/// What is wrong, each with what to do.
fn amiss(frame: Frame<'_>, stores: &Stores) -> Markup {
    let (missing, low) = (missing(stores), stores.rooms.iter().any(Room::is_low));
    html! {
        @if missing > 0 || low || stores.round.failed_at.is_some() {
            div.faults role="alert" {
                ul {
                    @if missing > 0 { li { (frame.texts.with("storage-missing", &[("n", arg(missing))])) " " code { "mamori db check" } } }
                    @if low { li { (frame.t("storage-low")) } }
                    @if let Some(at) = stores.round.failed_at { li { (frame.texts.with("storage-failed", &[("at", arg(frame.moment(at)))])) } }
                }
            }
        } @else {
            p.notice { (frame.t(if stores.round.done.is_some() { "storage-good" } else { "storage-not-yet" })) }
        }
    }
}

fn place(frame: Frame<'_>, stores: &Stores) -> Markup {
    use app::storage::VaultKind;
    let (files, bytes) = stores.named;
    html! {
        section.card {
            h2 { (frame.t("storage-place")) }
            dl.facts {
                @match &stores.kind {
                    VaultKind::Folder(folder) => { dt { (frame.t("storage-folder")) } dd { code { (folder.display()) } } },
                    VaultKind::Bucket(name) => { dt { (frame.t("storage-bucket")) } dd { code { (name) } } },
                }
                dt { (frame.t("storage-named")) } dd { (counted(frame, files, bytes)) span.note { " " (frame.t("storage-now")) } }
                @for room in &stores.rooms {
                    dt { (frame.t(match room.of { RoomOf::Objects => "storage-room", RoomOf::Incoming => "storage-room-incoming" })) }
                    dd {
                        (free(frame, room))
                        @if room.is_low() { " " span.tag.warn { (frame.t("storage-low-tag")) } }
                    }
                }
                dt { (frame.t("storage-allowed")) }
                dd {
                    @match stores.allowed {
                        Some(allowed) => (frame.texts.size(allowed)),
                        None => (frame.t("storage-allowed-none")),
                    }
                    span.note { " " code { "limits.storage" } }
                }
            }
        }
    }
}

fn free(frame: Frame<'_>, room: &Room) -> String {
    let percent = u128::from(room.free) * 100 / u128::from(room.size.max(1));
    let size = |bytes: u64| arg(frame.texts.size(bytes));
    frame.texts.with(
        "storage-free",
        &[("free", size(room.free)), ("size", size(room.size)), ("percent", arg(percent.to_string()))],
    )
}

fn counted(frame: Frame<'_>, n: u64, bytes: u64) -> String {
    frame.texts.with("storage-counted", &[("n", arg(n)), ("size", arg(frame.texts.size(bytes)))])
}

/// What the last night came to.
fn night(frame: Frame<'_>, stores: &Stores) -> Markup {
    let Some(round) = stores.round.done else { return html! {} };
    let VaultRound { at, objects, bytes, missing, unnamed, unnamed_bytes, parts, part_bytes, .. } = round;
    let gone = [
        ("storage-discarded", round.discarded),
        ("storage-removed", round.removed),
        ("storage-unfinished", round.unfinished),
    ];
    html! {
        section.card {
            h2 { (frame.t("storage-night")) }
            p.note { (frame.texts.with("storage-night-at", &[("at", arg(frame.moment(at)))])) }
            dl.facts {
                dt { (frame.t("storage-objects")) } dd { (counted(frame, objects, bytes)) }
                dt { (frame.t("storage-missing-objects")) } dd { (frame.texts.with("storage-n", &[("n", arg(missing))])) }
                dt { (frame.t("storage-unnamed")) } dd { (counted(frame, unnamed, unnamed_bytes)) span.note { " " (frame.t("storage-unnamed-note")) } }
                dt { (frame.t("storage-parts")) } dd { (counted(frame, parts, part_bytes)) span.note { " " (frame.t("storage-unnamed-note")) } }
                @for (key, n) in gone { dt { (frame.t(key)) } dd { (frame.texts.with("storage-n", &[("n", arg(n))])) } }
            }
        }
    }
}

/// How much of whom.
fn each(frame: Frame<'_>, stores: &Stores) -> Markup {
    html! {
        section.card #organisations {
            h2 { (frame.t("storage-each")) }
            p.note { (frame.t("storage-each-note")) }
            @if stores.each.is_empty() { p { (frame.t("storage-each-none")) } }
            ul.plain { @for one in &stores.each { li { (of_one(frame, stores, one)) } } }
            @if let Some(next) = stores.next {
                p.actions { a.btn.sub href=(format!("{}?before={}#organisations", frame.href("/operator/storage"), cursor::of_amount(next))) { (frame.t("storage-each-next")) } }
            }
        }
    }
}

fn of_one(frame: Frame<'_>, stores: &Stores, one: &StoredBy) -> Markup {
    let name = stores.names.get(&one.owner).cloned().unwrap_or_else(|| frame.t("name-erased"));
    html! {
        p.who { b { (name) } }
        p { (used(frame, one.bytes, stores.allowed)) " " span.note { (frame.texts.with("storage-n", &[("n", arg(one.files))])) } }
    }
}

/// How much is used of what is allowed, as a bar and in words.
pub(crate) fn used(frame: Frame<'_>, bytes: u64, allowed: Option<u64>) -> Markup {
    let Some(allowed) = allowed else { return html! { (frame.texts.size(bytes)) } };
    let values = [("used", arg(frame.texts.size(bytes))), ("allowed", arg(frame.texts.size(allowed)))];
    html! {
        progress.meter aria-hidden="true" max=(allowed) value=(bytes.min(allowed)) {} " "
        (frame.texts.with("storage-used", &values))
    }
}
