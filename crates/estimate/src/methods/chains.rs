//! What the chains of a sampler did, to be drawn: a person sees in a moment what no number shows.

use crate::latent_class::diagnostics;

/// Traces and ranks of the chains.
#[derive(Debug, Clone, PartialEq)]
pub struct Chains {
    /// For each chain how many in all, in order, thinned evenly to at most [`Chains::LONGEST`]. Chains that agree cover each other.
    pub traces: Vec<Vec<f64>>,
    /// For each chain how many of its draws lie in each of [`Chains::BINS`] equal parts of the ranks of all draws. Chains that
    /// agree have as many in each (Vehtari et al. 2021, section 4.2).
    pub ranks: Vec<Vec<usize>>,
}

impl Chains {
    /// Most draws of a trace.
    pub const LONGEST: usize = 240;
    /// Parts of the ranks.
    pub const BINS: usize = 20;

    pub(super) fn of(chains: &[Vec<f64>]) -> Chains {
        let thinned = |chain: &Vec<f64>| {
            let step = chain.len().div_ceil(Chains::LONGEST).max(1);
            chain.iter().step_by(step).copied().collect()
        };
        Chains {
            traces: chains.iter().map(thinned).collect(),
            ranks: diagnostics::ranks(chains, Chains::BINS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_that_agree_share_the_ranks_and_others_do_not() {
        let mixed: Vec<Vec<f64>> = (0..4).map(|c| (0..400).map(|i| f64::from(i * 4 + c)).collect()).collect();
        let even = Chains::of(&mixed);
        assert!(even.ranks.iter().flatten().all(|&n| n == 20), "{:?}", even.ranks);
        assert_eq!(even.traces[1].len(), 200);
        let apart: Vec<Vec<f64>> =
            (0..4).map(|c| (0..400).map(|i| f64::from(c * 400 + i)).collect()).collect();
        let ranks = Chains::of(&apart).ranks;
        assert_eq!(
            (&ranks[0][..6], &ranks[3][14..]),
            (&[80, 80, 80, 80, 80, 0][..], &[0, 80, 80, 80, 80, 80][..])
        );
        // Equal draws share their place: no order is made up among them.
        assert_eq!(Chains::of(&[vec![7.0; 40], vec![7.0; 40]]).ranks[0].iter().sum::<usize>(), 40);
        assert!(Chains::of(&[]).ranks.is_empty());
    }
}
