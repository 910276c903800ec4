//! x
mod chain;
pub mod diagnostics;
mod moves;
mod random;
mod variates;
use chain::*;
use random::Random;
use crate::OverlapTable;
pub fn trial(table: &OverlapTable, k: usize, moves: usize, sweeps: usize, thin: usize, chains: usize, seed: u64) {
    let lists = table.lists().len();
    let patterns = table.patterns().iter().map(|&(x, c)| Pattern { lists: (0..lists).filter(|i| x>>i&1==1).collect(), count: c as f64 }).collect();
    let data = Data { lists, classes: k, prior: (1.0,1.0), patterns, n: table.n() as f64 };
    let mut all = Vec::new();
    let mut occ = 0;
    let t = std::time::Instant::now();
    for c in 0..chains {
        let mut ch = Chain::new(&data, Random::new(seed, c));
        for i in 0..k { ch.ln_share[i] = -(i as f64); for j in 0..lists { let u = ch.random.uniform()*0.2; ch.on[j*k+i]=u; ch.off[j*k+i]=1.0-u; } }
        ch.weigh(&data); ch.assign(&data);
        for _ in 0..20_000 { ch.sweep(&data, moves); }
        let mut d = Vec::new();
        for s in 0..sweeps { ch.sweep(&data, moves); if s % thin == 0 { d.push(ch.unlisted + data.n); occ += ch.occupied(); } }
        all.push(d);
    }
    let secs = t.elapsed().as_secs_f64();
    let total = (sweeps+20_000)*chains;
    use diagnostics::*;
    let e = ess_bulk(&all);
    println!("moves {moves} mean {:.1} ({:.1}) sd {:.1} q {:.0} {:.0} {:.0} {:.0} {:.0} rhat {:.4} ess {:.0} tail {:.0} | {:.0} sweeps/s, IAT {:.1} ESS/s {:.0} occ {:.2}", mean(&all), mcse_mean(&all), sd(&all), quantile(&all,0.025),quantile(&all,0.1),quantile(&all,0.5),quantile(&all,0.9),quantile(&all,0.975), rhat(&all), e, ess_tail(&all), total as f64/secs, (sweeps*chains) as f64/e, e/ (sweeps*chains) as f64 * total as f64 /secs, occ as f64/(all.len()*all[0].len()) as f64);
    for c in &all { print!("{:.0} ", mean(&[c])); } println!();
}
