//! Horizontal bars in plain text, for the terminal.

/// A bar of `width` cells for a percentage: filled, then empty; dots where there is no value.
#[must_use]
pub fn bars(value: Option<u8>, width: usize) -> String {
    match value {
        Some(value) => {
            let filled = (usize::from(value.min(100)) * width + 50) / 100;
            format!("{}{}", "█".repeat(filled), "░".repeat(width - filled))
        }
        None => "·".repeat(width),
    }
}

#[cfg(test)]
mod tests {
    use super::bars;

    #[test]
    fn a_bar_is_as_long_as_its_value() {
        assert_eq!(bars(Some(0), 10), "░░░░░░░░░░");
        assert_eq!(bars(Some(45), 10), "█████░░░░░");
        assert_eq!(bars(Some(100), 10), "██████████");
        assert_eq!(bars(Some(250), 4), "████");
        assert_eq!(bars(None, 3), "···");
    }
}
