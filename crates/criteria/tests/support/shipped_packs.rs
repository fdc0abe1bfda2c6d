//! The bytes of the shipped packs. Editions never change, so their names can stand here.

pub(crate) const SHIPPED: [(&str, &[u8]); 7] = [
    ("contacts/2026-11.toml", include_bytes!("../../../../packs/contacts/2026-11.toml")),
    ("leak-cases/2026-11.toml", include_bytes!("../../../../packs/leak-cases/2026-11.toml")),
    ("reference/2026-11.toml", include_bytes!("../../../../packs/reference/2026-11.toml")),
    ("rules/2026-11.toml", include_bytes!("../../../../packs/rules/2026-11.toml")),
    ("tics-19/2026-11.toml", include_bytes!("../../../../packs/tics-19/2026-11.toml")),
    ("tics-h30/2026-11.toml", include_bytes!("../../../../packs/tics-h30/2026-11.toml")),
    ("tics-revised/2026-11.toml", include_bytes!("../../../../packs/tics-revised/2026-11.toml")),
];
