//! Every change to what is on disk is found.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Case, files, replace};
use std::fs;
use vault::{Problem, Vault, VaultError, verify};

#[test]
fn a_change_of_any_single_byte_is_found() {
    let case = Case::filled();
    let mut files = files(&case.path());
    files.retain(|path| !path.ends_with("keys/case.key"));
    assert_eq!(files.len(), 2 + 4 + 3, "objects; log with its lock and key; payloads");
    let mut positions = 0;
    for path in files {
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                replace(&path, &changed);
                let problems = verify(&case.path());
                assert!(problems.is_err(), "{}: byte {at} ^ {flip:#x}", path.display());
                positions += 1;
            }
        }
        replace(&path, &bytes);
    }
    assert!(positions > 3000);
    assert!(verify(&case.path()).is_ok(), "all is back in place");
}

#[test]
fn each_problem_is_named_for_what_it_is() {
    let problems_after = |path: &str, change: fn(Vec<u8>) -> Vec<u8>| {
        let case = Case::filled();
        let bytes = change(fs::read(case.at(path)).unwrap());
        replace(&case.at(path), &bytes);
        verify(&case.path()).unwrap_err()
    };
    let last_line_first = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replacen("\"number\":1", "\"number\":7", 1).into_bytes()
    };
    assert_eq!(
        problems_after("log/entries.jsonl", last_line_first),
        [Problem::ChainBroken { entry: 4 }, Problem::CheckpointDiffers { says: 6 }]
    );
    let last =
        |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replacen("\"number\":3", "\"number\":7", 1).into();
    assert_eq!(problems_after("log/entries.jsonl", last), [Problem::CheckpointDiffers { says: 6 }]);
    let unterminated = |mut bytes: Vec<u8>| {
        bytes.pop();
        bytes
    };
    assert_eq!(
        problems_after("log/entries.jsonl", unterminated),
        [Problem::LineTorn { entry: 5 }, Problem::CheckpointAhead { says: 6, entries: 5 }]
    );
    assert_eq!(problems_after("log/checkpoint", unterminated), [Problem::CheckpointUnreadable]);
    assert_eq!(problems_after("log/checkpoint", |_| Vec::new()), [Problem::CheckpointUnreadable]);
}

#[test]
fn missing_parts_are_named() {
    let without = |path: &str| {
        let case = Case::filled();
        fs::remove_file(case.at(path)).unwrap();
        (verify(&case.path()).unwrap_err(), case)
    };
    assert_eq!(without("log/entries.jsonl").0, [Problem::LogMissing]);
    assert_eq!(without("log/checkpoint").0, [Problem::CheckpointMissing { entries: 6 }]);
    let (_, case) = without("log/entries.jsonl");
    fs::remove_file(case.at("log/checkpoint")).unwrap();
    for result in [case.open(), Vault::read_only(&case.path())] {
        assert!(
            matches!(result, Err(VaultError::Damaged(Problem::LogMissing))),
            "no new log beside old objects"
        );
    }

    let case = Case::filled();
    let item =
        Vault::read_only(&case.path()).unwrap().entries()[2].facts["item"].as_str().unwrap().to_owned();
    fs::remove_file(case.at(&format!("objects/{}/{item}", &item[..2]))).unwrap();
    assert_eq!(
        verify(&case.path()),
        Err(vec![Problem::ObjectMissing { item: item.parse().unwrap(), entry: 2 }])
    );
    let file = case.file("again.pdf", "%PDF-1.4 list");
    assert!(
        !case.open().unwrap().seal(&file, "m.k", common::time(9)).unwrap().new,
        "sealing it again puts it back"
    );
    assert!(verify(&case.path()).is_ok());
}

#[test]
fn several_problems_are_all_listed() {
    let case = Case::filled();
    for path in files(&case.at("objects")).into_iter().chain(files(&case.at("payloads"))) {
        replace(&path, b"{}");
    }
    let problems = verify(&case.path()).unwrap_err();
    assert_eq!(problems.iter().filter(|p| matches!(p, Problem::ObjectChanged { .. })).count(), 2);
    assert_eq!(problems.iter().filter(|p| matches!(p, Problem::PayloadChanged { .. })).count(), 3);
    let vault = Vault::read_only(&case.path()).unwrap();
    assert!(matches!(
        vault.payload(&vault.entries()[1]),
        Err(VaultError::Damaged(Problem::PayloadChanged { entry: 1, .. }))
    ));
}

#[test]
fn withheld_payloads_still_verify() {
    let case = Case::filled();
    let before = verify(&case.path()).unwrap();
    assert_eq!((before.objects, before.entries, before.payloads, before.withheld), (2, 6, 3, 0));
    fs::remove_file(&files(&case.at("payloads"))[0]).unwrap();
    let after = verify(&case.path()).unwrap();
    assert_eq!((after.payloads, after.withheld, after.head), (2, 1, before.head));
    fs::remove_dir_all(case.at("payloads")).unwrap();
    assert_eq!(verify(&case.path()).unwrap().withheld, 3);
    let vault = Vault::read_only(&case.path()).unwrap();
    assert!(vault.entries().iter().all(|entry| vault.payload(entry).unwrap().is_none()));
}

#[test]
fn files_that_no_entry_names_are_listed_and_no_problem() {
    let case = Case::filled();
    for path in ["objects/note.txt", "payloads/x", "objects/ab"] {
        fs::write(case.at(path), "?").unwrap();
    }
    let names = ["objects/ab", "objects/note.txt", "payloads/x"].map(|path| case.at(path));
    assert_eq!(verify(&case.path()).unwrap().unlisted, names);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let case = Case::filled();
    for path in
        [&files(&case.at("objects"))[0], &files(&case.at("payloads"))[0], &case.at("log/entries.jsonl")]
    {
        let elsewhere = case.dir.path().join("elsewhere");
        fs::rename(path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, path).unwrap();
        assert!(
            matches!(verify(&case.path()).unwrap_err()[..], [Problem::Unreadable { .. }]),
            "{}",
            path.display()
        );
        fs::rename(&elsewhere, path).unwrap();
    }
    assert!(verify(&case.path()).is_ok());
}

#[test]
fn messages_are_one_line_and_name_the_place() {
    let case = Case::filled();
    replace(&case.at("log/checkpoint"), b"x");
    let said = case.open().unwrap_err().to_string();
    assert!(said.starts_with("log/checkpoint is not as it was written") && !said.contains('\n'), "{said}");
    let said = Problem::ChainBroken { entry: 3 }.to_string();
    assert!(said.starts_with("log entry 3: ") && !said.contains('\n'), "{said}");
}

#[cfg(unix)]
#[test]
fn a_folder_of_the_vault_that_is_a_link_is_neither_read_nor_swept() {
    for own in ["log", "objects", "payloads"] {
        let case = Case::filled();
        let elsewhere = case.dir.path().join("elsewhere");
        fs::rename(case.at(own), &elsewhere).unwrap();
        fs::write(elsewhere.join(".inquest-1.tmp"), "not the vault's").unwrap();
        std::os::unix::fs::symlink(&elsewhere, case.at(own)).unwrap();
        assert!(matches!(verify(&case.path()).unwrap_err()[..], [Problem::Unreadable { .. }]), "{own}");
        assert!(case.open().unwrap_err().to_string().contains("a link"), "{own}");
        assert!(elsewhere.join(".inquest-1.tmp").exists(), "{own}");
    }
}

#[cfg(unix)]
#[test]
fn a_lock_that_is_a_pipe_is_not_waited_for() {
    let case = Case::filled();
    fs::remove_file(case.at("log/lock")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(case.at("log/lock")).status().unwrap().success());
    assert!(matches!(case.open(), Err(VaultError::NotAFile { .. })));
}

#[test]
fn what_is_too_long_is_not_read_into_memory() {
    let case = Case::filled();
    let payload = files(&case.at("payloads")).remove(0);
    for path in [payload, case.at("log/checkpoint"), case.at("log/entries.jsonl")] {
        let bytes = fs::read(&path).unwrap();
        // A sparse file takes no room on the disk, whatever its length.
        fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
        let problems = verify(&case.path()).unwrap_err();
        assert!(problems[0].to_string().contains("longer than"), "{}: {}", path.display(), problems[0]);
        replace(&path, &bytes);
    }
    let object = files(&case.at("objects")).remove(0);
    let id = object.file_name().unwrap().to_str().unwrap().parse().unwrap();
    let vault = Vault::read_only(&case.path()).unwrap();
    assert!(vault.object(&id, 5).unwrap_err().to_string().contains("longer than 5 bytes"));
}
