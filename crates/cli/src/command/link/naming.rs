//! What the lists are called: by their files, each by a name of its own.

use std::collections::BTreeMap;
use std::path::Path;

/// A name for each file: its stem; where several have the same, with what tells them apart (the ending, the folder), or
/// else a number.
pub fn names(files: &[&Path]) -> Vec<String> {
    let part =
        |part: Option<&std::ffi::OsStr>| part.map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = |path: &Path| part(path.file_stem());
    let file = |path: &Path| part(path.file_name());
    let folder = |path: &Path| part(path.parent().and_then(Path::file_name));
    let mut names: Vec<String> = files.iter().map(|path| stem(path)).collect();
    let ways: [&dyn Fn(&Path) -> String; 3] =
        [&|path| file(path), &|path| format!("{}/{}", folder(path), stem(path)), &|path| {
            format!("{}/{}", folder(path), file(path))
        }];
    for same in alike(&names) {
        let tried = ways.iter().map(|way| same.iter().map(|&at| way(files[at])).collect::<Vec<_>>());
        if let Some(apart) = tried.into_iter().find(|names| alike(names).is_empty()) {
            same.iter().zip(apart).for_each(|(&at, name)| names[at] = name);
        }
    }
    numbered(names)
}

/// Numbers those that have the same name.
pub fn numbered(mut names: Vec<String>) -> Vec<String> {
    for same in alike(&names) {
        let mut number = 1;
        for at in same.into_iter().skip(1) {
            number += 1;
            while names.contains(&format!("{}#{number}", names[at])) {
                number += 1;
            }
            names[at] = format!("{}#{number}", names[at]);
        }
    }
    names
}

/// Which names stand more than once, and where.
fn alike(names: &[String]) -> Vec<Vec<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        places.entry(name).or_default().push(at);
    }
    places.into_values().filter(|places| places.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[&str], expected: &[&str]) {
        let paths: Vec<&Path> = files.iter().map(Path::new).collect();
        assert_eq!(names(&paths), expected);
    }

    #[test]
    fn each_list_has_a_name_of_its_own() {
        check(&["a/x.csv", "a/y.csv"], &["x", "y"]);
        check(&["a/x.csv", "a/x.xlsx"], &["x.csv", "x.xlsx"]);
        check(&["a/x.csv", "b/x.csv", "y.csv"], &["a/x", "b/x", "y"]);
        check(&["a/x.csv", "b/x.csv", "b/x.json"], &["a/x.csv", "b/x.csv", "b/x.json"]);
        check(&["x.csv", "x.csv", "x#2.csv"], &["x", "x#3", "x#2"]);
        check(&["c/a/x.csv", "d/a/x.csv"], &["x", "x#2"]);
    }
}
