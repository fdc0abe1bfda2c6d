//! Tokens of a real authority (`openssl ts`) hold, whatever algorithm it uses; whatever is wrong with one has its name.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]
#![expect(
    clippy::disallowed_methods,
    reason = "the pure crate reads no files and runs no processes; its test asks openssl"
)]

mod authority;

use std::sync::LazyLock;

use authority::{Authority, GOOD, Like, RSA};
use proof::time_stamp::{Anchors, NoAnchors, NotGranted, NotStamped, TimeStamp, check, granted, pem, request};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

const MANIFEST: &[u8] = b"{\"files\":[]}";
const NONCE: [u8; 8] = [0x41, 2, 3, 4, 5, 6, 7, 8];

/// The authority that most tests ask.
static ONE: LazyLock<Authority> = LazyLock::new(|| Authority::like(GOOD));

fn imprint() -> [u8; 32] {
    Sha256::digest(MANIFEST).into()
}

fn token(authority: &Authority) -> Vec<u8> {
    granted(&authority.reply(&request(&imprint(), &NONCE))).unwrap().to_vec()
}

fn anchors(authority: &Authority) -> Anchors {
    Anchors::read(&authority.root()).unwrap()
}

fn judged(authority: &Authority, token: &[u8]) -> Result<TimeStamp, NotStamped> {
    check(token, &imprint(), Some(&NONCE), &anchors(authority))
}

/// The information of a token, signed again by `openssl cms` with the certificate and key of an authority.
fn signed_again(authority: &Authority, info: &[u8], content: &str, more: &[&str]) -> Vec<u8> {
    let (from, again) = (authority.fresh("info"), authority.fresh("again"));
    authority.write(&from, info);
    let usual = ["cms", "-sign", "-binary", "-nodetach", "-in", &from, "-outform", "DER", "-nosmimecap"];
    let named = ["-econtent_type", content, "-signer", "signer.pem", "-inkey", "signer.key", "-out", &again];
    authority.run(&usual, &[&named[..], more].concat());
    authority.read(&again)
}

const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

/// The information in a token, as `openssl` takes it out.
fn info(authority: &Authority, token: &[u8]) -> Vec<u8> {
    let (whole, info) = (authority.fresh("whole"), authority.fresh("info"));
    authority.write(&whole, token);
    authority.run(&["cms", "-verify", "-noverify", "-inform", "DER", "-binary", "-in", &whole], &["-out", &info]);
    authority.read(&info)
}

fn now() -> i64 {
    i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap()
}

#[test]
fn a_token_holds_whatever_accepted_algorithm_signs_it_and_an_outsider_says_so_too() {
    const P256: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    const P384: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
    for (key, digest, naming) in [
        (RSA, "sha256", "sha1"),
        (RSA, "sha384", "sha256"),
        (RSA, "sha512", "sha512"),
        (P256, "sha256", "sha256"),
        (P256, "sha384", "sha256"),
        (P256, "sha512", "sha256"),
        (P384, "sha256", "sha256"),
        (P384, "sha384", "sha384"),
        (P384, "sha512", "sha256"),
    ] {
        let authority = Authority::like(Like { key, digest, naming, ..GOOD });
        let token = token(&authority);
        let stamp = judged(&authority, &token).unwrap_or_else(|error| panic!("{key:?} {digest} {naming}: {error}"));
        assert!((stamp.at / 1_000_000 - now()).abs() < 60, "{stamp:?}");
        assert_eq!(stamp.ends, 2_524_607_999_000_000, "{stamp:?}");
        assert_eq!((stamp.policy.as_str(), stamp.serial.as_str()), ("1.2.392.200000.1", "02"));
        assert_eq!(stamp.authority, "見本タイムスタンプ局 (見本時刻認証)");
        assert_eq!(stamp.chain.len(), 2, "the signer and its root");
        authority.judge(&token, MANIFEST, now()).unwrap();
    }
}

#[test]
fn what_is_kept_of_the_chain_is_what_openssl_needs() {
    let stamp = judged(&ONE, &token(&ONE)).unwrap();
    let written = pem(&stamp.chain[1..]);
    assert_eq!(written.trim(), ONE.root().trim());
    assert_eq!(
        Anchors::read(&pem(&stamp.chain)).unwrap(),
        Anchors::read(&(pem(&stamp.chain[..1]) + &ONE.root())).unwrap()
    );
}

#[test]
fn a_request_is_what_openssl_reads_and_has_nothing_but_digest_and_nonce() {
    let asked = request(&imprint(), &NONCE);
    ONE.write("asked", &asked);
    let text = String::from_utf8(ONE.run(&["ts", "-query", "-in", "asked", "-text"], &[])).unwrap();
    for part in ["Version: 1", "Hash Algorithm: sha256", "Nonce: 0x4102030405060708", "Certificate required: yes"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.contains("Policy OID: unspecified") && text.contains("Extensions:"), "{text}");
    assert_eq!(asked.len(), 67, "{asked:02x?}");
}

#[test]
fn a_refusal_is_told_by_its_word() {
    let mut asked = request(&imprint(), &NONCE);
    // SHA-256 becomes SHA-384, with a digest that is too short: the authority does not know it.
    let at = asked.windows(2).position(|two| two == [0x02, 0x01].as_slice() || two == [0x04, 0x02].as_slice());
    assert!(at.is_some());
    let oid = asked.windows(9).position(|part| part == [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]).unwrap();
    asked[oid + 8] = 0x02;
    assert_eq!(granted(&ONE.reply(&asked)), Err(NotGranted::Refused(Some("bad_alg"))));
    assert_eq!(granted(&ONE.reply(b"nothing")), Err(NotGranted::Refused(Some("bad_data_format"))));
    for (answer, expected) in [
        (&b"<html>"[..], NotGranted::Form),
        (b"", NotGranted::Form),
        // Waiting (3), and a rejection that gives no reason.
        (&[0x30, 5, 0x30, 3, 2, 1, 3], NotGranted::Refused(None)),
        (&[0x30, 5, 0x30, 3, 2, 1, 2], NotGranted::Refused(None)),
        // Granted, without a token.
        (&[0x30, 5, 0x30, 3, 2, 1, 0], NotGranted::Form),
        // A reason that is cut off.
        (&[0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 5, 0x20], NotGranted::Refused(Some("bad_request"))),
    ] {
        assert_eq!(granted(answer), Err(expected), "{answer:02x?}");
    }
}

#[test]
fn a_token_for_something_else_proves_nothing() {
    let token = token(&ONE);
    let known = anchors(&ONE);
    assert_eq!(check(&token, &[7; 32], Some(&NONCE), &known), Err(NotStamped::Imprint));
    assert_eq!(check(&token, &imprint(), Some(&[0x41; 8]), &known), Err(NotStamped::Nonce));
    assert!(check(&token, &imprint(), None, &known).is_ok(), "later nobody asks for the nonce");
    let other = Authority::like(GOOD);
    assert_eq!(judged(&other, &token), Err(NotStamped::Untrusted), "of the same names, and another key");
    let both = Anchors::read(&(other.root() + &ONE.root())).unwrap();
    assert!(check(&token, &imprint(), Some(&NONCE), &both).is_ok(), "one of several is enough");
}

#[test]
fn a_signer_that_may_not_or_may_no_more_proves_nothing() {
    let info = info(&ONE, &token(&ONE));
    let again = |like: Like| {
        let authority = Authority::like(like);
        let token = signed_again(&authority, &info, TST_INFO, &["-cades", "-md", like.digest]);
        (judged(&authority, &token), authority.judge(&token, MANIFEST, now()))
    };
    assert!(again(GOOD).0.is_ok(), "{:?}", again(GOOD));
    for (like, expected) in [
        (Like { until: "20210101000000Z", ..GOOD }, NotStamped::Expired),
        (Like { from: "20480101000000Z", ..GOOD }, NotStamped::Expired),
        (Like { purpose: "critical,serverAuth", ..GOOD }, NotStamped::Purpose),
        (Like { purpose: "timeStamping", ..GOOD }, NotStamped::Purpose),
        (Like { purpose: "critical,timeStamping,codeSigning", ..GOOD }, NotStamped::Purpose),
        (Like { key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], ..GOOD }, NotStamped::Algorithm),
        (Like { key: &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], ..GOOD }, NotStamped::Signature),
    ] {
        let (ours, theirs) = again(like);
        assert_eq!(ours, Err(expected), "{like:?}");
        // openssl itself takes short keys and other signatures where nobody tells it not to.
        let weak = matches!(expected, NotStamped::Algorithm | NotStamped::Signature);
        assert!(weak || theirs.is_err(), "{like:?}");
    }
}

#[test]
fn a_token_whose_signer_is_not_bound_or_that_is_no_token_proves_nothing() {
    let info = info(&ONE, &token(&ONE));
    for (expected, content, more) in [
        (NotStamped::Binding, TST_INFO, &[][..]),
        (NotStamped::NoCertificate, TST_INFO, &["-cades", "-nocerts"][..]),
        (NotStamped::Content, "1.2.840.113549.1.7.1", &["-cades"][..]),
        (NotStamped::Form, TST_INFO, &["-noattr"][..]),
    ] {
        assert_eq!(judged(&ONE, &signed_again(&ONE, &info, content, more)), Err(expected), "{more:?}");
    }
    let by_key = signed_again(&ONE, &info, TST_INFO, &["-cades", "-keyid"]);
    assert!(judged(&ONE, &by_key).is_ok(), "a signer may be named by the identifier of its key");
    assert_eq!(judged(&ONE, &signed_again(&ONE, b"no information", TST_INFO, &["-cades"])), Err(NotStamped::Form));
    for bytes in [&b""[..], b"\x30\x00", b"<html>", &[0xff; 300]] {
        assert_eq!(judged(&ONE, bytes), Err(NotStamped::Form), "{bytes:02x?}");
    }
}

#[test]
fn certificates_may_stand_in_any_order_and_number() {
    let info = info(&ONE, &token(&ONE));
    let with_root = signed_again(&ONE, &info, TST_INFO, &["-cades", "-certfile", "root.pem"]);
    assert_eq!(judged(&ONE, &with_root).unwrap().chain.len(), 2);
    // The two change places: no DER any more, but what some authorities send.
    ONE.run(&["x509", "-in", "root.pem", "-outform", "DER"], &["-out", "root.der"]);
    ONE.run(&["x509", "-in", "signer.pem", "-outform", "DER"], &["-out", "signer.der"]);
    let (root, signer) = (ONE.read("root.der"), ONE.read("signer.der"));
    let find = |part: &[u8]| with_root.windows(part.len()).position(|found| found == part).unwrap();
    let first = find(&root).min(find(&signer));
    let turned = if find(&root) < find(&signer) { [signer, root].concat() } else { [root, signer].concat() };
    let mut token = with_root.clone();
    token[first..first + turned.len()].copy_from_slice(&turned);
    assert_ne!(token, with_root);
    assert!(judged(&ONE, &token).is_ok());
}

#[test]
fn anchors_are_certificates_and_nothing_else() {
    assert_eq!(Anchors::read(""), Err(NoAnchors::None));
    assert_eq!(Anchors::read("certificates"), Err(NoAnchors::None));
    let root = ONE.root();
    let (_, body) = root.split_once('\n').unwrap();
    assert_eq!(
        Anchors::read(&format!("{root}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
        Err(NoAnchors::Unreadable(2))
    );
    assert_eq!(Anchors::read(&format!("-----BEGIN CERTIFICATE-----\n{}", &body[..100])), Err(NoAnchors::Unreadable(1)));
    assert_eq!(Anchors::read(&root.repeat(101)), Err(NoAnchors::TooMany));
    assert!(Anchors::read(&format!("# 見本\n{root}\n# and another\n{root}")).is_ok());
}

#[test]
fn every_reason_says_something_of_its_own() {
    let said: std::collections::BTreeSet<String> = NotStamped::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), NotStamped::ALL.len());
}

#[test]
fn whatever_single_byte_is_changed_the_token_holds_no_more_or_says_the_same() {
    let token = token(&ONE);
    let good = judged(&ONE, &token).unwrap();
    for at in 0..token.len() {
        for flip in [0x01, 0x80] {
            let mut other = token.clone();
            other[at] ^= flip;
            // What is not signed (a version, an algorithm's parameters) may change; what is told may not.
            if let Ok(stamp) = judged(&ONE, &other) {
                assert_eq!(
                    (stamp.at, &stamp.serial, &stamp.policy),
                    (good.at, &good.serial, &good.policy),
                    "byte {at}"
                );
                assert_eq!((stamp.ends, &stamp.authority), (good.ends, &good.authority), "byte {at}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_input_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = granted(&bytes);
        let _ = judged(&ONE, &bytes);
        let _ = Anchors::read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_damage_makes_it_panic(from in 0_usize..2_000, bytes in prop::collection::vec(any::<u8>(), 0..8), cut in 0_usize..4_000) {
        static TOKEN: LazyLock<Vec<u8>> = LazyLock::new(|| token(&ONE));
        let mut token = TOKEN.clone();
        let at = from.min(token.len());
        token.splice(at..(at + bytes.len()).min(token.len()), bytes);
        token.truncate(cut);
        let _ = judged(&ONE, &token);
        let _ = granted(&token);
    }
}
