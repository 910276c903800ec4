//! All models of a kind, fitted one after another and averaged, against published and independently computed values.

mod tables;

use estimate::averaging::average;
use estimate::select::{hierarchical, pairwise};
use estimate::{Error, OverlapTable};

fn near(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within, "{got}, not {want}");
}

#[test]
fn all_hierarchical_models_of_kosovo_are_averaged() {
    let answer = average(&tables::read("kosovo"), hierarchical(4).unwrap(), 2).unwrap();
    assert_eq!((answer.fitted, answer.refused), (113, 0));
    near(answer.by_aic, 14_015.53, 6e-3);
    near(answer.by_bic, 13_183.73, 6e-3);
    let names: Vec<String> = answer.best.iter().map(|fit| fit.model.to_string()).collect();
    assert_eq!(names, ["[123,14,34]", "[123,134]"]);
}

#[test]
fn the_best_pairs_of_uk6_are_found_among_all() {
    let answer = average(&tables::read("uk6"), pairwise(6).unwrap(), 1).unwrap();
    assert_eq!(answer.fitted + answer.refused, 32_768);
    let best = &answer.best[0];
    assert_eq!(best.model.to_string(), "[12,13,25,35,36,45]");
    near(best.total(), 12_349.587, 6e-4);
    near(best.se(), 829.161, 1e-2);
    near(best.deviance, 29.530_970, 6e-6);
    near(best.aic, 167.196_11, 6e-6);
    near(best.bic, 244.119_35, 6e-6);
}

#[test]
fn the_order_of_fitting_changes_nothing() {
    let table = tables::read("uk5");
    let models: Vec<_> = pairwise(5).unwrap().collect();
    let (a, b) = (
        average(&table, models.iter().cloned(), 5).unwrap(),
        average(&table, models.iter().rev().cloned(), 5).unwrap(),
    );
    assert_eq!(a.best, b.best);
    near(a.by_aic / b.by_aic, 1.0, 1e-12);
    near(a.by_bic / b.by_bic, 1.0, 1e-12);
}

#[test]
fn models_that_the_overlaps_cannot_carry_are_counted() {
    let answer = average(&tables::read("artificial3"), pairwise(3).unwrap(), 8).unwrap();
    assert_eq!((answer.fitted + answer.refused, answer.best.len()), (8, answer.fitted));
    assert!(answer.refused > 0 && answer.by_bic.is_finite());
}

#[test]
fn what_cannot_be_averaged_is_refused() {
    let names = vec!["north".to_owned(), "south".to_owned()];
    let apart = OverlapTable::new(names, [(1, 40), (2, 30)]).unwrap();
    assert!(matches!(average(&apart, pairwise(2).unwrap(), 1), Err(Error::NoMaximum { .. })));
    assert!(matches!(average(&apart, pairwise(3).unwrap(), 1), Err(Error::Model { .. })));
    assert!(matches!(average(&apart, [], 1), Err(Error::Model { .. })));
}
