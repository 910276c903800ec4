//! What a crash can leave behind, and what is made of it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Case, draft, files, replace};
use std::fs;
use vault::{Problem, Vault, VaultError, verify};

/// A case whose checkpoint stands at the first three of six entries (the key is the first), as if the batch of the last three had been cut
/// short; with the bytes of the whole log, and the length of the part that the checkpoint speaks of.
fn interrupted() -> (Case, Vec<u8>, usize) {
    let case = Case::new();
    let mut vault = case.open().unwrap();
    vault.append(vec![draft(0), draft(1)]).unwrap();
    let checkpoint = fs::read(case.at("log/checkpoint")).unwrap();
    let acknowledged = fs::read(case.at("log/entries.jsonl")).unwrap().len();
    vault.append(vec![draft(2), draft(3), draft(4)]).unwrap();
    drop(vault);
    replace(&case.at("log/checkpoint"), &checkpoint);
    let whole = fs::read(case.at("log/entries.jsonl")).unwrap();
    (case, whole, acknowledged)
}

#[test]
fn a_log_cut_at_any_length_is_recovered_or_reported() {
    let (case, whole, acknowledged) = interrupted();
    let (log, checkpoint) = (case.at("log/entries.jsonl"), case.at("log/checkpoint"));
    let old_checkpoint = fs::read(&checkpoint).unwrap();
    for length in 0..=whole.len() {
        replace(&log, &whole[..length]);
        replace(&checkpoint, &old_checkpoint);
        let complete = whole[..length].iter().filter(|byte| **byte == b'\n').count() as u64;
        let opened = case.open();
        if length < acknowledged {
            let ahead = Problem::CheckpointAhead { says: 3, entries: complete };
            assert!(matches!(opened, Err(VaultError::Damaged(problem)) if problem == ahead), "at {length}");
            assert_eq!(fs::read(&log).unwrap(), whole[..length], "nothing is repaired");
            assert!(verify(&case.path()).is_err());
        } else {
            let mut vault = opened.unwrap();
            assert_eq!(vault.head().entries, complete, "complete lines stay, at {length}");
            assert_eq!(verify(&case.path()).unwrap().entries, complete);
            if length % 50 == 0 {
                vault.append(vec![draft(5)]).unwrap();
                assert_eq!(verify(&case.path()).unwrap().entries, complete + 1);
            }
        }
    }
}

#[test]
fn a_reader_sees_the_complete_lines_and_changes_nothing() {
    let (case, whole, acknowledged) = interrupted();
    let log = case.at("log/entries.jsonl");
    let torn = &whole[..acknowledged + 5];
    replace(&log, torn);
    assert_eq!(Vault::read_only(&case.path()).unwrap().head().entries, 3);
    assert_eq!(fs::read(&log).unwrap(), torn);
    assert_eq!(verify(&case.path()), Err(vec![Problem::LineTorn { entry: 3 }]));
    replace(&log, &whole);
    assert_eq!(Vault::read_only(&case.path()).unwrap().head().entries, 6);
    assert_eq!(verify(&case.path()), Err(vec![Problem::CheckpointBehind { says: 3, entries: 6 }]));
}

#[test]
fn a_crash_before_the_first_checkpoint_is_recovered() {
    let case = Case::filled();
    fs::remove_file(case.at("log/checkpoint")).unwrap();
    assert_eq!(Vault::read_only(&case.path()).unwrap().head().entries, 6);
    drop(case.open().unwrap());
    assert!(verify(&case.path()).is_ok());
}

#[test]
fn a_checkpoint_of_another_log_is_never_repaired() {
    let (case, other) = (Case::filled(), Case::new());
    other.open().unwrap().append(vec![draft(9)]).unwrap();
    let foreign = fs::read(other.at("log/checkpoint")).unwrap();
    replace(&case.at("log/checkpoint"), &foreign);
    for result in [case.open(), Vault::read_only(&case.path())] {
        assert!(matches!(result, Err(VaultError::Damaged(Problem::CheckpointDiffers { says: 2 }))));
    }
    assert_eq!(fs::read(case.at("log/checkpoint")).unwrap(), foreign);
}

#[test]
fn a_change_behind_an_old_checkpoint_is_not_taken_for_a_crash() {
    let (case, whole, _) = interrupted();
    let text = String::from_utf8(whole).unwrap();
    replace(&case.at("log/entries.jsonl"), text.replacen("\"number\":1", "\"number\":8", 1).as_bytes());
    assert!(matches!(case.open(), Err(VaultError::Damaged(_))));
}

#[test]
fn an_object_without_entry_is_harmless_and_sealing_goes_on() {
    let case = Case::new();
    let file = case.file("a.csv", "name\n");
    drop(case.open().unwrap());
    let item = vault::Hash::of(b"name\n").to_string();
    fs::create_dir(case.at(&format!("objects/{}", &item[..2]))).unwrap();
    let object = case.at(&format!("objects/{}/{item}", &item[..2]));
    fs::write(&object, "name\n").unwrap();
    assert_eq!(verify(&case.path()).unwrap().unlisted, [object]);
    assert!(case.open().unwrap().seal(&file, "m.k", common::time(0)).unwrap().new);
    assert!(verify(&case.path()).unwrap().unlisted.is_empty());
}

#[test]
fn unfinished_files_are_swept_away_by_the_next_writer() {
    let case = Case::filled();
    let before = files(&case.path());
    for folder in ["objects", "payloads", "log"] {
        fs::write(case.at(folder).join(".inquest-abc123.tmp"), "half").unwrap();
    }
    assert_eq!(verify(&case.path()).unwrap().unlisted.len(), 2);
    drop(case.open().unwrap());
    assert_eq!(files(&case.path()), before);
}

#[test]
fn after_a_failed_checkpoint_the_vault_must_be_opened_again() {
    let case = Case::new();
    let mut vault = case.open().unwrap();
    fs::create_dir_all(case.at("log/checkpoint/in-the-way")).unwrap();
    assert!(matches!(vault.append(vec![draft(1)]), Err(VaultError::CheckpointUnwritten { last: 1, .. })));
    assert!(matches!(vault.append(vec![draft(2)]), Err(VaultError::Stale)));
    drop(vault);
    fs::remove_dir_all(case.at("log/checkpoint")).unwrap();
    let mut vault = case.open().unwrap();
    assert_eq!(vault.append(vec![draft(2)]).unwrap()[0].n, 2, "the first was in the log");
    assert!(verify(&case.path()).is_ok());
}

#[test]
fn without_random_bytes_nothing_is_written() {
    let case = Case::new();
    let none = || Err(std::io::Error::other("none left"));
    let no_key = Vault::create_or_open_with(&case.path(), move |_| none());
    assert!(matches!(no_key, Err(VaultError::Random(_))));
    assert!(!case.at("keys").exists());
    let no_salt = move |bytes: &mut [u8]| if bytes.len() == 32 { Ok(()) } else { none() };
    let mut vault = Vault::create_or_open_with(&case.path(), no_salt).unwrap();
    assert!(matches!(vault.append(vec![draft(1), draft(2)]), Err(VaultError::Random(_))));
    assert!(vault.entries().is_empty());
    assert_eq!(verify(&case.path()).unwrap().entries, 0);
    assert!(vault.append(vec![draft(1)]).is_ok(), "no payload, no salt");
}
