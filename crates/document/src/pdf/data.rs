//! A paper as the JSON its template reads.
//!
//! Knows which numbers the template needs beside the texts; knows nothing of how they look. Whoever changes a
//! name here changes it in `paper.typ`.

use figures::Radar;
use serde_json::{Value, json};

use super::fonts;
use crate::paper::{Align, Block, Entry, Lang, Paper, Table};

/// Letters of the type used in tables and entries that stand side by side on a whole page.
const PAGE_EMS: f64 = 53.0;

/// Lines above which a row or an entry may be broken, because unbroken it might not fit on any page.
const TALL: f64 = 24.0;

/// Lines that surely fit on a page.
const PAGE: f64 = 36.0;

/// The widest column for the labels of entries, in letters.
const WIDEST_LABEL: f64 = 9.0;

/// The whole paper, or what is wrong with it.
pub(super) fn json(paper: &Paper) -> Result<Value, String> {
    if paper.title.trim().is_empty() {
        return Err("a paper without a title".to_owned());
    }
    Ok(json!({
        "lang": match paper.lang { Lang::Ja => "ja", Lang::En => "en" },
        "fonts": fonts::names(paper.lang),
        "settled": fonts::settled(&paper.texts(), paper.lang),
        "title": line(&paper.title),
        "subtitle": lines(&paper.subtitle),
        "headline": paper.headline.as_deref().map_or(Value::Null, line),
        "foot": lines(&paper.foot),
        "running": line(&paper.running),
        "author": line(&paper.author),
        "date": [paper.date.0, u16::from(paper.date.1), u16::from(paper.date.2)],
        "blocks": blocks(&paper.blocks, PAGE_EMS)?,
    }))
}

/// Newlines of every system become one.
fn line(text: &str) -> Value {
    text.replace("\r\n", "\n").into()
}

fn lines(texts: &[String]) -> Value {
    texts.iter().filter(|text| !text.trim().is_empty()).map(|text| line(text)).collect()
}

/// Blocks for a column as wide as `ems` letters; those that say nothing are left out.
fn blocks(blocks: &[Block], ems: f64) -> Result<Value, String> {
    let all = blocks.iter().map(|block| self::block(block, ems)).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().flatten().collect())
}

fn block(block: &Block, ems: f64) -> Result<Option<Value>, String> {
    let text =
        |kind: &str, text: &String| (!text.trim().is_empty()).then(|| json!({ "kind": kind, "text": line(text) }));
    let list = |kind: &str, texts: &[String]| {
        let lines = lines(texts);
        (lines != json!([])).then(|| json!({ "kind": kind, "texts": lines }))
    };
    Ok(match block {
        Block::Heading(heading) => text("heading", heading),
        Block::Text(paragraph) => text("text", paragraph),
        Block::Note(note) => text("note", note),
        Block::Framed(texts) => list("framed", texts),
        Block::Bullets(texts) => list("bullets", texts),
        Block::Entries(entries) => (!entries.is_empty()).then(|| self::entries(entries, ems)),
        Block::Table(table) => self::table(table, ems)?,
        Block::Radar(radar) => Some(self::radar(radar)),
        Block::Beside(left, right) => Some(json!({
            "kind": "beside",
            "left": blocks(left, ems / 2.0)?,
            "right": blocks(right, ems / 2.0)?,
        })),
        Block::Together(parts) => Some(json!({
            "kind": "together",
            "blocks": blocks(parts, ems)?,
            "whole": height(parts, ems) <= PAGE,
        })),
        Block::NewPage => Some(json!({ "kind": "new-page" })),
    })
}

fn entries(entries: &[Entry], ems: f64) -> Value {
    let labels = entries.iter().flat_map(|entry| &entry.lines).map(|(label, _)| wide(label));
    let label = labels.fold(0.0, f64::max).min(WIDEST_LABEL);
    let list = entries.iter().map(|entry| {
        let height: f64 = entry.lines.iter().map(|(_, text)| tall(text, ems - label)).sum();
        json!({
            "title": line(&entry.title),
            "lines": entry.lines.iter().map(|(label, text)| json!([line(label), line(text)])).collect::<Value>(),
            "whole": height + tall(&entry.title, ems) <= TALL,
        })
    });
    json!({ "kind": "entries", "label": label, "entries": list.collect::<Value>() })
}

fn table(table: &Table, ems: f64) -> Result<Option<Value>, String> {
    let width = table.columns.len();
    if width == 0 || (!table.head.is_empty() && table.head.len() != width) {
        return Err(format!("a table of {width} columns has a head of {}", table.head.len()));
    }
    if let Some(row) = table.rows.iter().find(|row| row.len() != width) {
        return Err(format!("a table of {width} columns has a row of {}", row.len()));
    }
    let all = |row: &[String]| row.iter().map(|text| line(text)).collect::<Value>();
    if table.head.is_empty() && table.rows.is_empty() {
        return Ok(None);
    }
    Ok(Some(json!({
        "kind": "table",
        "caption": table.caption.as_deref().map_or(Value::Null, line),
        "shares": table.columns.iter().map(|column| column.share.max(1)).collect::<Value>(),
        "align": table.columns.iter().map(|column| align(column.align)).collect::<Value>(),
        "head": all(&table.head),
        "rows": table.rows.iter().map(|row| json!({ "cells": all(row), "whole": row_height(row, table, ems) <= TALL })).collect::<Value>(),
    })))
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    }
}

fn radar(radar: &Radar) -> Value {
    json!({ "kind": "radar", "svg": radar.svg(), "alt": format!("{}\n{}", radar.title, radar.description) })
}

/// About how many lines blocks take, with the space around them; never too few.
fn height(blocks: &[Block], ems: f64) -> f64 {
    let all = |texts: &[String], more: f64| texts.iter().map(|text| tall(text, ems - 2.0) + more).sum::<f64>();
    let one = |block: &Block| match block {
        Block::Heading(text) => tall(text, ems * 0.8) * 1.3 + 2.0,
        Block::Text(text) | Block::Note(text) => tall(text, ems) + 0.6,
        Block::Framed(texts) => all(texts, 0.6) + 3.0,
        Block::Bullets(texts) => all(texts, 0.6),
        Block::Entries(entries) => {
            let lines = entries.iter().flat_map(|entry| &entry.lines);
            let titles = entries.iter().map(|entry| tall(&entry.title, ems) + 1.0).sum::<f64>();
            titles + lines.map(|(_, text)| tall(text, ems - WIDEST_LABEL) + 0.6).sum::<f64>()
        }
        Block::Table(table) => {
            let rows = table.rows.iter().chain([&table.head]);
            rows.map(|row| row_height(row, table, ems) + 0.8).sum::<f64>() + 2.0
        }
        Block::Radar(_) => 20.0,
        Block::Beside(left, right) => f64::max(height(left, ems / 2.0), height(right, ems / 2.0)) + 2.0,
        Block::Together(parts) => height(parts, ems),
        Block::NewPage => 0.0,
    };
    blocks.iter().map(one).sum()
}

fn row_height(row: &[String], table: &Table, ems: f64) -> f64 {
    let shares: f64 = table.columns.iter().map(|column| f64::from(column.share.max(1))).sum();
    let cells = row.iter().zip(&table.columns);
    let heights = cells.map(|(text, column)| tall(text, ems * f64::from(column.share.max(1)) / shares - 1.0));
    heights.fold(0.0, f64::max)
}

/// About how many lines a text takes in a column as wide as `ems` letters; never too few.
fn tall(text: &str, ems: f64) -> f64 {
    text.lines().map(|line| (wide(line) * 1.1 / ems.max(1.0)).ceil().max(1.0)).sum()
}

/// About how many whole letters a text is wide.
fn wide(text: &str) -> f64 {
    text.chars().map(|letter| if letter.is_ascii() { 0.55 } else { 1.0 }).sum()
}
