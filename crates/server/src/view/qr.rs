//! A QR code as a drawing within the page: dark squares on white, whatever the colour scheme, with the quiet border
//! that readers expect.

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// Squares of the border.
const QUIET: usize = 4;

/// The code of `text`; `label` says what it is to who does not see it. None = the text is too long for one.
pub(crate) fn code(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = |(at, color): (usize, Color)| (color == Color::Dark).then_some((at % width, at / width));
    let squares = code.to_colors().into_iter().enumerate().filter_map(dark);
    let path: String = squares.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect();
    let size = width + 2 * QUIET;
    let view = format!("0 0 {size} {size}");
    Some(html! {
        svg.qr viewBox=(view) role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect.qr-ground width=(size) height=(size) {}
            path.qr-dark d=(path) {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finders_a_border_and_its_label() {
        let drawn = code("otpauth://totp/Mamori:hanako?secret=JBSWY3DPEHPK3PXP", "登録用").unwrap().into_string();
        assert!(drawn.contains(r#"aria-label="登録用""#), "{drawn}");
        // The first finder begins where the border ends.
        assert!(drawn.contains(r#"d="M4 4h1v1h-1zM5 4"#), "{drawn}");
        assert!(code(&"a".repeat(4_000), "").is_none());
    }
}
