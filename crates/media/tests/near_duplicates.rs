//! Copies of footage, changed as copies are, must be found, and nothing else.

mod footage;

use media::duplicates::{Footage, find};
use media::frames::Reader;
use std::time::Duration;

#[test]
fn changed_copies_are_found_and_nothing_else() {
    let reader = Reader::new(Duration::from_secs(60));
    if let Err(missing) = reader.check() {
        eprintln!("skipped: {missing}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let videos = 6;
    let made = footage::make(folder.path(), videos, 6).unwrap();
    let items: Vec<Footage> = made.iter().map(|m| m.footage.clone()).collect();
    let found = find(&items);
    let (scores, wrong) = footage::score(&made, videos, &found.relations);
    assert!(wrong.is_empty(), "{wrong:?}");
    let (right, all) =
        scores.iter().fold((0, 0), |(right, all), score| (right + score.found, all + score.of));
    let by_change: Vec<_> = scores.iter().map(|s| (s.photo, s.change, s.found, s.of)).collect();
    assert!(right * 10 >= all * 9, "{right} of {all}: {by_change:?}");
    // No group joins two sources.
    for group in &found.groups {
        let sources: Vec<usize> = group.iter().map(|at| made[*at].source).collect();
        assert!(sources.iter().all(|source| *source == sources[0]), "{sources:?}");
    }

    let video = folder.path().join("-0:0.mp4");
    let probe = reader.probe(&video).unwrap();
    assert!((probe.duration.unwrap() - 8.0).abs() < 0.2, "{probe:?}");
    assert_eq!((probe.streams[0].kind.as_str(), probe.streams[0].width), ("video", Some(320)));
    let stills = reader.keyframes(&folder.path().join("-1:0.mp4"), 2, 6).unwrap();
    assert!(!stills.is_empty() && stills.len() <= 6);
    assert!(media::frames::contact_sheet(&stills, 3).unwrap().to_png().is_ok());
    assert!(media::frames::thumbnail(&stills).is_some());

    // A list of files is no video, whatever it names.
    let list = folder.path().join("list.mp4");
    std::fs::write(&list, "ffconcat version 1.0\nfile '-0:0.mp4'\n").unwrap();
    assert!(reader.probe(&list).is_err());
    assert!(reader.sample(&list, 1, |_, _| true).is_err());
    assert!(reader.sample(&folder.path().join("none.mp4"), 1, |_, _| true).is_err());
}
