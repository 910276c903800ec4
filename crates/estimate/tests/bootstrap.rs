//! Bootstrap intervals with the choice of the model repeated in each resample.
//!
//! How many resamples the reference intervals of the stepwise choice rest on is not known; they agree with 200 or so, not with
//! 1,000. Over 200 seeds, the ends for neworl5 lie in 490 to 728 and 1,382 to 1,906 nineteen times in twenty with 200
//! resamples (reference 588.8 and 1,703.7), in 447 to 613 and 1,464 to 1,695 with 1,000. Hence the wide tolerances.

mod tables;

use estimate::bootstrap::{Bootstrap, best_choice, bootstrap, stepwise_choice};
use estimate::loglinear::{Cells, Model};
use estimate::select::{STEPWISE_P, best, hierarchical};
use estimate::{Error, OverlapTable, averaging};

fn near(got: f64, want: f64, part: f64) {
    assert!((got / want - 1.0).abs() <= part, "{got}, not {want}");
}

fn stepwise(name: &str, resamples: usize, seed: u64) -> Bootstrap {
    bootstrap(&tables::read(name), resamples, seed, stepwise_choice(STEPWISE_P))
        .expect("the table has an estimate")
}

#[test]
fn the_stepwise_intervals_are_met() {
    for (name, point, low, high) in
        [("neworl5", 1_034.151, 588.8, 1_703.7), ("neworl8", 1_183.692, 717.2, 1_657.6)]
    {
        let few = stepwise(name, 200, 1).bca(0.95).unwrap();
        near(few.low, low, 0.24);
        near(few.high, high, 0.24);
        assert!(few.unsettled);
        let many = stepwise(name, 1_000, 1);
        near(many.point, point, 1e-6);
        assert_eq!((many.refused, many.indispensable), (0, 0));
        near(many.bca(0.95).unwrap().high, high, 0.11);
    }
}

#[test]
fn an_end_on_the_wrong_side_of_the_point_is_told() {
    // One seed in nine does this with 200 resamples: hardly more than a tenth of them lie below the point.
    let drawn = stepwise("neworl8", 200, 3);
    let ends = drawn.bca(0.8).unwrap();
    near(ends.high, 1_120.8, 0.03);
    assert!(ends.misplaced && ends.high < drawn.point);
    assert!(!drawn.bca(0.95).unwrap().misplaced);
}

#[test]
fn choosing_anew_widens_the_interval_of_kosovo() {
    let table = tables::read("kosovo");
    let model = Model::parse("[123,14,34]", 4).unwrap();
    let kept = |t: &OverlapTable| Cells::new(t).fit(&model).ok().map(|fit| fit.total());
    let kept = bootstrap(&table, 1_000, 1, kept).unwrap();
    let ends = kept.percentile(0.95);
    near(ends.low, 9_032.0, 0.03);
    near(ends.high, 12_241.0, 0.03);
    assert!(!ends.misplaced && !ends.unsettled);
    let anew = bootstrap(&table, 300, 1, best_choice(4).unwrap()).unwrap();
    near(anew.point, kept.point, 1e-9);
    // Other models are nearly as good, [12,134,23] with 18,393 among them, and many resamples choose one.
    let wider = anew.percentile(0.95);
    assert!(wider.low < 8_700.0 && wider.high > 20_000.0, "{wider:?}");
}

#[test]
fn the_best_model_is_that_of_fitting_all() {
    for name in ["kosovo", "gaza", "artificial3"] {
        let table = tables::read(name);
        let models = hierarchical(table.lists().len()).unwrap();
        let all = averaging::average(&table, models.iter().cloned(), 1).unwrap();
        assert_eq!(best(&table, &models).as_ref(), all.best.first());
    }
    assert!(best_choice(6).is_err());
}

#[test]
fn the_threads_change_nothing_and_the_seed_does() {
    let on = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| stepwise("neworl5", 150, seed))
    };
    assert_eq!(on(1, 5), on(3, 5));
    assert_ne!(on(1, 5).totals, on(1, 6).totals);
    // The first resamples stay when more are drawn.
    let more = stepwise("neworl5", 200, 5).totals;
    assert!(on(1, 5).totals.iter().all(|total| more.contains(total)));
}

#[test]
fn resamples_without_an_estimate_are_counted() {
    let names = vec!["north".to_owned(), "south".to_owned()];
    let table = OverlapTable::new(names, [(1, 40), (2, 30), (3, 1)]).unwrap();
    let drawn = bootstrap(&table, 500, 1, best_choice(2).unwrap()).unwrap();
    // The one person on both is not drawn in a part 1/e of the resamples.
    assert!((150..220).contains(&drawn.refused), "{}", drawn.refused);
    assert_eq!(drawn.totals.len() + drawn.refused, 500);
    assert_eq!(drawn.indispensable, 1);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let names = vec!["north".to_owned(), "south".to_owned()];
    let table = |counts: [u64; 3]| OverlapTable::new(names.clone(), (1..).zip(counts)).unwrap();
    let refused = |t: &OverlapTable, resamples| {
        matches!(bootstrap(t, resamples, 1, best_choice(2).unwrap()), Err(Error::Bootstrap { .. }))
    };
    assert!(refused(&table([40, 30, 12]), 99));
    assert!(refused(&table([40, 30, 12]), 1_000_001));
    assert!(refused(&table([40, 30, 0]), 100));
    assert!(refused(&table([400_000_000, 300_000_000, 12]), 100));
    assert!(!refused(&table([40, 30, 12]), 100));
}
