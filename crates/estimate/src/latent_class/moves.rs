//! Moves that plain Gibbs sampling lacks. Each leaves the posterior as it is with something integrated out, which the sweep draws
//! anew before it is needed again: the sticks ([`Chain::swap`]), or the people ([`Chain::shift`]). Without the people the posterior
//! of the parameters is their prior times prod_x (p_x / (1 - p0))^{n_x}, since p(N) is proportional to 1/N.

use super::chain::{ALPHA, Chain, Data, EDGE};
use crate::distribution::ln_gamma;
use crate::portable::{exp, ln};

/// Standard deviations of the shift in logits, one of them chosen at random: fine and coarse.
const SHIFT: [f64; 2] = [0.3, 0.9];

/// Standard deviation of the logarithm by which the class's listed people are rescaled.
const RESCALE: f64 = 0.05;

impl Chain {
    /// Swaps the labels of two classes at random, half the time with a new alpha from its prior, the sticks integrated out.
    ///
    /// Without it a chain can stay for ever where alpha is large and the last label, whose stick is all that is left, holds
    /// nearly everyone: a place of no weight that neither alpha nor the labels can leave alone.
    pub(super) fn swap(&mut self, data: &Data) {
        let k = data.classes;
        let (one, other) = (self.random.below(k), self.random.below(k));
        let fresh = self.random.bits() >> 63 == 1;
        if self.members[one] == self.members[other] && !fresh {
            return;
        }
        let alpha =
            if fresh { (self.random.gamma(ALPHA) / ALPHA).max(f64::MIN_POSITIVE) } else { self.alpha };
        let before = ln_sizes(&self.members, self.alpha);
        self.members.swap(one, other);
        if -self.random.exponential() < ln_sizes(&self.members, alpha) - before {
            self.alpha = alpha;
            for row in self.listed.chunks_exact_mut(k) {
                row.swap(one, other);
            }
        } else {
            self.members.swap(one, other);
        }
    }

    /// Gives the classes, with all that belongs to them, new labels.
    ///
    /// In the order of shares pi the stick-breaking prior is pi_K^(alpha-1) prod_{1<k<K} 1 / (pi_k + ... + pi_K); a size-biased
    /// permutation (class after class, each with probability in proportion to its share) has the probability
    /// prod_k pi_k / (pi_k + ... + pi_K). Proposing one therefore leaves only (pi'_K / pi_K)^alpha to accept by. It takes the
    /// place of swaps of two labels (Papaspiliopoulos & Roberts 2008).
    pub(super) fn relabel(&mut self, data: &Data) {
        let k = data.classes;
        for (key, ln_share) in self.scratch.class.iter_mut().zip(&self.ln_share) {
            *key = ln(self.random.exponential()) - ln_share;
        }
        let keys = &self.scratch.class;
        let order = &mut self.scratch.order;
        order.iter_mut().enumerate().for_each(|(i, o)| *o = i);
        order.sort_unstable_by(|&a, &b| keys[a].total_cmp(&keys[b]));
        let ratio = self.alpha * (self.ln_share[order[k - 1]] - self.ln_share[k - 1]);
        if -self.random.exponential() < ratio {
            for (to, &from) in self.scratch.class.iter_mut().zip(order.iter()) {
                *to = self.ln_share[from];
            }
            self.ln_share.copy_from_slice(&self.scratch.class);
        } else {
            order.iter_mut().enumerate().for_each(|(i, o)| *o = i);
        }
    }

    /// Makes one class, chosen by its share, harder or easier to catch on all lists, and larger or smaller to match.
    ///
    /// The logits of its inclusion probabilities move by e, its share pi_c is multiplied by h = g (1 - q_c) / (1 - q'_c), where
    /// q is the probability of being on no list and ln g is a small normal number: but for g as many of the class are caught as
    /// before. All shares are then divided by s = 1 - pi_c + h pi_c. In logarithms the acceptance ratio is the sum of
    ///
    /// - the likelihood, sum_x n_x ln(p'_x / p_x) - n ln((1 - p'0) / (1 - p0)), in which s cancels;
    /// - prior and Jacobian of the logits, lists * a e + (a + b) ln(q'_c / q_c);
    /// - the Jacobian of the shares, ln h - K ln s, and the choice of the class, ln(h / s);
    /// - the prior of the shares: (alpha - 1) ln(pi'_K / pi_K) - sum_{1<k<K} ln(R'_k / R_k), R_k = pi_k + ... + pi_K.
    pub(super) fn shift(&mut self, data: &Data) {
        let k = data.classes;
        let sum: f64 = self.share.iter().sum();
        let mut pick = self.random.uniform() * sum;
        let mut class = 0;
        while class + 1 < k && pick >= self.share[class] {
            pick -= self.share[class];
            class += 1;
        }
        let e = SHIFT[(self.random.bits() >> 63) as usize] * self.random.normal();
        let factor = exp(e);
        let ln_g = RESCALE * self.random.normal();
        let g = exp(ln_g);

        let (mut missed, mut caught) = (1.0, 0.0);
        for place in 0..data.lists {
            let (on, off) = (self.on[place * k + class], self.off[place * k + class]);
            let scale = 1.0 / (on * factor + off);
            let (on, off) = (on * factor * scale, off * scale);
            if on < EDGE || off < EDGE {
                return;
            }
            caught += missed * on;
            missed *= off;
        }
        let h = if k > 1 { g * self.caught[class] / caught } else { 1.0 };
        let share = self.share[class];
        let growth = (h - 1.0) * share;
        let s = (sum + growth) / sum;

        // The cell of pattern x changes by the factor h q'/q e^|x|.
        let mut power = h * missed / self.missed[class];
        let fall = ln(missed / self.missed[class]);
        for value in &mut self.scratch.factor {
            *value = power;
            power *= factor;
        }
        let mut ratio = 0.0;
        for (place, pattern) in data.patterns.iter().enumerate() {
            let part = self.cells[place * k + class] / self.totals[place];
            let change = 1.0 + part * (self.scratch.factor[pattern.lists.len()] - 1.0);
            self.scratch.pattern[place] = change;
            ratio += pattern.count * ln(change);
        }
        let before = self.caught();
        let after = before + share * (h * caught - self.caught[class]);
        ratio -= data.n * ln(after / before);

        let (a, b) = data.prior;
        ratio += data.lists as f64 * a * e + (a + b) * fall;
        if k > 1 {
            let last = if class == k - 1 { ln(h) } else { 0.0 };
            ratio += 2.0 * ln(h) - (self.alpha + 2.0) * ln(s) + (self.alpha - 1.0) * last;
            let mut later = sum - self.share[0];
            let mut product = 1.0;
            for at in 1..=class.min(k - 2) {
                product *= (later + growth) / later;
                later -= self.share[at];
            }
            ratio -= ln(product);
        }
        if -self.random.exponential() >= ratio || ratio.is_nan() {
            return;
        }
        for (place, pattern) in data.patterns.iter().enumerate() {
            self.cells[place * k + class] *= self.scratch.factor[pattern.lists.len()];
            self.totals[place] *= self.scratch.pattern[place];
        }
        for place in 0..data.lists {
            let (on, off) = (self.on[place * k + class], self.off[place * k + class]);
            let scale = 1.0 / (on * factor + off);
            self.on[place * k + class] = on * factor * scale;
            self.off[place * k + class] = off * scale;
        }
        self.share[class] *= h;
        self.missed[class] = missed;
        self.caught[class] = caught;
    }
}

/// The logarithm of the probability of an assignment with these classes' sizes, given alpha, the sticks integrated out:
/// prod_{k<K} alpha B(1 + m_k, alpha + m_{k+1} + ... + m_K).
fn ln_sizes(members: &[f64], alpha: f64) -> f64 {
    let (mut later, mut sum, mut empty) = (0.0, 0.0, 1.0);
    for (place, &m) in members.iter().enumerate().rev() {
        if place + 1 < members.len() {
            if m > 0.0 {
                let b = alpha + later;
                sum += ln(alpha) + ln_gamma(1.0 + m) + ln_gamma(b) - ln_gamma(1.0 + m + b);
            } else if later > 0.0 {
                empty *= alpha / (alpha + later);
                if empty < 1e-200 {
                    sum += ln(empty);
                    empty = 1.0;
                }
            }
        }
        later += m;
    }
    sum + ln(empty)
}
