//! The key of the case: it cannot be lost, swapped or left out unseen, and others can check what it signed.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Case, draft, replace};
use std::fs;
use std::process::Command;
use vault::{Checkpoint, Kept, Note, Problem, Vault, VaultError, verify};

fn note(case: &Case) -> String {
    fs::read_to_string(case.at("log/checkpoint")).unwrap()
}

/// The log of a case with its first line taken out and the others chained anew, as a forger could: without a key.
fn unsigned(case: &Case) {
    let text = fs::read_to_string(case.at("log/entries.jsonl")).unwrap();
    let mut lines = Vec::new();
    let mut prev = vault::Hash::ZERO;
    for (n, line) in text.lines().skip(1).enumerate() {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["n"] = n.into();
        line["prev"] = prev.to_string().into();
        let line = vault::canonical::to_string(&line).unwrap();
        prev = vault::Hash::of(line.as_bytes());
        lines.push(line);
    }
    replace(&case.at("log/entries.jsonl"), (lines.join("\n") + "\n").as_bytes());
    let leaves: Vec<_> = lines.iter().map(|line| vault::merkle::leaf(line.as_bytes())).collect();
    let checkpoint = Checkpoint {
        origin: format!("inquest/case/{}", &vault::Hash::of(lines[0].as_bytes()).to_string()[..16]),
        entries: lines.len() as u64,
        root: vault::merkle::Tree::over(&leaves).root(),
    };
    replace(&case.at("log/checkpoint"), checkpoint.to_string().as_bytes());
}

#[test]
fn openssl_agrees_on_the_signature() {
    let case = Case::filled();
    let file = |name: &str, bytes: &[u8]| case.file(name, bytes).into_os_string();
    let vkey = fs::read_to_string(case.at("log/key.pub")).unwrap();
    let note: Note = note(&case).parse().unwrap();
    let agrees = |text: &str| {
        // RFC 8410: the DER of an Ed25519 public key is these 12 bytes and the key. The vkey holds 0x01 and the key.
        let script = "{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; \
             cut -d+ -f3- \"$1\" | openssl base64 -d -A | tail -c 32; } > \"$2\" && \
             openssl pkeyutl -verify -pubin -keyform DER -inkey \"$2\" -rawin -in \"$3\" -sigfile \"$4\"";
        let args = [
            file("vkey", vkey.as_bytes()),
            file("der", b""),
            file("text", text.as_bytes()),
            file("signature", &note.signatures[0].bytes),
        ];
        Command::new("sh").args(["-c", script, "sh"]).args(args).output().unwrap().status.success()
    };
    assert!(agrees(&note.text));
    assert!(!agrees(&note.text.replace('6', "7")));

    let mut pkey = Command::new("openssl");
    let secret =
        pkey.args(["pkey", "-noout", "-text", "-in"]).arg(case.at("keys/case.key")).output().unwrap();
    let told = String::from_utf8(secret.stdout).unwrap();
    assert!(told.starts_with("ED25519 Private-Key"), "openssl reads the secret file: {told}");
}

#[test]
fn a_signature_taken_off_is_missed_and_one_of_others_is_no_matter() {
    let case = Case::filled();
    let whole = note(&case);
    let said = |text: &str| {
        replace(&case.at("log/checkpoint"), text.as_bytes());
        verify(&case.path())
    };
    let body = whole.split_inclusive('\n').take(3).collect::<String>();
    assert_eq!(said(&body), Err(vec![Problem::CheckpointUnsigned { key: 0 }]));
    let witnessed = format!("{whole}— witness.example/w AAAAAAE=\n");
    assert!(said(&witnessed).is_ok());
    assert!(said(&format!("{body}\n— witness.example/w AAAAAAE=\n")).is_err());
    assert!(said(&format!("{whole}\n")).is_err());
    assert!(said(&whole[..whole.len() - 9]).is_err());

    // A line of another's is kept by a writer that has nothing to add.
    assert!(said(&witnessed).is_ok());
    drop(case.open().unwrap());
    assert_eq!(note(&case), witnessed);
}

#[test]
fn a_log_that_was_written_anew_with_another_key_is_told_from_a_kept_checkpoint() {
    let (case, forged) = (Case::filled(), Case::new());
    let kept = Kept::read(note(&case).as_bytes()).unwrap();
    let mut vault = Vault::create_or_open_with(&forged.path(), |bytes| {
        bytes.fill(99);
        Ok(())
    })
    .unwrap();
    vault.append((0..9).map(draft).collect()).unwrap();
    assert!(verify(&forged.path()).is_ok(), "in itself all holds");
    assert_eq!(vault.continues_signed(&kept), Err(Problem::CheckpointDiffers { says: 6 }));
    assert_eq!(case.open().unwrap().continues_signed(&kept), Ok(0));
    let mut stripped = kept.clone();
    stripped.note = None;
    let vault = case.open().unwrap();
    assert_eq!(
        vault.continues_signed(&stripped),
        Ok(0),
        "three bare lines that were kept speak for themselves"
    );
    stripped.note = kept.note.clone().map(|mut note| {
        note.signatures.iter_mut().for_each(|signature| signature.name = "another".into());
        note
    });
    assert_eq!(vault.continues_signed(&stripped), Err(Problem::CheckpointUnsigned { key: 0 }));

    // The key swapped in all three places, but not in the log.
    for file in ["keys/case.key", "log/key.pub", "log/checkpoint"] {
        replace(&case.at(file), &fs::read(forged.at(file)).unwrap());
    }
    let problems = verify(&case.path()).unwrap_err();
    assert_eq!(
        problems,
        [Problem::CheckpointAhead { says: 10, entries: 6 }, Problem::KeyFileDiffers { entry: 0 }]
    );
}

#[test]
fn a_key_that_is_lost_or_another_stops_the_writer() {
    let case = Case::filled();
    let secret = fs::read(case.at("keys/case.key")).unwrap();
    fs::remove_file(case.at("keys/case.key")).unwrap();
    assert!(matches!(case.open(), Err(VaultError::NoKey { .. })));
    assert!(verify(&case.path()).is_ok(), "who checks needs no secret");
    assert!(Vault::read_only(&case.path()).is_ok());
    let other = Case::new();
    Vault::create_or_open_with(&other.path(), |bytes| {
        bytes.fill(99);
        Ok(())
    })
    .unwrap()
    .append(vec![draft(1)])
    .unwrap();
    fs::copy(other.at("keys/case.key"), case.at("keys/case.key")).unwrap();
    assert!(matches!(case.open(), Err(VaultError::Damaged(Problem::KeyDiffers { entry: 0 }))));
    replace(&case.at("keys/case.key"), &secret);
    fs::remove_file(case.at("log/key.pub")).unwrap();
    assert_eq!(verify(&case.path()), Err(vec![Problem::KeyFileDiffers { entry: 0 }]));
    drop(case.open().unwrap());
    assert!(verify(&case.path()).is_ok(), "the public half is written again");
}

#[test]
fn a_case_from_before_there_were_keys_opens_and_gets_one() {
    let case = Case::filled();
    unsigned(&case);
    fs::remove_dir_all(case.at("keys")).unwrap();
    fs::remove_file(case.at("log/key.pub")).unwrap();
    let verified = verify(&case.path()).unwrap();
    assert_eq!((verified.entries, verified.key), (5, None));
    let kept = Kept::read(note(&case).as_bytes()).unwrap();

    let mut vault = case.open().unwrap();
    assert!(
        vault.key().is_none() && !case.at("keys/case.key").exists(),
        "nothing is written before there is an entry"
    );
    assert_eq!(vault.append(vec![draft(7)]).unwrap()[0].n, 6);
    assert_eq!(vault.continues_signed(&kept), Ok(2), "what was kept unsigned then still counts");
    let verified = verify(&case.path()).unwrap();
    assert_eq!(verified.key, vault.key());
    assert_eq!(verified.key.unwrap().name, kept.checkpoint.origin);
}

#[test]
fn a_log_names_one_key() {
    let case = Case::filled();
    let log = fs::read_to_string(case.at("log/entries.jsonl")).unwrap();
    let mut line: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    line["n"] = 6.into();
    line["prev"] = vault::Hash::of(log.lines().last().unwrap().as_bytes()).to_string().into();
    for (facts, problem) in [
        (line["facts"].clone(), Problem::KeyAgain { entry: 6, first: 0 }),
        (serde_json::json!({"ed25519": "AAAA"}), Problem::KeyUnreadable { entry: 6 }),
    ] {
        line["facts"] = facts;
        let longer = format!("{log}{}\n", vault::canonical::to_string(&line).unwrap());
        replace(&case.at("log/entries.jsonl"), longer.as_bytes());
        assert!(verify(&case.path()).unwrap_err().contains(&problem));
    }
}
