//! Log-linear fits against published and independently computed values.

mod tables;

use estimate::loglinear::{Cells, Model};

/// Table, model, total, standard error, deviance, degrees of freedom, AIC, BIC.
type Row = (&'static str, &'static str, f64, f64, f64, usize, f64, f64);

const REFERENCE: [Row; 7] = [
    ("kosovo", "[123,14,34]", 10_356.519_0, 785.902, 9.322_670_0, 4, 132.746_67, 203.029_63),
    ("kosovo", "[123,134]", 12_740.967_7, 1_600.713, 1.017_054_4, 3, 126.441_06, 203.113_38),
    ("kosovo", "[123,124,134,234]", 16_941.880_4, 5_937.580, 0.0, 0, 131.424_00, 227.264_40),
    ("kosovo", "[]", 7_394.586_7, 129.625, 245.938_74, 10, 357.362_74, 389.309_54),
    ("uk6", "[12,13,25,35,36,45]", 12_349.587, 829.161, 29.530_970, 50, 167.196_11, 244.119_35),
    ("gaza", "[12,13,23]", 64_696.070, 3_587.118, 0.0, 0, 78.327_75, 136.318_21),
    ("gaza", "[]", 66_749.840, 819.434, 357.778_65, 3, 430.106_40, 463.243_81),
];

#[test]
fn every_reference_fit_is_met() {
    for (name, model, total, se, deviance, df, aic, bic) in REFERENCE {
        let table = tables::read(name);
        let fit = Cells::new(&table).fit(&Model::parse(model, table.lists().len()).unwrap()).unwrap();
        let near = |what: &str, got: f64, want: f64, within: f64| {
            assert!((got - want).abs() <= within, "{name} {model} {what}: {got}, not {want}");
        };
        near("total", fit.total(), total, 6e-4);
        // The reference takes its covariance one iteration before the last: it agrees to five digits.
        near("se", fit.se(), se, 1e-5 * se);
        near("deviance", fit.deviance, deviance, 6e-6);
        assert_eq!(fit.df, df);
        near("aic", fit.aic, aic, 6e-6);
        near("bic", fit.bic, bic, 6e-6);
    }
}
