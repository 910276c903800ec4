use super::*;
pub fn dump(table: &OverlapTable, seed: u64, stages: usize, each: usize) {
    let options = Options { seed, ..Options::default() };
    let (data, names) = prepare(table, &options).unwrap();
    println!("{names:?} K {}", data.classes);
    let mut runs = start::runs(&data, &options);
    for (c, run) in runs.iter_mut().enumerate() {
        for _ in 0..stages {
        run.extend(&data, each, 10);
        let m = run.unlisted.iter().sum::<f64>() / run.unlisted.len() as f64 + data.n;
        run.unlisted.clear();
        let ch = &run.chain;
        println!("chain {c}: mean {m:.0} alpha {:.3}", ch.alpha);
        let mut o: Vec<usize> = (0..data.classes).filter(|&k| ch.members[k] > 0.0).collect();
        o.sort_by(|&a,&b| ch.members[b].total_cmp(&ch.members[a]));
        for k in o { print!("   {:>8} |", ch.members[k]); for j in 0..data.lists { print!(" {:.3}({})", ch.on[j*data.classes+k], ch.listed[j*data.classes+k]); } println!(); }
        }
    }
}
