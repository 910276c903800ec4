//! A bundle is whole, and every attack on it is caught: by this crate and by `verify.sh`, which a stranger runs.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::authority::Authority;
use common::{Case, draft, files, replace, time};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use vault::bundle::{Redaction, verify_bundle};
use vault::{Hash, Vault};

struct Bundle {
    case: Case,
}

impl Bundle {
    /// Of two objects, eleven entries with payloads, and a timestamp of the first six.
    fn new(rules: &str) -> Bundle {
        let case = Case::filled();
        let authority = Authority::new("P-256");
        let mut vault = case.open().unwrap();
        let request = vault.request_timestamp().unwrap();
        vault
            .keep_timestamp(&authority.answer(&request), authority.trusted().as_bytes(), "m.k", time(9))
            .unwrap();
        vault.append((4..7).map(draft).collect()).unwrap();
        let bundle = Bundle { case };
        vault.export(&bundle.path(), &rules.parse().unwrap(), &[], "m.k", time(20)).unwrap();
        bundle
    }

    fn path(&self) -> PathBuf {
        self.case.dir.path().join("bundle")
    }

    fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// The manifests computed anew, as a forger would.
    fn cover_up(&self) {
        let line = |path: &PathBuf| {
            let name = path.strip_prefix(self.path()).unwrap().to_str().unwrap().to_owned();
            format!("{}  {name}\n", Hash::of(&fs::read(path).unwrap()))
        };
        replace(
            &self.at("manifest-sha256.txt"),
            files(&self.at("data")).iter().map(line).collect::<String>().as_bytes(),
        );
        let tags =
            ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "verify.sh"].map(|tag| line(&self.at(tag)));
        replace(&self.at("tagmanifest-sha256.txt"), tags.concat().as_bytes());
    }

    fn log(&self) -> Vec<String> {
        fs::read_to_string(self.at("data/log/entries.jsonl"))
            .unwrap()
            .lines()
            .map(|line| format!("{line}\n"))
            .collect()
    }

    fn set_log(&self, lines: &[String]) {
        replace(&self.at("data/log/entries.jsonl"), lines.concat().as_bytes());
    }

    /// Whether this crate and the script say that all holds; they must agree.
    fn holds(&self, what: &str) -> bool {
        let ours = verify_bundle(&self.path());
        let (code, said) = script(&self.path(), None);
        assert!(code == 0 || code == 1, "{what}: {said}");
        assert_eq!(ours.is_ok(), code == 0, "{what}: {ours:?}\n{said}");
        assert!(ours.is_ok() || said.trim_end().ends_with("NOT verified"), "{what}: {said}");
        ours.is_ok()
    }
}

fn script(bundle: &Path, kept: Option<&Path>) -> (i32, String) {
    let mut sh = Command::new("sh");
    let ran = sh.arg("verify.sh").args(kept).current_dir(bundle).output().unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    (ran.status.code().unwrap(), String::from_utf8_lossy(&said).into_owned())
}

/// The lines chained and numbered anew.
fn rechained(lines: &[String]) -> Vec<String> {
    let mut prev = Hash::ZERO;
    let mut chained = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["n"] = n.into();
        line["prev"] = prev.to_string().into();
        let line = vault::canonical::to_string(&line).unwrap();
        prev = Hash::of(line.as_bytes());
        chained.push(line + "\n");
    }
    chained
}

#[test]
fn a_bundle_is_verified_by_both_and_holds_no_secret() {
    let bundle = Bundle::new("");
    assert!(bundle.holds("untouched"));
    let verified = verify_bundle(&bundle.path()).unwrap();
    assert_eq!((verified.vault.objects, verified.objects_withheld, verified.vault.withheld), (2, 0, 0));
    assert_eq!(verified.vault.stamped.len(), 1);
    let (_, said) = script(&bundle.path(), Some(&bundle.case.at("log/checkpoint")));
    assert!(said.contains("2 objects (0 withheld)") && said.contains("timestamp: log entry 6: "), "{said}");
    assert!(
        files(&bundle.path())
            .iter()
            .all(|file| !fs::read_to_string(file).unwrap_or_default().contains("PRIVATE"))
    );
    let again =
        bundle.case.open().unwrap().export(&bundle.path(), &Redaction::default(), &[], "m.k", time(30));
    assert!(again.unwrap_err().to_string().contains("is there already"));
}

#[test]
fn what_is_withheld_keeps_its_hash_and_place() {
    let bundle = Bundle::new("media-type text/csv names of witnesses\npayload 4 at the family's wish\n");
    assert!(bundle.holds("redacted"));
    let verified = verify_bundle(&bundle.path()).unwrap();
    assert_eq!((verified.vault.objects, verified.objects_withheld, verified.vault.withheld), (1, 1, 2));
    let item = Hash::of(b"name\nSalma N.\n");
    let list = fs::read_to_string(bundle.at("data/withheld.csv")).unwrap();
    assert!(list.contains(&format!("object,{item},1,\"names of witnesses\"")), "{list}");
    let load = fs::read_to_string(bundle.at("data/items.csv")).unwrap();
    assert!(load.contains(&format!("\"{item}\",\"\",\"withheld\"")) && !load.contains("a.csv"), "{load}");
    for file in files(&bundle.path()) {
        assert!(!fs::read_to_string(file).unwrap_or_default().contains("Salma"));
    }
    // More taken away than the log says, and the list changed to say so.
    let object = files(&bundle.at("data/objects")).remove(0);
    let id = object.file_name().unwrap().to_str().unwrap().to_owned();
    fs::remove_file(&object).unwrap();
    bundle.cover_up();
    assert!(!bundle.holds("an object removed"));
    replace(
        &bundle.at("data/withheld.csv"),
        list.replace("payload", &format!("object,{id},2,\"\"\npayload")).as_bytes(),
    );
    bundle.cover_up();
    assert!(!bundle.holds("an object removed and the list changed"));
}

#[test]
fn every_flipped_byte_is_caught_even_with_manifests_computed_anew() {
    let bundle = Bundle::new("");
    for path in files(&bundle.at("data")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with("items.") {
            continue; // computed from the rest; the manifest alone covers them
        }
        let bytes = fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        replace(&path, &changed);
        assert!(!bundle.holds(name));
        bundle.cover_up();
        assert!(!bundle.holds(&format!("{name}, covered up")));
        replace(&path, &bytes);
        bundle.cover_up();
    }
    assert!(bundle.holds("put back"));
    for tag in
        ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/items.csv"]
    {
        let bytes = fs::read(bundle.at(tag)).unwrap();
        let mut changed = bytes.clone();
        changed[20] ^= 1;
        replace(&bundle.at(tag), &changed);
        assert!(!bundle.holds(tag));
        replace(&bundle.at(tag), &bytes);
    }
}

#[test]
fn log_lines_deleted_moved_inserted_or_cut_off_are_caught() {
    let bundle = Bundle::new("");
    let log = bundle.log();
    let without = |i: usize| {
        log.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, l)| l.clone()).collect::<Vec<_>>()
    };
    let mut swapped = log.clone();
    swapped.swap(3, 4);
    let mut doubled = log.clone();
    doubled.insert(4, log[3].clone());
    let cut = log[..log.len() - 1].to_vec();
    let torn = [&log[..log.len() - 1], &[log[log.len() - 1].trim_end().to_owned()]].concat();
    let edited: Vec<String> = log.iter().map(|l| l.replace("\"number\":3", "\"number\":8")).collect();
    for (what, lines) in [
        ("deleted", without(3)),
        ("the key deleted", without(0)),
        ("swapped", swapped),
        ("doubled", doubled),
        ("cut", cut),
        ("torn", torn),
        ("edited", edited),
        ("emptied", vec![]),
    ] {
        bundle.set_log(&lines);
        assert!(!bundle.holds(what));
        bundle.cover_up();
        assert!(!bundle.holds(&format!("{what}, covered up")));
        bundle.set_log(&rechained(&lines));
        bundle.cover_up();
        assert!(what == "torn" || !bundle.holds(&format!("{what}, chained anew")));
    }
    bundle.set_log(&log);
    bundle.cover_up();
    assert!(bundle.holds("put back"));
}

#[test]
fn objects_swapped_and_files_added_linked_or_lost_are_caught() {
    let bundle = Bundle::new("");
    let objects = files(&bundle.at("data/objects"));
    let [a, b] = [0, 1].map(|i| fs::read(&objects[i]).unwrap());
    replace(&objects[0], &b);
    replace(&objects[1], &a);
    assert!(!bundle.holds("swapped"));
    bundle.cover_up();
    assert!(!bundle.holds("swapped, covered up"));
    replace(&objects[0], &a);
    replace(&objects[1], &b);
    bundle.cover_up();

    for extra in ["data/objects/00/x", "data/payloads/x", "data/log/timestamps/x", "data/x", "x", ".hidden"] {
        fs::create_dir_all(bundle.at(extra).parent().unwrap()).unwrap();
        fs::write(bundle.at(extra), "x").unwrap();
        assert!(!bundle.holds(extra));
        fs::remove_file(bundle.at(extra)).unwrap();
    }
    for gone in files(&bundle.path()) {
        let bytes = fs::read(&gone).unwrap();
        fs::remove_file(&gone).unwrap();
        if gone.file_name().unwrap() != "verify.sh" {
            assert!(!bundle.holds(&format!("{} gone", gone.display())));
        }
        fs::write(&gone, bytes).unwrap();
    }
    #[cfg(unix)]
    for linked in ["data/log/entries.jsonl", "data/objects", "data/log"] {
        let elsewhere = bundle.case.dir.path().join("elsewhere");
        fs::rename(bundle.at(linked), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, bundle.at(linked)).unwrap();
        assert!(!bundle.holds(&format!("{linked} is a link")));
        fs::remove_file(bundle.at(linked)).unwrap();
        fs::rename(&elsewhere, bundle.at(linked)).unwrap();
    }
    assert!(bundle.holds("put back"));
}

#[test]
fn manifests_that_name_files_elsewhere_or_twice_are_caught() {
    let bundle = Bundle::new("");
    let manifest = fs::read_to_string(bundle.at("manifest-sha256.txt")).unwrap();
    let outside = bundle.case.file("outside", "x");
    let x = Hash::of(b"x");
    let first = manifest.lines().next().unwrap();
    for line in [
        format!("{x}  data/../../outside"),
        format!("{x}  {}", outside.display()),
        format!("{x}  data/ملف"),
        format!("{x} *bagit.txt"),
        first.to_owned(),
        "nonsense".to_owned(),
    ] {
        replace(&bundle.at("manifest-sha256.txt"), format!("{manifest}{line}\n").as_bytes());
        let tags = fs::read_to_string(bundle.at("tagmanifest-sha256.txt")).unwrap();
        let tags = tags.lines().map(|tag| match tag.split_once("  ") {
            Some((_, "manifest-sha256.txt")) => {
                format!(
                    "{}  manifest-sha256.txt\n",
                    Hash::of(&fs::read(bundle.at("manifest-sha256.txt")).unwrap())
                )
            }
            _ => format!("{tag}\n"),
        });
        replace(&bundle.at("tagmanifest-sha256.txt"), tags.collect::<String>().as_bytes());
        assert!(!bundle.holds(&line));
    }
}

#[test]
fn a_log_replaced_as_a_whole_is_told_from_a_kept_checkpoint() {
    let bundle = Bundle::new("");
    let kept = bundle.case.at("log/checkpoint");
    let forged = Case::new();
    let mut vault = Vault::create_or_open_with(&forged.path(), |bytes| {
        bytes.fill(99);
        Ok(())
    })
    .unwrap();
    vault.append((0..12).map(draft).collect()).unwrap();
    let other = forged.dir.path().join("bundle");
    vault.export(&other, &Redaction::default(), &[], "m.k", time(20)).unwrap();
    assert!(verify_bundle(&other).is_ok() && script(&other, None).0 == 0, "in itself all holds");
    let (code, said) = script(&other, Some(&kept));
    assert!(code == 1 && said.contains("the kept checkpoint: was not made of"), "{said}");
    assert_eq!(script(&bundle.path(), Some(&kept)).0, 0);

    // The forger signs with the right name, but not with the key.
    let note = fs::read_to_string(bundle.at("data/log/checkpoint")).unwrap();
    let body: String = note.split_inclusive('\n').take(3).collect();
    for stripped in [body.clone(), format!("{body}\n— witness AAAAAAE=\n")] {
        replace(&bundle.at("data/log/checkpoint"), stripped.as_bytes());
        bundle.cover_up();
        assert!(!bundle.holds("the signature taken off"));
    }
}

#[test]
fn a_bundle_joins_another_vault_with_its_custody() {
    let bundle = Bundle::new("payload 4 at the family's wish\n");
    let other = Case::new();
    let mut vault = other.open().unwrap();
    vault.append(vec![draft(1)]).unwrap();
    for new in [2, 0] {
        let imported = vault.import(&bundle.path(), "r.h", time(40)).unwrap();
        assert_eq!((imported.new, imported.withheld, imported.entries), (new, 0, 11));
    }
    let entry = vault.entries().iter().find(|e| e.kind == "import").unwrap().clone();
    assert_eq!(vault.entries().last(), Some(&entry), "the second import adds nothing");
    assert_eq!(vault::bundle::custody(&entry).len(), 5 + 4);
    let item = vault::ItemId(Hash::of(b"name\nSalma N.\n"));
    let sealed = vault.sealed(&item).unwrap().clone();
    assert_eq!(vault.payload(&sealed).unwrap().unwrap()["file"], "a.csv");
    drop(vault);
    assert!(vault::verify(&other.path()).unwrap().unlisted.is_empty());

    // Handed on once more: the custody goes with it, and is checked there too.
    let on = other.dir.path().join("on");
    other.open().unwrap().export(&on, &Redaction::default(), &[], "r.h", time(50)).unwrap();
    assert!(verify_bundle(&on).is_ok() && script(&on, None).0 == 0);

    // An import of a log that does not hold, sealed as carefully as one that does.
    let log = bundle.log();
    bundle.set_log(&rechained(&log[..log.len() - 1]));
    bundle.cover_up();
    let refused = other.open().unwrap().import(&bundle.path(), "r.h", time(60));
    assert!(matches!(refused, Err(vault::VaultError::BadBundle { .. })));
}

#[test]
fn what_hides_from_a_shell_is_found() {
    use std::os::unix::fs::DirBuilderExt;
    let bundle = Bundle::new("");
    let folder =
        |path: &str| fs::DirBuilder::new().mode(0o700).recursive(true).create(bundle.at(path)).unwrap();
    for hidden in
        ["extra/x", "data/..hidden", "data/.h/f", "bagit.txt\nbag-info.txt", "\\cx", "data/objects/zz/.x"]
    {
        if let Some((parent, _)) = hidden.rsplit_once('/') {
            folder(parent);
        }
        fs::write(bundle.at(hidden), "added").unwrap();
        assert!(!bundle.holds(hidden), "{hidden:?}");
        fs::remove_file(bundle.at(hidden)).unwrap();
        for parent in ["extra", "data/.h", "data/objects/zz"] {
            let _ = fs::remove_dir(bundle.at(parent));
        }
    }
    assert!(bundle.holds("as it was"));
    let payload = files(&bundle.at("data/payloads")).remove(0);
    let honest = fs::read_to_string(&payload).unwrap();
    for forged in [
        format!("{honest}{{\"body\":{{\"file\":\"forged.csv\"}}}}\n"),
        honest.replacen("{\"body\":", "", 1),
        honest.replacen("\"}\n", "0\"}\n", 1),
    ] {
        replace(&payload, forged.as_bytes());
        bundle.cover_up();
        assert!(!bundle.holds("a payload of another form"), "{forged}");
    }
    replace(&payload, honest.as_bytes());
    let log = bundle.log();
    bundle.set_log(&log.iter().map(|line| line.replacen("\"by\":\"", "\"by\":\"\0", 1)).collect::<Vec<_>>());
    bundle.cover_up();
    assert!(!bundle.holds("bytes of zero in the log"));
    bundle.set_log(&log);
    bundle.cover_up();
    assert!(bundle.holds("as it was"));
    let manifest = fs::read_to_string(bundle.at("manifest-sha256.txt")).unwrap();
    let short = manifest.lines().map(|line| match line.split_once("  ") {
        Some((_, "data/items.csv")) => "0  data/items.csv\n".to_owned(),
        _ => format!("{line}\n"),
    });
    replace(&bundle.at("manifest-sha256.txt"), short.collect::<String>().as_bytes());
    assert!(!bundle.holds("a hash of one digit"));
}

#[test]
fn a_checkpoint_kept_as_three_lines_is_compared() {
    let bundle = Bundle::new("");
    let kept = bundle.case.at("three-lines");
    let note = fs::read_to_string(bundle.case.at("log/checkpoint")).unwrap();
    let three: String = note.lines().take(3).map(|line| format!("{line}\n")).collect();
    fs::write(&kept, &three).unwrap();
    let (code, said) = script(&bundle.path(), Some(&kept));
    assert_eq!(code, 0, "{said}");
    fs::write(&kept, three.replacen("inquest/case/", "inquest/case/0", 1)).unwrap();
    assert_eq!(script(&bundle.path(), Some(&kept)).0, 1);
}
