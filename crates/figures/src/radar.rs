//! The radar chart. A spoke without a value is never drawn as if it had one (spec 7 §3).
//!
//! Coordinates are whole tenths of a unit, so that the module on the device, which moves the same
//! points, arrives at the same picture.

use std::f64::consts::TAU;
use std::fmt::Write as _;

use crate::svg::{escape, tenths};

/// Width and height of the picture, and its centre and radius, in tenths of a unit.
const SIZE: (i32, i32) = (4600, 3600);
const CENTRE: (i32, i32) = (2300, 1820);
const RADIUS: i32 = 1180;

/// A radar chart over percentages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Radar {
    /// What the picture shows, in words (`<title>`).
    pub title: String,
    /// The whole content in words (`<desc>`).
    pub description: String,
    /// The spokes, clockwise from the top. At least three.
    pub spokes: Vec<Spoke>,
}

/// One spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoke {
    /// Stable name, kept in `data-spoke`.
    pub id: String,
    /// Label without the value.
    pub label: String,
    /// 0 to 100, or none.
    pub value: Option<u8>,
    /// An earlier value to compare with, or none.
    pub before: Option<u8>,
}

impl Radar {
    /// The picture: a whole SVG document that needs no style sheet. Classes let a page restyle it.
    #[must_use]
    pub fn svg(&self) -> String {
        let tips = self.tips();
        let mut svg = String::new();
        let (width, height) = (tenths(SIZE.0), tenths(SIZE.1));
        let list: Vec<String> = tips.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let _ = write!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="radar" viewBox="0 0 {width} {height}" role="img" aria-labelledby="radar-title radar-desc" data-centre="{},{}" data-tips="{}"><title id="radar-title">{}</title><desc id="radar-desc">{}</desc>"#,
            CENTRE.0,
            CENTRE.1,
            list.join(" "),
            escape(&self.title),
            escape(&self.description),
        );
        self.grid(&mut svg, &tips);
        let before: Vec<Option<u8>> = self.spokes.iter().map(|spoke| spoke.before).collect();
        let now: Vec<Option<u8>> = self.spokes.iter().map(|spoke| spoke.value).collect();
        let _ = write!(
            svg,
            r##"<path class="radar-area" d="{}" fill="#0017c1" fill-opacity="0.13"/><path class="radar-before" d="{}" fill="none" stroke="#595959" stroke-width="2" stroke-dasharray="6 4"/><path class="radar-line" d="{}" fill="none" stroke="#0017c1" stroke-width="2.5" stroke-linejoin="round"/><path class="radar-dots" d="{}" fill="none" stroke="#0017c1" stroke-width="8" stroke-linecap="round"/>"##,
            area(&tips, &now),
            line(&tips, &before),
            line(&tips, &now),
            dots(&tips, &now),
        );
        self.labels(&mut svg);
        svg.push_str("</svg>");
        svg
    }

    /// The table: label, earlier value, value.
    pub fn rows(&self) -> impl Iterator<Item = (&str, Option<u8>, Option<u8>)> {
        self.spokes.iter().map(|spoke| (spoke.label.as_str(), spoke.before, spoke.value))
    }

    /// The points at 100, in tenths, clockwise from the top.
    fn tips(&self) -> Vec<(i32, i32)> {
        (0..self.spokes.len()).map(|i| self.point(i, RADIUS)).collect()
    }

    fn point(&self, spoke: usize, radius: i32) -> (i32, i32) {
        #[expect(clippy::cast_precision_loss, reason = "a chart has a handful of spokes")]
        let angle = TAU * spoke as f64 / self.spokes.len().max(1) as f64;
        #[expect(clippy::cast_possible_truncation, reason = "coordinates are a few thousand tenths")]
        let whole = |value: f64| value.round() as i32;
        (CENTRE.0 + whole(angle.sin() * f64::from(radius)), CENTRE.1 - whole(angle.cos() * f64::from(radius)))
    }

    fn grid(&self, svg: &mut String, tips: &[(i32, i32)]) {
        svg.push_str(r##"<g class="radar-grid" fill="none" stroke="#b3b3b3">"##);
        for percent in [25, 50, 75, 100] {
            let ring: Vec<Option<u8>> = vec![Some(percent); tips.len()];
            let _ = write!(svg, r#"<path d="{}"/>"#, area(tips, &ring));
        }
        for tip in tips {
            let _ = write!(svg, r#"<path d="M{} L{}"/>"#, pair(CENTRE), pair(*tip));
        }
        svg.push_str("</g>");
    }

    fn labels(&self, svg: &mut String) {
        svg.push_str(r##"<g class="radar-labels" font-family="'Noto Sans JP Variable','Noto Sans JP','Noto Sans CJK JP',sans-serif" font-size="17" fill="#1a1a1a">"##);
        for (i, spoke) in self.spokes.iter().enumerate() {
            let (x, y) = self.point(i, RADIUS + 120);
            let anchor = match x - CENTRE.0 {
                -300..=300 => "middle",
                301.. => "start",
                _ => "end",
            };
            // Two lines, label and value, around the point: above it at the top, below it at the bottom.
            let first = y + (y - CENTRE.1) / 12 - 10;
            let x = tenths(x);
            let _ = write!(
                svg,
                r#"<text text-anchor="{anchor}" data-spoke="{}"><tspan x="{x}" y="{}">{}</tspan><tspan class="radar-value" x="{x}" y="{}" font-weight="700">{}</tspan></text>"#,
                escape(&spoke.id),
                tenths(first),
                escape(&spoke.label),
                tenths(first + 190),
                spoke.value.map_or_else(|| "—".to_owned(), |value| value.to_string()),
            );
        }
        svg.push_str("</g>");
    }
}

/// The point at `value` percent of the way from the centre to `tip`, rounded half up.
fn at(tip: (i32, i32), value: u8) -> (i32, i32) {
    let along = |from: i32, to: i32| (from * 200 + (to - from) * 2 * i32::from(value) + 100).div_euclid(200);
    (along(CENTRE.0, tip.0), along(CENTRE.1, tip.1))
}

fn pair((x, y): (i32, i32)) -> String {
    format!("{} {}", tenths(x), tenths(y))
}

/// The closed shape, only when every spoke has a value.
fn area(tips: &[(i32, i32)], values: &[Option<u8>]) -> String {
    let points: Option<Vec<String>> =
        tips.iter().zip(values).map(|(tip, value)| value.map(|value| pair(at(*tip, value)))).collect();
    points.filter(|points| !points.is_empty()).map(|points| format!("M{}Z", points.join(" L"))).unwrap_or_default()
}

/// A stroke between each two neighbours that both have a value.
fn line(tips: &[(i32, i32)], values: &[Option<u8>]) -> String {
    let count = tips.len();
    (0..count)
        .filter_map(|i| {
            let next = (i + 1) % count;
            Some(format!("M{} L{}", pair(at(tips[i], values[i]?)), pair(at(tips[next], values[next]?))))
        })
        .collect()
}

/// A dot at each value (a stroke of no length with round caps).
fn dots(tips: &[(i32, i32)], values: &[Option<u8>]) -> String {
    tips.iter().zip(values).filter_map(|(tip, value)| Some(format!("M{} h0", pair(at(*tip, (*value)?))))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn radar(values: &[Option<u8>]) -> Radar {
        let spokes = values.iter().enumerate().map(|(i, value)| Spoke {
            id: format!("effort-{}", i + 1),
            label: format!("軸{}", i + 1),
            value: *value,
            before: None,
        });
        Radar { title: "取組ごとの状況".into(), description: "<説明>".into(), spokes: spokes.collect() }
    }

    #[test]
    fn a_whole_chart_is_one_closed_shape() {
        insta::assert_snapshot!(radar(&[Some(100), Some(50), Some(0)]).svg());
    }

    #[test]
    fn a_spoke_without_a_value_is_a_gap_and_says_so() {
        let svg = radar(&[Some(100), None, Some(50), Some(25)]).svg();
        assert!(svg.contains(r#"class="radar-area" d="""#), "no closed shape over a gap");
        assert_eq!(svg.matches("h0").count(), 3, "three dots");
        assert!(svg.contains(">—</tspan>"));
    }

    #[test]
    fn text_is_escaped() {
        assert!(radar(&[Some(1), Some(2), Some(3)]).svg().contains("&lt;説明&gt;"));
    }

    #[test]
    fn values_lie_between_the_centre_and_the_tip() {
        assert_eq!(at((2300, 640), 0), CENTRE);
        assert_eq!(at((2300, 640), 100), (2300, 640));
        assert_eq!(at((2301, 1821), 50), (2301, 1821), "half up");
    }
}
