//! A line over time: percentages at days, with a second line beside it. A day without a value is a gap, never a guess.
//!
//! Knows days as numbers and their words as parameters; coordinates are whole tenths of a unit.

use std::fmt::Write as _;

use crate::svg::{escape, tenths};

/// Width and height of the picture, in tenths of a unit.
const SIZE: (i32, i32) = (7200, 2800);
/// The field of the lines: left, top, right, bottom.
const FIELD: (i32, i32, i32, i32) = (480, 260, 6960, 2300);
/// The least distance between the words of two ticks.
const APART: i32 = 700;

/// Percentages over days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// What the picture shows, in words (`<title>`).
    pub title: String,
    /// The whole content in words (`<desc>`).
    pub description: String,
    /// What the first line is called.
    pub name: String,
    /// What the second line is called.
    pub beside: String,
    /// The points, the earliest first.
    pub points: Vec<TrendPoint>,
    /// The first days of months on the axis, with their words, the earliest first.
    pub ticks: Vec<(i32, String)>,
}

/// The values of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendPoint {
    /// The day, counted from any day before.
    pub day: i32,
    /// The day in words, for the table.
    pub label: String,
    /// 0 to 100, or none.
    pub value: Option<u8>,
    /// The same of the second line.
    pub beside: Option<u8>,
}

impl Trend {
    /// The picture: a whole SVG document that needs no style sheet. Classes let a page restyle it.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut svg = String::new();
        let _ = write!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="trend" viewBox="0 0 {} {}" role="img" aria-labelledby="trend-title trend-desc"><title id="trend-title">{}</title><desc id="trend-desc">{}</desc>"#,
            tenths(SIZE.0),
            tenths(SIZE.1),
            escape(&self.title),
            escape(&self.description),
        );
        self.grid(&mut svg);
        let values: Vec<_> = self.points.iter().map(|point| point.value).collect();
        let beside: Vec<_> = self.points.iter().map(|point| point.beside).collect();
        let _ = write!(
            svg,
            r##"<path class="trend-beside" d="{}" fill="none" stroke="#595959" stroke-width="2" stroke-dasharray="6 4"/><path class="trend-line" d="{}" fill="none" stroke="#0017c1" stroke-width="2.5" stroke-linejoin="round"/><path class="trend-dots" d="{}" fill="none" stroke="#0017c1" stroke-width="8" stroke-linecap="round"/>"##,
            self.line(&beside),
            self.line(&values),
            self.dots(&values),
        );
        self.numbers(&mut svg);
        svg.push_str("</svg>");
        svg
    }

    /// The table: day, value, second value.
    pub fn rows(&self) -> impl Iterator<Item = (&str, Option<u8>, Option<u8>)> {
        self.points.iter().map(|point| (point.label.as_str(), point.value, point.beside))
    }

    /// First and last day on the axis, at least one day apart.
    fn span(&self) -> (i32, i32) {
        let days = || self.points.iter().map(|point| point.day).chain(self.ticks.iter().map(|(day, _)| *day));
        let (first, last) = (days().min().unwrap_or(0), days().max().unwrap_or(0));
        (first, last.max(first + 1))
    }

    fn x(&self, day: i32) -> i32 {
        let (first, last) = self.span();
        let along = i64::from(day - first) * i64::from(FIELD.2 - FIELD.0) / i64::from(last - first);
        FIELD.0 + i32::try_from(along).unwrap_or(0)
    }

    fn grid(&self, svg: &mut String) {
        for percent in [0_u8, 25, 50, 75, 100] {
            let y = tenths(y(percent));
            let (left, right) = (tenths(FIELD.0), tenths(FIELD.2));
            let _ = write!(
                svg,
                r##"<path class="trend-grid" d="M{left} {y} H{right}" fill="none" stroke="#b3b3b3" stroke-width="1"/><text class="trend-text" x="{}" y="{y}" font-size="13" text-anchor="end" dominant-baseline="central">{percent}</text>"##,
                tenths(FIELD.0 - 60),
            );
        }
        let mut free = i32::MIN;
        for (day, label) in &self.ticks {
            let x = self.x(*day);
            let (bottom, tip) = (tenths(FIELD.3), tenths(FIELD.3 + 50));
            let _ = write!(
                svg,
                r##"<path class="trend-grid" d="M{0} {bottom} V{tip}" fill="none" stroke="#b3b3b3" stroke-width="1"/>"##,
                tenths(x)
            );
            if x < free {
                continue;
            }
            free = x + APART;
            let _ = write!(
                svg,
                r#"<text class="trend-text" x="{}" y="{}" font-size="13" text-anchor="middle">{}</text>"#,
                tenths(x),
                tenths(FIELD.3 + 240),
                escape(label)
            );
        }
    }

    /// A stroke between each two neighbours that both have a value.
    fn line(&self, values: &[Option<u8>]) -> String {
        let at = |i: usize| Some((self.x(self.points[i].day), y(values[i]?)));
        (1..self.points.len())
            .filter_map(|i| {
                let ((a, b), (c, d)) = (at(i - 1)?, at(i)?);
                Some(format!("M{} {} L{} {}", tenths(a), tenths(b), tenths(c), tenths(d)))
            })
            .collect()
    }

    /// A dot at each value (a stroke of no length with round caps).
    fn dots(&self, values: &[Option<u8>]) -> String {
        let dot = |(point, value): (&TrendPoint, &Option<u8>)| {
            Some(format!("M{} {} h0", tenths(self.x(point.day)), tenths(y((*value)?))))
        };
        self.points.iter().zip(values).filter_map(dot).collect()
    }

    /// The value above its dot.
    fn numbers(&self, svg: &mut String) {
        let mut free = i32::MIN;
        for point in &self.points {
            let (Some(value), x) = (point.value, self.x(point.day)) else { continue };
            if x < free {
                continue;
            }
            free = x + 350;
            let _ = write!(
                svg,
                r#"<text class="trend-text trend-value" x="{}" y="{}" font-size="14" font-weight="700" text-anchor="middle">{value}</text>"#,
                tenths(x),
                tenths(y(value) - 90)
            );
        }
    }
}

/// The height of a percentage.
fn y(percent: u8) -> i32 {
    FIELD.3 - (FIELD.3 - FIELD.1) * i32::from(percent.min(100)) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(values: &[(i32, Option<u8>, Option<u8>)]) -> Trend {
        let point = |(day, value, beside): &(i32, Option<u8>, Option<u8>)| TrendPoint {
            day: *day,
            label: format!("{day}日"),
            value: *value,
            beside: *beside,
        };
        Trend {
            title: "推移".into(),
            description: "<説明>".into(),
            name: "全体".into(),
            beside: "いちばん低い取組".into(),
            points: values.iter().map(point).collect(),
            ticks: vec![(0, "11月".into()), (30, "12月".into())],
        }
    }

    #[test]
    fn a_line_joins_the_days_that_have_a_value() {
        insta::assert_snapshot!(trend(&[(0, Some(0), Some(0)), (15, Some(50), Some(25)), (30, Some(100), None)]).svg());
    }

    #[test]
    fn a_day_without_a_value_is_a_gap() {
        let svg = trend(&[(0, Some(10), None), (10, None, None), (20, Some(30), None)]).svg();
        assert!(svg.contains(r#"class="trend-line" d="""#), "no stroke over a gap: {svg}");
        assert_eq!(svg.matches("h0").count(), 2);
    }

    #[test]
    fn one_day_alone_is_a_dot_and_words_are_escaped() {
        let mut one = trend(&[(5, Some(40), None)]);
        one.ticks.clear();
        let svg = one.svg();
        assert_eq!(svg.matches("h0").count(), 1);
        assert!(svg.contains("&lt;説明&gt;"));
    }

    #[test]
    fn the_table_and_the_picture_are_of_the_same_points() {
        let figure = trend(&[(0, Some(40), Some(10)), (10, None, None)]);
        let rows: Vec<_> = figure.rows().collect();
        assert_eq!(rows, [("0日", Some(40), Some(10)), ("10日", None, None)]);
    }

    #[test]
    fn heights_lie_between_the_bottom_and_the_top() {
        assert_eq!((y(0), y(100), y(255)), (FIELD.3, FIELD.1, FIELD.1));
    }
}
