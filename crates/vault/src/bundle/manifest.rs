//! Manifests of BagIt 1.0 (RFC 8493, section 2.1.3): a SHA-256 and a path on each line.

use crate::hash::Hash;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Paths, each with the SHA-256 of the file. A path has parts of ASCII letters, digits, ".", "_" and "-", of which none
/// begins with a dot: no bundle needs another, and none leads out of the folder.
pub type Manifest = BTreeMap<String, Hash>;

/// Reads a manifest; the error is the number of the first line (from 1) that is wrong, and what is wrong with it.
pub fn read(text: &str) -> Result<Manifest, (usize, &'static str)> {
    let mut manifest = Manifest::new();
    for (i, line) in text.split_terminator('\n').enumerate() {
        let (hash, path) = line.split_once("  ").ok_or((i + 1, "not a SHA-256, two spaces and a path"))?;
        let hash = hash.parse().map_err(|_| (i + 1, "not a SHA-256"))?;
        if !is_safe(path) {
            return Err((i + 1, "a path that no bundle has"));
        }
        if manifest.insert(path.to_owned(), hash).is_some() {
            return Err((i + 1, "a path that was named before"));
        }
    }
    Ok(manifest)
}

/// The text of a manifest, in the order of the paths.
pub fn write(manifest: &Manifest) -> String {
    manifest.iter().fold(String::new(), |mut text, (path, hash)| {
        let _ = writeln!(text, "{hash}  {path}"); // writing to a String cannot fail
        text
    })
}

/// Whether a path can stand in a bundle.
pub fn is_safe(path: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c))
    };
    path.split('/').all(part) && path.len() <= 400
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_it_writes() {
        let manifest =
            Manifest::from([("data/a.csv".into(), Hash::of(b"")), ("data/log/b".into(), Hash::ZERO)]);
        assert_eq!(read(&write(&manifest)), Ok(manifest));
    }

    #[test]
    fn refuses_paths_that_lead_elsewhere() {
        let zero = Hash::ZERO;
        for path in [
            "../x",
            "/etc/x",
            "data/../../x",
            "data//x",
            "data/./x",
            "",
            "data/",
            "a\\b",
            "data/ش",
            "~/x",
            "a%0Ab",
            ".x",
            "a b",
        ] {
            assert!(read(&format!("{zero}  {path}\n")).is_err(), "{path}");
        }
        assert!(read(&format!("{zero}  a\n{zero}  a\n")).is_err());
        assert!(read(&format!("{zero} a\n")).is_err());
        assert!(read("x  a\n").is_err());
    }

    proptest! {
        #[test]
        fn never_fails(text: String) {
            if let Ok(manifest) = read(&text) {
                prop_assert!(manifest.keys().all(|path| is_safe(path)));
            }
        }
    }
}
