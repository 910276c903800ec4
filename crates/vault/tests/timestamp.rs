//! Timestamps of a throw-away authority: what we accept, `openssl ts -verify` accepts, and what it refuses, we refuse.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::authority::Authority;
use common::{Case, draft, files, replace, time};
use std::fs;
use vault::timestamp::{self, BadStamp};
use vault::{Problem, VaultError, verify};

const NOTE: &[u8] = b"inquest/case/0011223344556677\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

#[test]
fn what_openssl_stamps_is_accepted_by_both() {
    for kind in ["rsa:2048", "P-256", "P-384"] {
        let authority = Authority::new(kind);
        let request = timestamp::request(NOTE, [0xff, 1, 2, 3, 4, 5, 6, 7]);
        let nonce = timestamp::nonce(&request).unwrap();
        assert_eq!(nonce, [0x7f, 1, 2, 3, 4, 5, 6, 7]);
        let response = authority.answer(&request);
        let stamp = timestamp::check(&response, NOTE, Some(&nonce), &authority.trusted());
        let age = jiff::Timestamp::now().as_second() - stamp.unwrap().at.as_second();
        assert!((0..600).contains(&age), "{age}");
        assert!(authority.openssl_accepts(&response, NOTE));
    }
}

#[test]
fn what_does_not_belong_together_is_told_apart() {
    let (authority, stranger) = (Authority::new("P-256"), Authority::new("P-256"));
    let request = timestamp::request(NOTE, [1; 8]);
    let response = authority.answer(&request);
    let check = |response: &[u8], note: &[u8], nonce: [u8; 8], trusted: &str| {
        let nonce = timestamp::nonce(&timestamp::request(note, nonce)).unwrap();
        timestamp::check(response, note, Some(&nonce), trusted)
    };
    let trusted = authority.trusted();
    assert!(check(&response, NOTE, [1; 8], &trusted).is_ok());
    assert_eq!(check(&response, NOTE, [2; 8], &trusted), Err(BadStamp::OtherNonce));
    assert_eq!(check(&response, b"other", [1; 8], &trusted), Err(BadStamp::OtherImprint));
    assert_eq!(check(&response, NOTE, [1; 8], &stranger.trusted()), Err(BadStamp::Untrusted));
    assert_eq!(check(&response, NOTE, [1; 8], ""), Err(BadStamp::Untrusted));
    assert!(check(&response, NOTE, [1; 8], &(stranger.trusted() + &trusted)).is_ok());
    let refused = authority.answer(b"nonsense");
    assert_eq!(check(&refused, NOTE, [1; 8], &trusted), Err(BadStamp::Refused(2)));
    assert!(matches!(
        check(&response[..response.len() - 1], NOTE, [1; 8], &trusted),
        Err(BadStamp::Unreadable(_))
    ));
}

#[test]
fn a_certificate_for_something_else_stamps_nothing() {
    let good = "extendedKeyUsage=critical,timeStamping";
    for (extensions, expected) in [
        (good, None),
        ("extendedKeyUsage=timeStamping", Some(BadStamp::NotForTimestamps)),
        ("extendedKeyUsage=critical,timeStamping,serverAuth", Some(BadStamp::NotForTimestamps)),
        ("keyUsage=critical,digitalSignature", Some(BadStamp::NotForTimestamps)),
        (&format!("{good}\n1.2.3.4=critical,ASN1:NULL"), Some(BadStamp::Untrusted)),
    ] {
        let authority = Authority::new("P-256");
        let response = authority.answer_of(extensions, &timestamp::request(NOTE, [1; 8]));
        let ours = timestamp::check(&response, NOTE, None, &authority.trusted());
        assert_eq!(ours.err(), expected, "{extensions}");
        assert_eq!(authority.openssl_accepts(&response, NOTE), expected.is_none(), "{extensions}");
    }
}

#[test]
fn of_a_change_of_any_byte_nothing_is_accepted_that_openssl_refuses() {
    let authority = Authority::new("P-256");
    let response = authority.answer(&timestamp::request(NOTE, [1; 8]));
    let trusted = authority.trusted();
    let mut accepted = 0;
    for at in 0..response.len() {
        let mut changed = response.clone();
        changed[at] ^= 0x01;
        // A few bytes outside what is signed say nothing (a version number, a digest that is named and not used). The
        // SHA-256 by which the log names a response covers them too.
        if timestamp::check(&changed, NOTE, None, &trusted).is_ok() {
            accepted += 1;
            assert!(authority.openssl_accepts(&changed, NOTE), "byte {at}: accepted by us alone");
        }
    }
    assert!(accepted < 40, "{accepted} of {}", response.len());
    for length in (0..response.len()).step_by(7) {
        assert!(timestamp::check(&response[..length], NOTE, None, &trusted).is_err());
    }
}

#[test]
fn a_log_keeps_timestamps_of_several_authorities_and_misses_each_of_their_bytes() {
    let case = Case::filled();
    let (first, second) = (Authority::new("P-256"), Authority::new("rsa:2048"));
    let mut vault = case.open().unwrap();
    let request = vault.request_timestamp().unwrap();
    let answers = [first.answer(&request), second.answer(&request)];
    vault.append(vec![draft(4)]).unwrap();
    for (answer, authority) in answers.iter().zip([&first, &second]) {
        for _ in 0..2 {
            vault.keep_timestamp(answer, authority.trusted().as_bytes(), "m.k", time(9)).unwrap();
        }
    }
    let foreign = first.answer(&timestamp::request(b"other", [1; 8]));
    for (answer, trusted, why) in [
        (&foreign, first.trusted(), BadStamp::OtherImprint),
        (&answers[0], second.trusted(), BadStamp::Untrusted),
    ] {
        let kept = vault.keep_timestamp(answer, trusted.as_bytes(), "m.k", time(9));
        assert!(matches!(kept, Err(VaultError::Timestamp(error)) if error == why));
    }
    drop(vault);
    let verified = verify(&case.path()).unwrap();
    let told: Vec<_> = verified.stamped.iter().map(|s| (s.entry, s.entries)).collect();
    assert_eq!(told, [(7, 6), (8, 6)], "each once, of the log as it was when it was asked for");

    let kept = files(&case.at("log/timestamps"));
    assert_eq!(kept.len(), 1 + 1 + 2 + 2);
    for path in kept {
        let bytes = fs::read(&path).unwrap();
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 40) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x01;
            replace(&path, &changed);
            let problems = verify(&case.path()).unwrap_err();
            assert!(problems.iter().all(|p| matches!(p, Problem::Timestamp { .. })), "{problems:?}");
        }
        fs::remove_file(&path).unwrap();
        assert!(verify(&case.path()).unwrap_err()[0].to_string().contains("is missing"));
        fs::write(&path, bytes).unwrap();
    }
    assert!(verify(&case.path()).is_ok());
}
