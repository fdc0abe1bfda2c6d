//! 和暦: a date in the Japanese calendar, from the era table of the `reference` pack, and back.
//!
//! The first year of an era is 元年, the boundary day belongs to the new era (spec 5.5). Dates before
//! the solar calendar (1873-01-01, 明治6年) have no civil reading here, although 明治 counts from 1868.

use jiff::civil::Date;

use crate::pack::reference::Era;

/// A year within an era; 1 is written 元.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EraYear<'a> {
    /// The era.
    pub era: &'a Era,
    /// The year, counted from 1.
    pub year: i16,
}

/// The era and year of `date`, or `None` before the first era of the table.
#[must_use]
pub fn of(eras: &[Era], date: Date) -> Option<EraYear<'_>> {
    let era = eras.iter().filter(|era| era.from <= date).max_by_key(|era| era.from)?;
    Some(EraYear { era, year: date.year() - era.from.year() + 1 })
}

/// `date` in both calendars, as official output shows it: 2026年（令和8年）11月20日.
#[must_use]
pub fn both_calendars(eras: &[Era], date: Date) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match of(eras, date) {
        Some(in_era) => format!("{year}年（{}{}年）{month}月{day}日", in_era.era.name.ja, year_word(in_era.year)),
        None => format!("{year}年{month}月{day}日"),
    }
}

/// `date` as written towards a ministry: 令和8年11月20日.
#[must_use]
pub fn japanese_calendar(eras: &[Era], date: Date) -> String {
    match of(eras, date) {
        Some(in_era) => {
            format!("{}{}年{}月{}日", in_era.era.name.ja, year_word(in_era.year), date.month(), date.day())
        }
        None => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
    }
}

/// Reads R7.9.30, 令和7年9月30日, ㋿7.9.30 or 2025-09-30, digits of any width; `None` if it is no
/// date, or not within the era it names.
#[must_use]
pub fn read(eras: &[Era], text: &str) -> Option<Date> {
    let plain = fold(text);
    let era = eras.iter().find(|era| plain.starts_with(&era.name.ja) || plain.to_uppercase().starts_with(&era.letter));
    let rest = match era {
        Some(era) => {
            plain.strip_prefix(era.name.ja.as_str()).unwrap_or_else(|| plain.get(era.letter.len()..).unwrap_or(""))
        }
        None => plain.as_str(),
    };
    let numbers = numbers(rest)?;
    let [year, month, day] = numbers.as_slice() else { return None };
    let date = |year: i16| Date::new(year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok();
    let given = i16::try_from(*year).ok()?;
    match era {
        Some(era) if given >= 1 => {
            let date = date(era.from.year().checked_add(given)?.checked_sub(1)?)?;
            of(eras, date).filter(|found| found.era.id == era.id).map(|_| date)
        }
        Some(_) => None,
        None => date(given).filter(|_| given >= 1000),
    }
}

fn year_word(year: i16) -> String {
    if year == 1 { "元".to_owned() } else { year.to_string() }
}

/// Full-width digits and letters to ASCII, the era squares to their names, spaces away.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(|c| match c {
            '㍾' => vec!['明', '治'],
            '㍽' => vec!['大', '正'],
            '㍼' => vec!['昭', '和'],
            '㍻' => vec!['平', '成'],
            '㋿' => vec!['令', '和'],
            '！'..='～' => vec![char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)],
            _ => vec![c],
        })
        .collect()
}

/// The three numbers of `7.9.30`, `7-9-30`, `7/9/30`, `7年9月30日` or `元年5月1日`.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let text = text.strip_suffix('日').unwrap_or(text).replacen('元', "1", 1);
    text.split(['.', '-', '/', '年', '月']).map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::text::Bilingual;

    fn eras() -> Vec<Era> {
        let era = |id: &str, ja: &str, en: &str, letter: &str, from| Era {
            id: id.into(),
            name: Bilingual { ja: ja.into(), en: en.into() },
            letter: letter.into(),
            from,
        };
        vec![
            era("meiji", "明治", "Meiji", "M", date(1868, 1, 25)),
            era("taisho", "大正", "Taisho", "T", date(1912, 7, 30)),
            era("showa", "昭和", "Showa", "S", date(1926, 12, 25)),
            era("heisei", "平成", "Heisei", "H", date(1989, 1, 8)),
            era("reiwa", "令和", "Reiwa", "R", date(2019, 5, 1)),
        ]
    }

    #[test]
    fn the_boundary_day_belongs_to_the_new_era() {
        for (day, written) in [
            (date(1912, 7, 29), "明治45年7月29日"),
            (date(1912, 7, 30), "大正元年7月30日"),
            (date(1926, 12, 24), "大正15年12月24日"),
            (date(1926, 12, 25), "昭和元年12月25日"),
            (date(1989, 1, 7), "昭和64年1月7日"),
            (date(1989, 1, 8), "平成元年1月8日"),
            (date(2019, 4, 30), "平成31年4月30日"),
            (date(2019, 5, 1), "令和元年5月1日"),
            (date(2026, 11, 20), "令和8年11月20日"),
        ] {
            assert_eq!(japanese_calendar(&eras(), day), written);
            assert_eq!(read(&eras(), written), Some(day), "{written}");
        }
    }

    #[test]
    fn both_calendars_stand_side_by_side() {
        assert_eq!(both_calendars(&eras(), date(2026, 11, 20)), "2026年（令和8年）11月20日");
    }

    #[test]
    fn every_usual_way_of_writing_a_date_is_read() {
        for text in [
            "R7.9.30",
            "r7.9.30",
            "令和7年9月30日",
            "㋿７．９．３０",
            "令和 7 年 9 月 30 日",
            "2025-09-30",
            "2025/9/30",
            "2025年9月30日",
        ] {
            assert_eq!(read(&eras(), text), Some(date(2025, 9, 30)), "{text}");
        }
    }

    #[test]
    fn a_day_outside_its_era_is_no_date() {
        for text in [
            "平成32年1月1日",
            "令和元年4月30日",
            "昭和64年1月8日",
            "R0.1.1",
            "令和7年13月1日",
            "令和7年2月29日",
            "",
            "7.9.30",
            "きのう",
        ] {
            assert_eq!(read(&eras(), text), None, "{text}");
        }
    }

    #[test]
    fn before_the_table_there_is_no_era() {
        assert!(of(&eras(), date(1868, 1, 24)).is_none());
        assert_eq!(both_calendars(&eras(), date(1867, 12, 1)), "1867年12月1日");
    }

    /// An outside judge: ICU's Japanese calendar agrees on every day of the solar calendar up to 2030.
    #[test]
    fn icu_agrees_on_every_day() {
        use icu::calendar::{Date as IcuDate, cal::Japanese};
        let eras = eras();
        let mut day = date(1873, 1, 1);
        while day < date(2031, 1, 1) {
            let theirs = IcuDate::try_new_gregorian(i32::from(day.year()), day.month() as u8, day.day() as u8)
                .unwrap()
                .to_calendar(Japanese::new());
            let year = theirs.era_year();
            let ours = of(&eras, day).unwrap();
            assert_eq!((ours.era.id.as_str(), i32::from(ours.year)), (year.era.as_str(), year.year), "{day}");
            day = day.tomorrow().unwrap();
        }
    }
}
