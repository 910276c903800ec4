//! The check of a whole vault: every line, every object, every payload, and the checkpoint with its signature.

use crate::bundle::{IMPORT, Withheld, check_import};
use crate::durable;
use crate::error::Problem;
use crate::folder::Folder;
use crate::key::NamedKey;
use crate::log::{Log, TIMESTAMP};
use crate::object;
use crate::payload::{self, MAX_PAYLOAD};
use crate::stamps::{self, Stamped};
use crate::vault::Head;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A vault in which everything holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Objects whose bytes are those their names stand for.
    pub objects: u64,
    /// Entries of the log.
    pub entries: u64,
    /// Payloads that are there and unchanged.
    pub payloads: u64,
    /// Payloads that are named by an entry but not there: withheld from this copy, or destroyed.
    pub withheld: u64,
    /// The key whose signature the checkpoint bears; `None` if the log names none and so nothing is signed.
    pub key: Option<NamedKey>,
    /// The timestamps, in the order of their entries.
    pub stamped: Vec<Stamped>,
    /// Where the log ends.
    pub head: Head,
    /// Files in `objects/` and `payloads/` that no entry names. They prove nothing and harm nothing; a crash may have
    /// left them.
    pub unlisted: Vec<PathBuf>,
}

/// Checks everything in a folder and changes nothing. Takes no lock: what a writer does meanwhile may show as a problem
/// with the end of the log.
///
/// It can only compare what is in the folder with itself; [`crate::Vault::continues`] compares it with a checkpoint
/// that was kept elsewhere.
///
/// # Errors
/// Every problem that was found: those of the log first, then the checkpoint, timestamps, objects and payloads, each in order.
pub fn verify(dir: &Path) -> Result<Verified, Vec<Problem>> {
    verify_with(dir, None)
}

/// As [`verify`]. With a list of what is withheld, objects on it may be missing, and payloads that are not on it may not.
pub(crate) fn verify_with(dir: &Path, withheld: Option<&Withheld>) -> Result<Verified, Vec<Problem>> {
    let folder = Folder::new(dir);
    let standing = match folder.read() {
        Ok(Some(standing)) => standing,
        Ok(None) => {
            let why = "not there: expected a case folder".into();
            return Err(vec![Problem::Unreadable { path: folder.entries, why }]);
        }
        Err(problem) => return Err(vec![problem]),
    };
    let (log, mut problems) = (standing.reading.log, standing.reading.problems);
    let entries = log.len();
    if standing.reading.torn {
        problems.push(Problem::LineTorn { entry: entries });
    }
    match standing.newer {
        Ok(0) => {}
        Ok(newer) => problems.push(Problem::CheckpointBehind { says: entries - newer, entries }),
        Err(problem) => problems.push(problem),
    }

    problems.extend(folder.check_public_key(&log).err());

    let mut stamped = Vec::new();
    for entry in log.entries().iter().filter(|entry| entry.kind == TIMESTAMP) {
        match stamps::check(&folder, &log, entry) {
            Ok(good) => stamped.push(good),
            Err(problem) => problems.push(problem),
        }
    }

    let imports = log.entries().iter().filter(|entry| entry.kind == IMPORT);
    problems.extend(imports.filter_map(|entry| check_import(&folder, &log, entry, withheld).err()));

    let mut unlisted = Vec::new();
    let objects = check_objects(&folder, &log, withheld, &mut problems, &mut unlisted);
    let (payloads, absent) = check_payloads(&folder, &log, withheld, &mut problems, &mut unlisted);
    if !problems.is_empty() {
        return Err(problems);
    }
    let head = Head { entries, hash: log.last() };
    let key = log.key().map(|(_, key)| key);
    Ok(Verified { objects, entries, payloads, withheld: absent, key, stamped, head, unlisted })
}

/// Number of objects that hold.
fn check_objects(
    folder: &Folder,
    log: &Log,
    withheld: Option<&Withheld>,
    problems: &mut Vec<Problem>,
    unlisted: &mut Vec<PathBuf>,
) -> u64 {
    let (items, strange) = match object::list(&folder.objects) {
        Ok(listed) => listed,
        Err(error) => {
            problems.push(Problem::unreadable(&folder.objects)(error));
            return 0;
        }
    };
    unlisted.extend(strange);
    let mut good = 0;
    for (item, held) in items.iter().zip(in_parallel(&items, |item| object::holds(&folder.objects, *item))) {
        let place = object::path(&folder.objects, *item);
        match held {
            Ok(Some(true)) => good += 1,
            Ok(Some(false)) => problems.push(Problem::ObjectChanged { item: *item }),
            Ok(None) => {} // removed since it was listed; missed below, if an entry names it
            Err(error) => problems.push(Problem::unreadable(&place)(error)),
        }
        if !log.sealed().contains_key(item) {
            unlisted.push(place);
        }
    }
    for (item, entry) in log.sealed() {
        let known = withheld.is_some_and(|list| list.objects.contains_key(&item.0));
        if items.binary_search(item).is_err() && !known {
            problems.push(Problem::ObjectMissing { item: *item, entry: *entry });
        }
    }
    good
}

/// `work` on each item, on all cores, with the results in the order of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let one = || {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(i) else { return done };
            done.push((i, work(item)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(one)).collect();
        let mut done = one();
        done.extend(
            // A result that is missing would pass for one that holds.
            others
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))),
        );
        done
    });
    done.sort_unstable_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Numbers of payloads that hold, and of those that are not there.
fn check_payloads(
    folder: &Folder,
    log: &Log,
    list: Option<&Withheld>,
    problems: &mut Vec<Problem>,
    unlisted: &mut Vec<PathBuf>,
) -> (u64, u64) {
    let (mut good, mut withheld) = (0, 0);
    let mut listed = BTreeSet::new();
    for entry in log.entries() {
        let Some(name) = entry.payload else { continue };
        let place = folder.payload(name);
        match durable::read(&place, MAX_PAYLOAD) {
            Ok(None) if list.is_some_and(|list| !list.payloads.contains_key(&name)) => {
                problems.push(Problem::PayloadMissing { entry: entry.n, payload: name });
            }
            Ok(None) => withheld += 1,
            Ok(Some(file)) if payload::open(name, &file).is_some() => good += 1,
            Ok(Some(_)) => problems.push(Problem::PayloadChanged { entry: entry.n, payload: name }),
            Err(error) => problems.push(Problem::unreadable(&place)(error)),
        }
        listed.insert(place);
    }
    // A copy from which all payloads were withheld need not have the folder.
    if folder.payloads.exists() {
        match folder.payloads.read_dir().and_then(|files| files.map(|file| Ok(file?.path())).collect()) {
            Ok(files) => {
                let files: BTreeSet<PathBuf> = files;
                unlisted.extend(files.difference(&listed).cloned());
            }
            Err(error) => problems.push(Problem::unreadable(&folder.payloads)(error)),
        }
    }
    (good, withheld)
}
