//! What is written is read again, whatever the order of the steps.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Case, draft, files, time};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use vault::{Draft, Hash, ItemId, Problem, Vault, VaultError, verify};

#[test]
fn seals_once_and_reads_back() {
    let case = Case::new();
    let list = case.file("سجل.csv", "name\nSalma N.\n");
    let copy = case.file("copy.json", "name\nSalma N.\n");
    let mut vault = case.open().unwrap();

    let first = vault.seal(&list, "m.k", time(0)).unwrap();
    assert!(first.new);
    assert_eq!((first.size, &*first.media_type), (14, "text/csv"));
    let again = vault.seal_all(&[&copy, &list], "r.h", time(9)).unwrap();
    assert!(
        again
            .iter()
            .all(|sealed| !sealed.new && sealed.item == first.item && sealed.media_type == "text/csv")
    );

    assert_eq!(vault.entries().len(), 2);
    let [key, entry] = vault.entries() else { panic!() };
    assert_eq!((key.n, &*key.kind, &*key.by, key.at), (0, "key", "m.k", time(0)));
    assert_eq!((entry.n, &*entry.kind, &*entry.by, entry.at), (1, "seal", "m.k", time(0)));
    assert_eq!(
        Value::Object(entry.facts.clone()),
        json!({"item": first.item, "size": 14, "media_type": "text/csv"})
    );
    let payload = vault.payload(entry).unwrap().unwrap();
    assert_eq!(payload, json!({"file": "سجل.csv", "acquired": "from a file on this computer"}));
    assert_eq!(vault.sealed(&first.item), Some(entry));
    assert_eq!(vault.object(&first.item, 1000).unwrap(), b"name\nSalma N.\n");
    assert_eq!(fs::read(vault.object_path(&first.item)).unwrap(), b"name\nSalma N.\n");
    assert_eq!((vault.head().entries, vault.head().hash), (2, entry.hash));
    let absent = ItemId(Hash::of(b"absent"));
    assert!(matches!(vault.object(&absent, 1000), Err(VaultError::NoObject { item }) if item == absent));
}

#[test]
fn the_same_file_twice_in_one_batch_is_one_entry() {
    let case = Case::new();
    let (a, b, c) = (case.file("a", "1"), case.file("b", "2"), case.file("c", "1"));
    let sealed = case.open().unwrap().seal_all(&[a, b, c], "m.k", time(0)).unwrap();
    assert_eq!(sealed.iter().map(|sealed| sealed.new).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(verify(&case.path()).unwrap().entries, 3);
}

#[test]
fn a_batch_with_a_file_that_cannot_be_read_logs_nothing() {
    let case = Case::new();
    let (good, absent) = (case.file("a", "1"), case.dir.path().join("absent"));
    let mut vault = case.open().unwrap();
    assert!(vault.seal_all(&[&good, &absent], "m.k", time(0)).is_err());
    assert!(vault.entries().is_empty());
    assert_eq!(verify(&case.path()).unwrap().unlisted.len(), 1, "the object waits for its entry");
    assert!(vault.seal(&good, "m.k", time(0)).unwrap().new);
    assert!(verify(&case.path()).unwrap().unlisted.is_empty());
}

#[test]
fn lines_hold_no_file_name_and_no_payload_word() {
    let case = Case::filled();
    let log = fs::read_to_string(case.at("log/entries.jsonl")).unwrap();
    assert!(!log.contains("a.csv") && !log.contains("reason") && !log.contains("نفس"));
}

#[test]
fn a_second_writer_is_refused_and_readers_are_not() {
    let case = Case::filled();
    let first = case.open().unwrap();
    let second = case.open();
    assert!(matches!(second, Err(VaultError::Locked { .. })));
    assert!(second.unwrap_err().to_string().contains("another process works in this case"));
    assert_eq!(Vault::read_only(&case.path()).unwrap().entries(), first.entries());
    drop(first);
    assert!(case.open().is_ok());
}

#[test]
fn reading_writes_nothing() {
    let case = Case::filled();
    let before = files(&case.path());
    let mut vault = Vault::read_only(&case.path()).unwrap();
    assert_eq!(vault.entries().len(), 6);
    assert!(matches!(vault.append(vec![draft(1)]), Err(VaultError::ReadOnly)));
    let file = case.file("x", "x");
    assert!(matches!(vault.seal(&file, "m.k", time(0)), Err(VaultError::ReadOnly)));
    assert_eq!(files(&case.path()), before);

    let empty = case.dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(matches!(Vault::read_only(&empty), Err(VaultError::NoVault { .. })));
    assert!(matches!(verify(&empty).unwrap_err()[..], [Problem::Unreadable { .. }]));
    assert!(files(&empty).is_empty());
}

#[test]
fn a_refused_draft_changes_nothing() {
    let case = Case::filled();
    let mut vault = case.open().unwrap();
    let before = files(&case.path());
    let field_of = |vault: &mut Vault, bad: Draft| match vault.append(vec![draft(2), bad]) {
        Err(VaultError::Draft { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field_of(&mut vault, Draft { kind: "seal".into(), ..draft(1) }), "kind");
    assert_eq!(field_of(&mut vault, Draft { kind: "key".into(), ..draft(1) }), "kind");
    assert_eq!(field_of(&mut vault, Draft { facts: json!({"p": 0.5}), ..draft(1) }), "facts");
    assert_eq!(field_of(&mut vault, Draft { payload: Some(json!({"p": 0.5})), ..draft(1) }), "payload");
    assert_eq!(field_of(&mut vault, Draft { payload: Some(json!("text")), ..draft(1) }), "payload");
    assert_eq!((vault.entries().len(), files(&case.path())), (6, before));
    assert!(vault.append(vec![]).unwrap().is_empty());
    assert_eq!(vault.append(vec![draft(1)]).unwrap()[0].n, 6, "the vault still works");
}

#[test]
fn the_same_steps_give_the_same_bytes() {
    let (a, b) = (Case::filled(), Case::filled());
    let content = |case: &Case| {
        let names = files(&case.path()).into_iter();
        names
            .map(|p| (p.strip_prefix(case.path()).unwrap().to_owned(), fs::read(&p).unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(content(&a), content(&b));
}

#[test]
fn a_kept_checkpoint_is_continued_by_its_own_log_alone() {
    let case = Case::filled();
    let mut vault = case.open().unwrap();
    let kept = vault.checkpoint().unwrap();
    let note = fs::read_to_string(case.at("log/checkpoint")).unwrap();
    assert!(note.starts_with(&format!("{kept}\n— {} ", kept.origin)), "{note}");
    vault.append(vec![draft(4), draft(5)]).unwrap();
    assert_eq!(vault.continues(&kept), Ok(2));
    assert_eq!(vault.continues(&kept.to_string().parse().unwrap()), Ok(2));

    // The folder written anew with one entry different: it verifies by itself, but not against what was kept.
    let other = Case::new();
    let mut forged = other.open().unwrap();
    forged.append((0..9).map(draft).collect()).unwrap();
    assert!(verify(&other.path()).is_ok());
    assert_eq!(forged.continues(&kept), Err(Problem::CheckpointDiffers { says: 6 }));
    let ahead = vault::Checkpoint { entries: 9, ..kept };
    assert_eq!(vault.continues(&ahead), Err(Problem::CheckpointAhead { says: 9, entries: 8 }));
}

#[derive(Clone, Debug)]
enum Step {
    Seal(Vec<u8>),
    Append(Vec<u32>),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        prop::collection::vec(0u8..6, 1..4).prop_map(Step::Seal),
        prop::collection::vec(0u32..100, 0..4).prop_map(Step::Append),
        Just(Step::Reopen),
    ];
    prop::collection::vec(step, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A plain list of what was done is the model.
    #[test]
    fn any_sequence_reopens_to_the_same_entries(steps in steps()) {
        let case = Case::new();
        let mut vault = case.open().unwrap();
        let mut model: Vec<(Value, Option<Value>)> = Vec::new();
        let mut sealed = BTreeSet::new();
        for step in steps {
            match step {
                Step::Seal(contents) => {
                    let paths: Vec<_> = contents.iter().map(|c| case.file(&format!("{c}.csv"), [*c])).collect();
                    let results = vault.seal_all(&paths, "m.k", time(0)).unwrap();
                    for (content, result) in contents.into_iter().zip(results) {
                        prop_assert_eq!(result.new, sealed.insert(content));
                        if result.new {
                            model.push((
                                json!({"item": Hash::of(&[content]), "size": 1, "media_type": "text/csv"}),
                                Some(json!({"file": format!("{content}.csv"), "acquired": "from a file on this computer"})),
                            ));
                        }
                    }
                }
                Step::Append(numbers) => {
                    let drafts: Vec<Draft> = numbers.into_iter().map(draft).collect();
                    model.extend(drafts.iter().map(|draft| (draft.facts.clone(), draft.payload.clone())));
                    vault.append(drafts).unwrap();
                }
                Step::Reopen => {
                    drop(vault);
                    vault = case.open().unwrap();
                }
            }
        }
        let mut entries = vault.entries().to_vec();
        drop(vault);
        let reopened = Vault::read_only(&case.path()).unwrap();
        prop_assert_eq!(reopened.entries(), &entries[..]);
        let all = entries.len() as u64;
        prop_assert_eq!(entries.drain(..entries.len().min(1)).map(|key| key.kind).collect::<String>(), if all > 0 { "key" } else { "" });
        let said: Vec<_> = entries
            .iter()
            .map(|entry| (Value::Object(entry.facts.clone()), reopened.payload(entry).unwrap()))
            .collect();
        prop_assert_eq!(said, model);
        let verified = verify(&case.path()).unwrap();
        prop_assert_eq!((verified.entries, verified.objects), (all, sealed.len() as u64));
        prop_assert_eq!(verified.head, reopened.head());
        prop_assert!(verified.unlisted.is_empty());
    }
}
